//! The times of an allowed-signers line: `valid-after` and `valid-before`.

use std::time::SystemTime;

use crate::dates;

/// A time in an allowed-signers file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// A point in time, to the second.
    At(SystemTime),
    /// A time without `Z` or `UTC`, which depends on the reader's time zone.
    Local,
}

/// Reads `YYYYMMDD[HHMM[SS]]`, with or without a trailing `Z` or `UTC`. Returns `None` for a date
/// or time that does not exist.
pub(super) fn moment(text: &str) -> Option<Moment> {
    let (digits, is_utc) = match strip_zone(text) {
        Some(digits) => (digits, true),
        None => (text, false),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole = match digits.len() {
        8 => format!("{digits}000000"),
        12 => format!("{digits}00"),
        14 => digits.to_owned(),
        _ => return None,
    };
    let (date, time) = whole.split_at(8);
    let date = format!(
        "{}-{}-{}T{}:{}:{}Z",
        &date[..4],
        &date[4..6],
        &date[6..],
        &time[..2],
        &time[2..4],
        &time[4..]
    );
    // OpenSSH treats time 0 (the Unix epoch) as invalid.
    let at = dates::time(&date).filter(|at| *at != SystemTime::UNIX_EPOCH)?;
    Some(if is_utc { Moment::At(at) } else { Moment::Local })
}

/// Returns the text before the time zone, in either case, if there is one.
fn strip_zone(text: &str) -> Option<&str> {
    ["Z", "UTC"].into_iter().find_map(|zone| {
        let (digits, named) = text.split_at_checked(text.len().checked_sub(zone.len())?)?;
        named.eq_ignore_ascii_case(zone).then_some(digits)
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_time_in_utc_is_read_and_a_local_time_is_told_apart() {
        let at = |seconds| Some(Moment::At(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)));
        for (text, expected) in [
            ("19700101Z", None),
            ("19700101000001Z", at(1)),
            ("20260131Z", at(1_769_817_600)),
            ("202601311200Z", at(1_769_860_800)),
            ("20260131120001z", at(1_769_860_801)),
            ("20260131120001utc", at(1_769_860_801)),
            ("20240229Z", at(1_709_164_800)),
            ("20260131", Some(Moment::Local)),
            ("20260131120000", Some(Moment::Local)),
            ("20260229Z", None),
            ("20261301Z", None),
            ("202601312400Z", None),
            ("20260131126000Z", None),
            ("20260131120060Z", None),
            ("19691231Z", None),
            ("2026013Z", None),
            ("2026-01-31Z", None),
            ("+2026131Z", None),
            ("２０２６０１３１Z", None),
            ("20260131ZZ", None),
            ("20260131 Z", None),
            ("Z", None),
            ("", None),
            ("forever", None),
        ] {
            assert_eq!(moment(text), expected, "{text}");
        }
    }
}
