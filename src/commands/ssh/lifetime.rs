//! The lifetime of a key in an SSH agent.

use std::fmt;

use crate::failure::{Failure, Outcome, Status, quoted};

/// A lifetime in whole seconds, the unit of the agent protocol: at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lifetime(u32);

impl Lifetime {
    /// Returns the lifetime in seconds.
    pub(super) fn seconds(self) -> u32 {
        self.0
    }

    /// Parses seconds (`3600`), or numbers with the units of ssh(1): `30m`, `8h`, `1d`, `1h30m`.
    ///
    /// # Errors
    ///
    /// If the text is no such time, or is not between 1 and [`u32::MAX`] seconds.
    pub(super) fn read(text: &str) -> Outcome<Self> {
        match seconds(text).map(u32::try_from) {
            Some(Ok(seconds)) if seconds > 0 => Ok(Self(seconds)),
            Some(Err(_)) => {
                Err(Failure::new(Status::Usage, "that is longer than an agent can count")
                    .hint("give at most 49710d, or `--forever`, which has no end"))
            }
            _ => Err(Failure::new(
                Status::Usage,
                format!("{} is no time for a key to stay", quoted(text)),
            )
            .hint("write it as 30m, 8h, 1d, 1h30m, or in seconds; `--forever` has no end")),
        }
    }
}

/// The form that [`Lifetime::read`] accepts: a day and two hours are `1d2h`.
impl fmt::Display for Lifetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        for (unit, seconds) in [('d', 24 * 60 * 60), ('h', 60 * 60), ('m', 60), ('s', 1)] {
            if rest >= seconds {
                write!(f, "{}{unit}", rest / seconds)?;
                rest %= seconds;
            }
        }
        Ok(())
    }
}

fn seconds(text: &str) -> Option<u64> {
    let mut rest = text;
    let mut sum = 0_u64;
    loop {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number: u64 = rest[..end].parse().ok()?;
        let mut units = rest[end..].chars();
        let unit = match units.next() {
            None | Some('s') => 1,
            Some('m') => 60,
            Some('h') => 60 * 60,
            Some('d') => 24 * 60 * 60,
            Some('w') => 7 * 24 * 60 * 60,
            Some(_) => return None,
        };
        sum = sum.checked_add(number.checked_mul(unit)?)?;
        rest = units.as_str();
        if rest.is_empty() {
            return Some(sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_are_read_as_ssh_add_reads_them() {
        for (text, seconds) in [
            ("1", 1),
            ("3600", 3600),
            ("30s", 30),
            ("30m", 1800),
            ("8h", 28800),
            ("1d", 86400),
            ("2w", 1_209_600),
            ("1h30m", 5400),
            ("1h30", 3630),
            ("4294967295", u32::MAX),
        ] {
            assert_eq!(Lifetime::read(text).ok(), Some(Lifetime(seconds)), "{text}");
        }
        for bad in [
            "",
            "0",
            "0h",
            "h",
            "-1",
            "+1",
            "1.5h",
            "1 h",
            "8H",
            "8hours",
            "1y",
            "4294967296",
            "99999w",
            "８h",
        ] {
            assert!(Lifetime::read(bad).is_err(), "{bad}");
        }
    }
}
