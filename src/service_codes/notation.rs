//! The notation of an account's lists: one [line](crate::json_line) of canonical JSON.

use std::borrow::Cow;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::life::{Life, State};
use super::lists::Lists;
use super::service_list::{ListId, ServiceCode, ServiceList, Standing};
use crate::secret::{SecretBytes, SecretText};
use crate::{dates, json_line};

/// The error that bytes are not the notation of lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not lists")]
pub struct NotLists;

/// Upper bounds for a list without its login and codes, and for a code, in bytes.
const ROOM_OF_LIST: usize = 320;
const ROOM_OF_CODE: usize = 192;

/// Lists as a value of JSON, on their own or as a member of something else.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct ListsValue<'a>(Vec<ListMember<'a>>);

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
    json_line::write(&ListsValue::of(lists), room(lists))
}

/// Returns an upper bound for the length of the notation, in bytes.
pub(crate) fn room(lists: &Lists) -> usize {
    let room = lists.iter().map(|list| {
        let login = list.login.as_ref().map_or(0, |login| 2 * login.as_str().len());
        ROOM_OF_LIST + login + ROOM_OF_CODE * list.codes.len()
    });
    2 + room.sum::<usize>()
}

/// Reads the notation.
///
/// # Errors
///
/// If the bytes are anything that [`write()`] does not return.
pub fn read(bytes: &[u8]) -> Result<Lists, NotLists> {
    // The error is dropped unread, because it may quote a secret.
    let value: ListsValue<'_> = serde_json::from_slice(bytes).map_err(|_| NotLists)?;
    let lists = value.into_lists()?;
    if write(&lists).expose() == bytes { Ok(lists) } else { Err(NotLists) }
}

impl<'a> ListsValue<'a> {
    /// Returns the value of these lists.
    pub(crate) fn of(lists: &'a Lists) -> Self {
        Self(lists.iter().map(list_member).collect())
    }

    /// Returns the lists. The caller writes them again, and compares the bytes.
    ///
    /// # Errors
    ///
    /// If they are none that can be.
    pub(crate) fn into_lists(self) -> Result<Lists, NotLists> {
        let lists = self.0.into_iter().map(list_of).collect::<Option<Vec<_>>>();
        lists.map(Lists).filter(Lists::is_sound).ok_or(NotLists)
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
