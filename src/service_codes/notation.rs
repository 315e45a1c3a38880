//! The notation of an account's lists: one line of canonical JSON, spaced as a keystore is. Every value
//! has one encoding.
//!
//! What is read is written again, and must be the same bytes. So there are no unknown members, no
//! other order and no other spelling, and whatever is read is kept.

use std::borrow::Cow;
use std::io;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use serde_json::ser::Formatter;

use super::life::{Life, State};
use super::lists::Lists;
use super::service_list::{ListId, ServiceCode, ServiceList, Standing};
use crate::dates;
use crate::secret::{SecretBytes, SecretText};

/// The error that bytes are not the notation of lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not lists")]
pub struct NotLists;

/// Upper bounds for a list without its login and codes, and for a code, in bytes.
const ROOM_OF_LIST: usize = 320;
const ROOM_OF_CODE: usize = 192;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListMember<'a> {
    id: Cow<'a, str>,
    service: Cow<'a, str>,
    login: Option<Cow<'a, str>>,
    made: Cow<'a, str>,
    standing: Cow<'a, str>,
    codes: Vec<CodeMember<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeMember<'a> {
    number: u32,
    code: Cow<'a, str>,
    corrections: u32,
    state: Cow<'a, str>,
    since: Option<Cow<'a, str>>,
}

const STANDINGS: [(Standing, &str); 3] = [
    (Standing::Current, "current"),
    (Standing::Replaced, "replaced"),
    (Standing::Removed, "removed"),
];

/// Returns the notation, without an end of line.
pub fn write(lists: &Lists) -> SecretBytes {
    let room = lists.iter().map(|list| {
        let login = list.login.as_ref().map_or(0, |login| 2 * login.as_str().len());
        ROOM_OF_LIST + login + ROOM_OF_CODE * list.codes.len()
    });
    // It never grows: nobody would wipe what it outgrew.
    let mut line = SecretBytes::new(Vec::with_capacity(2 + room.sum::<usize>()));
    let members: Vec<ListMember<'_>> = lists.iter().map(list_member).collect();
    let mut serializer = serde_json::Serializer::with_formatter(line.expose_mut(), Spaced);
    members.serialize(&mut serializer).expect("memory takes all");
    line
}

/// JSON on one line, with a blank after each comma and colon.
struct Spaced;

impl Spaced {
    fn comma<W: io::Write + ?Sized>(writer: &mut W, is_first: bool) -> io::Result<()> {
        if is_first { Ok(()) } else { writer.write_all(b", ") }
    }
}

impl Formatter for Spaced {
    fn begin_array_value<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        Self::comma(writer, first)
    }

    fn begin_object_key<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        Self::comma(writer, first)
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

fn list_member(list: &ServiceList) -> ListMember<'_> {
    let standing = STANDINGS.iter().find(|(standing, _)| *standing == list.standing);
    ListMember {
        id: base16ct::lower::encode_string(&list.id.0).into(),
        service: list.service.as_str().into(),
        login: list.login.as_ref().map(|login| login.as_str().into()),
        made: dates::date(list.made).into(),
        standing: standing.expect("every standing is there").1.into(),
        codes: list.codes.iter().map(code_member).collect(),
    }
}

fn code_member(code: &ServiceCode) -> CodeMember<'_> {
    CodeMember {
        number: code.number,
        code: code.text.expose().as_str().into(),
        corrections: code.life.corrections,
        state: code.life.state.name().into(),
        since: code.life.state.since().map(|when| dates::date(when).into()),
    }
}

/// Reads the notation.
///
/// # Errors
///
/// If the bytes are anything that [`write()`] does not return.
pub fn read(bytes: &[u8]) -> Result<Lists, NotLists> {
    // The error is dropped unread, because it may quote a secret.
    let members: Vec<ListMember<'_>> = serde_json::from_slice(bytes).map_err(|_| NotLists)?;
    let lists = members.into_iter().map(list_of).collect::<Option<Vec<_>>>().ok_or(NotLists)?;
    let lists = Lists(lists);
    let is_same = lists.is_sound() && write(&lists).expose() == bytes;
    if is_same { Ok(lists) } else { Err(NotLists) }
}

fn list_of(member: ListMember<'_>) -> Option<ServiceList> {
    let mut id = [0; 16];
    base16ct::lower::decode(member.id.as_bytes(), &mut id).ok().filter(|it| it.len() == 16)?;
    let standing = STANDINGS.iter().find(|(_, name)| *name == member.standing)?.0;
    Some(ServiceList {
        id: ListId(id),
        service: member.service.parse().ok()?,
        login: member.login.map(|login| login.parse()).transpose().ok()?,
        made: dates::time(&member.made)?,
        standing,
        codes: member.codes.into_iter().map(code_of).collect::<Option<Vec<_>>>()?,
    })
}

fn code_of(member: CodeMember<'_>) -> Option<ServiceCode> {
    let text = SecretText::new(member.code.into_owned());
    let since = match &member.since {
        None => None,
        Some(date) => Some(dates::time(date)?),
    };
    let state = state_of(&member.state, since)?;
    let code = ServiceCode::new(member.number, text).ok()?;
    Some(ServiceCode { life: Life { corrections: member.corrections, state }, ..code })
}

fn state_of(name: &str, since: Option<SystemTime>) -> Option<State> {
    match (name, since) {
        ("unused", None) => Some(State::Unused),
        ("shown", Some(when)) => Some(State::Shown(when)),
        ("refused", Some(when)) => Some(State::Refused(when)),
        ("used", Some(when)) => Some(State::Used(when)),
        _ => None,
    }
}
