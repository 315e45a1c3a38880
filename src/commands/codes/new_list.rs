//! A list that was read becomes one of the account's lists.

use std::time::SystemTime;

use crate::failure::{Failure, Outcome, Status};
use crate::service_codes::list_reader::{Found, FoundCode};
use crate::service_codes::{ListId, Lists, NotACode, NotAdded, ServiceCode, ServiceList, State};
use crate::session::Context;
use crate::session::codes_here::ServiceLogin;

/// The outcome of adding a list.
pub(super) enum Added {
    /// It is new here; so many codes were left in the list that it replaces.
    New { left_before: Option<usize>, is_first: bool },
    /// It was here, and so many of its codes are marked used now that were not before.
    Before { marked: usize },
}

/// Returns the list. The service's numbers are kept if each code has one.
pub(super) fn of(
    context: &mut Context<'_>,
    of: &ServiceLogin,
    found: Found,
    now: SystemTime,
) -> Outcome<ServiceList> {
    let mut id = ListId([0; 16]);
    (context.entropy)(&mut id.0)?;
    let has_numbers = found.codes.iter().all(|code| code.number.is_some());
    let code = |(code, place): (FoundCode, u32)| {
        let number = code.number.filter(|_| has_numbers).unwrap_or(place);
        let mut kept = ServiceCode::new(number, code.text)?;
        if code.is_used {
            kept.life = kept.life.then(State::Used(now));
        }
        Ok(kept)
    };
    let list: Result<Vec<_>, NotACode> = found.codes.into_iter().zip(1..).map(code).collect();
    let ServiceLogin { service, login } = of.clone();
    list.ok().and_then(|list| ServiceList::new(id, service, login, now, list)).ok_or_else(|| {
        Failure::new(Status::NotACode, "two codes have the same number, or one is no code")
            .hint("give the codes without numbers, one a line")
    })
}

/// Returns the sentence about the numbers of the codes, unless these are 1, 2, 3 and so on.
pub(super) fn numbers_in_words(found: &Found) -> Option<String> {
    let numbers: Vec<u32> = found.codes.iter().filter_map(|code| code.number).collect();
    let (first, last) = (numbers.first()?, numbers.last()?);
    let all = found.codes.len();
    if numbers.len() < all {
        return Some(format!(
            "Only {} of the {all} codes came with a number, so each is numbered by its place, from \
             1 to {all}.",
            numbers.len()
        ));
    }
    if numbers.iter().copied().eq(1..=*last) {
        return None;
    }
    Some(format!("They keep the service's numbers: the first is {first}, the last {last}."))
}

/// Adds the list to the others. If its codes are here already, only its marks are taken over.
pub(super) fn put(lists: &mut Lists, list: ServiceList, now: SystemTime) -> Outcome<Added> {
    let is_first = lists.is_empty();
    let before = lists.current_of(&list.service, list.login.as_ref());
    let left_before = before.map(|view| view.left());
    let is_used = |code: &&ServiceCode| matches!(code.life.state, State::Used(_));
    let marked: Vec<u32> = list.codes.iter().filter(is_used).map(|it| it.number).collect();
    let id = match lists.add(list) {
        Ok(()) => return Ok(Added::New { left_before, is_first }),
        Err(NotAdded::AlreadyHere(id)) => id,
        Err(_) => {
            return Err(Failure::new(Status::Failed, "there are too many lists of codes"));
        }
    };
    let view = lists.current().find(|view| view.list.id == id).ok_or_else(|| {
        Failure::new(Status::Failed, "these codes are an earlier list, which a later one replaced")
            .hint("copy the codes that the service shows now")
    })?;
    let is_new =
        |&number: &u32| !matches!(view.life(number).map(|life| life.state), Some(State::Used(_)));
    let marked: Vec<u32> = marked.into_iter().filter(is_new).collect();
    for &number in &marked {
        lists.change(id, number, State::Used(now));
    }
    Ok(Added::Before { marked: marked.len() })
}
