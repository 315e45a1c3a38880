//! A code that is shown to be used.

use crate::secret::SecretText;
use crate::service_codes::{ListId, Lists, Standing};
use crate::session::code_advice::named;
use crate::session::codes_here::{self, ServiceLogin};

/// A code that is noted as shown.
pub(super) struct Shown {
    pub(super) list: ListId,
    pub(super) of: ServiceLogin,
    pub(super) number: u32,
    pub(super) text: SecretText,
    /// Whether the service gives one code at a time, and a new one after each use.
    pub(super) is_single: bool,
    pub(super) left: usize,
}

impl Shown {
    /// Returns the name of the list for people.
    pub(super) fn name(&self) -> String {
        named(&self.of.service, self.of.login.as_ref())
    }
}

/// Returns the code of this number in a list.
pub(super) fn shown(lists: &Lists, id: ListId, number: u32) -> Option<Shown> {
    let view = codes_here::view(lists, id).ok()?;
    let list = view.list;
    Some(Shown {
        list: id,
        of: ServiceLogin { service: list.service.clone(), login: list.login.clone() },
        number,
        text: SecretText::new(list.code(number)?.text.expose().clone()),
        is_single: list.codes.len() == 1 && list.standing == Standing::Current,
        left: view.left(),
    })
}
