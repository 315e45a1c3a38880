//! All lists of an account, and their changes.
//!
//! Lists are in the order of service, login, date and id. A list is current as long as no later one
//! of its service and login was added, here or on another device. That a later one was removed since
//! does not make an earlier one current again: otherwise the outcome of merging would depend on its
//! order.

use super::life::State;
use super::list_view::ListView;
use super::service::{Login, Service};
use super::service_list::{ListId, ServiceList, Standing};

/// The most lists of an account, removed ones included.
pub(crate) const MOST_LISTS: usize = 1000;

/// The lists of an account.
#[derive(Debug, Default)]
pub struct Lists(pub(super) Vec<ServiceList>);

/// The reason why a list was not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAdded {
    /// A list with the same codes is here, and was not removed.
    #[error("the same codes are here already")]
    AlreadyHere(ListId),
    /// There are as many lists as may be.
    #[error("there are too many lists")]
    TooMany,
}

impl Lists {
    /// Whether there is no list, not even a removed one.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns every list, removed ones included.
    pub fn iter(&self) -> impl Iterator<Item = &ServiceList> {
        self.0.iter()
    }

    /// Returns every list that was not removed, as it stands.
    pub fn views(&self) -> impl Iterator<Item = ListView<'_>> {
        let here = self.0.iter().filter(|list| list.standing != Standing::Removed);
        here.map(|list| ListView::of(list, &self.0))
    }

    /// Returns the current lists, as they stand.
    pub fn current(&self) -> impl Iterator<Item = ListView<'_>> {
        self.views().filter(|view| view.list.standing == Standing::Current)
    }

    /// Returns the current list of a login at a service.
    pub fn current_of(&self, service: &Service, login: Option<&Login>) -> Option<ListView<'_>> {
        let is_it = |view: &ListView<'_>| {
            view.list.service == *service && view.list.login.as_ref() == login
        };
        self.current().find(is_it)
    }

    /// Adds a list, which replaces the earlier ones of its service and login. It is dated no earlier
    /// than these, whatever the clock says.
    ///
    /// # Errors
    ///
    /// If its codes are here already, or there are too many lists.
    pub fn add(&mut self, mut list: ServiceList) -> Result<(), NotAdded> {
        let beside = || self.0.iter().filter(|other| other.is_beside(&list));
        if self.0.iter().any(|other| other.id == list.id) {
            return Err(NotAdded::AlreadyHere(list.id));
        }
        if let Some(same) = beside().find(|other| other.has_codes_of(&list)) {
            return Err(NotAdded::AlreadyHere(same.id));
        }
        if self.0.len() >= MOST_LISTS {
            return Err(NotAdded::TooMany);
        }
        if let Some(last) = beside().max_by_key(|other| (other.made, other.id)) {
            let is_later = (list.made, list.id) > (last.made, last.id);
            let next = last.made + std::time::Duration::from_secs(1);
            list.made = if is_later { list.made } else { crate::dates::dated(next) };
        }
        self.insert(list);
        self.settle();
        Ok(())
    }

    /// Removes a list: its id and its date stay, and its codes go. What is known of their lives goes
    /// to other lists with the same codes. Returns whether there was such a list.
    pub fn remove(&mut self, id: ListId) -> bool {
        let Some(at) = self.0.iter().position(|list| list.id == id) else { return false };
        let view = ListView::of(&self.0[at], &self.0);
        let lives: Vec<_> = view.codes().map(|(_, life)| life).collect();
        for other in self.same_as(at) {
            for (code, life) in self.0[other].codes.iter_mut().zip(&lives) {
                code.life = *life;
            }
        }
        self.0[at].standing = Standing::Removed;
        self.0[at].codes.clear();
        true
    }

    /// Brings a code into a state, in every list with the same codes. Returns whether there is such
    /// a code.
    pub fn change(&mut self, id: ListId, number: u32, state: State) -> bool {
        let Some(at) = self.0.iter().position(|list| list.id == id) else { return false };
        let Some(life) = ListView::of(&self.0[at], &self.0).life(number) else { return false };
        for other in self.same_as(at) {
            let codes = self.0[other].codes.iter_mut();
            for code in codes.filter(|code| code.number == number) {
                code.life = life.then(state);
            }
        }
        true
    }

    /// Returns the indices of the lists with the codes of this one, itself included.
    fn same_as(&self, at: usize) -> Vec<usize> {
        let list = &self.0[at];
        let is_same =
            |&other: &usize| self.0[other].is_beside(list) && self.0[other].has_codes_of(list);
        (0..self.0.len()).filter(is_same).collect()
    }

    /// Inserts a list at its place.
    pub(super) fn insert(&mut self, list: ServiceList) {
        let at = self.0.partition_point(|other| other.order() < list.order());
        self.0.insert(at, list);
    }

    /// Makes each list that has a later one beside it a replaced one.
    pub(super) fn settle(&mut self) {
        for at in 1..self.0.len() {
            let (earlier, later) = self.0.split_at_mut(at);
            let list = earlier.last_mut().expect("it is after another");
            if list.is_beside(&later[0]) {
                list.standing = list.standing.max(Standing::Replaced);
            }
        }
    }

    /// Whether the lists are in order, none twice, and each as it may be.
    pub(super) fn is_sound(&self) -> bool {
        let mut ids: Vec<ListId> = self.0.iter().map(|list| list.id).collect();
        ids.sort_unstable();
        ids.dedup();
        let is_settled = |pair: &[ServiceList]| {
            !pair[0].is_beside(&pair[1]) || pair[0].standing != Standing::Current
        };
        ids.len() == self.0.len()
            && self.0.iter().all(ServiceList::is_sound)
            && self.0.windows(2).all(|pair| pair[0].order() < pair[1].order() && is_settled(pair))
    }
}
