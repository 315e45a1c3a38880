//! Services whose lists are known: how many codes, which shape, and where new ones are made. This
//! adds a remark and never refuses: services change their lists.
//!
//! ID.me gives a new recovery code only at the sign-in that uses the old one
//! (<https://help.id.me/hc/en-us/articles/360017969334>).

/// A service whose lists are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KnownService {
    /// The name under which its codes are kept.
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    /// The number of codes in a list.
    pub codes: usize,
    /// The lengths of the groups of a code.
    pub groups: &'static [usize],
    /// The pages that lead to new codes, in the service's words.
    pub new_codes: &'static str,
    /// Whether there is one code, which is replaced each time it is used.
    pub is_rotating: bool,
}

/// A remark about a list: it differs from what the service usually gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remark {
    /// The service gives another number of codes.
    Count {
        /// The number that it gives.
        usual: usize,
        /// The number of codes in the list.
        here: usize,
    },
    /// The codes have another shape than the service's.
    Shape,
}

const fn list(
    name: &'static str,
    title: &'static str,
    codes: usize,
    groups: &'static [usize],
    new_codes: &'static str,
) -> KnownService {
    KnownService { name, title, codes, groups, new_codes, is_rotating: false }
}

const fn rotating(
    name: &'static str,
    title: &'static str,
    groups: &'static [usize],
    new_codes: &'static str,
) -> KnownService {
    KnownService { name, title, codes: 1, groups, new_codes, is_rotating: true }
}

/// The known services, in the order of their names.
const SERVICES: [KnownService; 9] = [
    rotating(
        "bitwarden",
        "Bitwarden",
        &[],
        "Settings, Security, Two-step login, View recovery code",
    ),
    list("discord", "Discord", 10, &[4, 4], "User Settings, My Account, View Backup Codes"),
    list(
        "facebook",
        "Facebook",
        10,
        &[],
        "Accounts Center, Password and security, \
        Two-factor authentication, Additional methods, Recovery codes",
    ),
    list("github", "GitHub", 16, &[5, 5], "Settings, Password and authentication, Recovery codes"),
    list("gitlab", "GitLab", 10, &[16], "Edit profile, Account, Manage two-factor authentication"),
    list(
        "google",
        "Google",
        10,
        &[4, 4],
        "Google Account, Security, 2-Step Verification, \
        Backup codes",
    ),
    rotating("id.me", "ID.me", &[], "the page after a sign-in with the used one"),
    list(
        "login.gov",
        "Login.gov",
        10,
        &[4, 4, 4],
        "Your account, Your authentication methods, \
        Backup codes",
    ),
    rotating("vpsdime", "VPSDime", &[4, 4, 4, 4], "Account, Security settings, Backup code"),
];

/// Returns what is known of a service of this name.
pub fn known(name: &str) -> Option<&'static KnownService> {
    SERVICES.iter().find(|service| service.name == name)
}

/// Returns every known service, in the order of their names.
pub fn all() -> &'static [KnownService] {
    &SERVICES
}

impl KnownService {
    /// Returns a remark about a list of this service, if it is not as usual. ID.me has numbered
    /// lists as well as single codes, so only their shape could be odd.
    pub fn remark<'a>(&self, codes: impl IntoIterator<Item = &'a str>) -> Option<Remark> {
        let (mut here, mut is_odd) = (0, false);
        for code in codes {
            here += 1;
            is_odd |= !self.has_shape(code);
        }
        if here != self.codes && !(self.name == "id.me" && here == 12) {
            return Some(Remark::Count { usual: self.codes, here });
        }
        is_odd.then_some(Remark::Shape)
    }

    fn has_shape(&self, code: &str) -> bool {
        let mut groups = code.split(['-', ' ']).map(str::len);
        let is_grouped = groups.by_ref().eq(self.groups.iter().copied());
        let total: usize = self.groups.iter().sum();
        self.groups.is_empty() || is_grouped || code.len() == total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_another_size_or_shape_gets_a_remark() {
        let github = known("github").expect("known");
        assert_eq!(github.remark(["abcde-12345"; 16]), None);
        let remark = Remark::Count { usual: 16, here: 9 };
        assert_eq!(github.remark(["abcde-12345"; 9]), Some(remark));
        assert_eq!(github.remark(["abcd-1234"; 16]), Some(Remark::Shape));
    }

    #[test]
    fn a_code_may_be_written_without_its_separators() {
        let google = known("google").expect("known");
        assert_eq!(google.remark(["12345678"; 10]), None);
        assert_eq!(known("id.me").expect("known").remark(["ABCD-EFGH"; 12]), None);
    }

    #[test]
    fn the_services_are_in_order_and_their_names_can_be_kept() {
        assert!(SERVICES.is_sorted_by(|a, b| a.name < b.name));
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
        assert!(SERVICES.iter().all(|it| it.name.chars().all(is_plain)));
        assert_eq!(known("example"), None);
    }
}
