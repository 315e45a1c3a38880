//! Merging the lists of two devices, without a decision of anybody.
//!
//! A list is known by its id. Of its two copies the larger standing stands, and for each code the
//! larger life. Merging is commutative, associative and idempotent, so that it does not matter which
//! copies meet when, how often, and through whom.

use std::cmp::Ordering;

use super::lists::Lists;
use super::service::Service;
use super::service_list::{ServiceCode, ServiceList, Standing};

/// The outcome of merging, for a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The number of current lists that were not here.
    pub new_lists: usize,
    /// The number of codes whose state changed here.
    pub changed_codes: usize,
    /// The codes that were used here and are unused after a correction elsewhere.
    pub unused_again: Vec<(Service, u32)>,
    /// The unused codes that are gone here, since their list was removed elsewhere.
    pub removed: Vec<(Service, usize)>,
}

impl Lists {
    /// Merges other lists into these, and returns what changed here.
    pub fn merge(&mut self, other: Self) -> Merged {
        let mut merged = Merged::default();
        for list in other.0 {
            match self.0.iter().position(|here| here.id == list.id) {
                None => {
                    merged.new_lists += usize::from(list.standing == Standing::Current);
                    self.insert(list);
                }
                Some(at) => {
                    let here = self.0.remove(at);
                    let joined = joined(copy(&here), list);
                    tell(&here, &joined, &mut merged);
                    self.insert(joined);
                }
            }
        }
        self.settle();
        merged
    }

    /// Returns a copy, which is one more to wipe.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self(self.0.iter().map(copy).collect())
    }
}

fn copy(list: &ServiceList) -> ServiceList {
    ServiceList {
        id: list.id,
        service: list.service.clone(),
        login: list.login.clone(),
        made: list.made,
        standing: list.standing,
        codes: list.codes.iter().map(ServiceCode::copy).collect(),
    }
}

/// Joins two copies of a list. Copies that nobody altered have the same codes; of altered ones the
/// larger sequence stands, so that the outcome does not depend on the order.
fn joined(one: ServiceList, other: ServiceList) -> ServiceList {
    let standing = one.standing.max(other.standing);
    let head = |list: &ServiceList| (list.service.clone(), list.login.clone(), list.made);
    let (service, login, made) = head(&one).max(head(&other));
    let id = one.id;
    let codes = match standing {
        Standing::Removed => Vec::new(),
        _ => joined_codes(one.codes, other.codes),
    };
    ServiceList { id, service, login, made, standing, codes }
}

fn joined_codes(mut one: Vec<ServiceCode>, other: Vec<ServiceCode>) -> Vec<ServiceCode> {
    let order = |codes: &[ServiceCode], others: &[ServiceCode]| {
        fn key(code: &ServiceCode) -> (u32, &str) {
            (code.number, code.text.expose())
        }
        codes.iter().map(key).cmp(others.iter().map(key))
    };
    match order(&one, &other) {
        Ordering::Greater => one,
        Ordering::Less => other,
        Ordering::Equal => {
            for (code, known) in one.iter_mut().zip(other) {
                code.life = code.life.max(known.life);
            }
            one
        }
    }
}

/// Notes what changed from one copy to the joined one.
fn tell(here: &ServiceList, joined: &ServiceList, merged: &mut Merged) {
    use super::life::State::{Shown, Unused};
    if joined.standing == Standing::Removed && here.standing != Standing::Removed {
        let unused = |code: &&ServiceCode| matches!(code.life.state, Unused | Shown(_));
        let unused = here.codes.iter().filter(unused).count();
        merged.removed.extend((unused > 0).then(|| (here.service.clone(), unused)));
        return;
    }
    for (before, after) in here.codes.iter().zip(&joined.codes) {
        merged.changed_codes += usize::from(before.life != after.life);
        if before.life.state != Unused && after.life.state == Unused {
            merged.unused_again.push((here.service.clone(), after.number));
        }
    }
}
