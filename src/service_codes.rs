//! Other services' backup codes: the lists that services hand out, and the life of each code in them.
//!
//! A service's code works once. So each code has a state, and each state is durable before what
//! follows from it. A list is read as it was pasted or saved ([`list_reader`]); what is known of a
//! service only adds a remark ([`known_services`]). The order and the numbers of a list are data:
//! nothing here sorts or renumbers codes. A code has few bits, so it is in no error and no `Debug`,
//! and no name is computed from it.

pub mod known_services;
mod life;
pub mod list_reader;
mod list_view;
mod lists;
mod merging;
mod notation;
mod service;
mod service_list;

pub use life::{Life, State};
pub use list_view::ListView;
pub(crate) use lists::MOST_LISTS;
pub use lists::{Lists, NotAdded};
pub use merging::Merged;
pub(crate) use notation::{ListsValue, room as room_of_lists};
pub use notation::{NotLists, read, write};
pub use service::{Login, NotALogin, NotAService, Service};
pub use service_list::{ListId, MOST_CODES, NotACode, ServiceCode, ServiceList, Standing};

#[cfg(test)]
mod merging_laws_tests;
