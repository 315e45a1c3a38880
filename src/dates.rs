//! Dates in files and for people: whole seconds of the years 1970 to 9999, UTC, RFC 3339.
//!
//! A clock can be set to any time, and no function here fails for one. A time outside these years
//! becomes the nearest second in them, so that a wrong clock locks nobody out of an account.

use std::time::{Duration, SystemTime};

/// The last second of the year 9999, after which RFC 3339 has no notation.
pub(crate) const LAST_SECOND: u64 = 253_402_300_799;

/// Returns the nearest time that a date can express.
pub(crate) fn dated(time: SystemTime) -> SystemTime {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.min(LAST_SECOND))
}

/// Returns the date of a time: `2026-01-31T12:00:00Z`.
#[allow(clippy::disallowed_methods, reason = "it panics outside the years that `dated` keeps to")]
pub(crate) fn date(time: SystemTime) -> String {
    humantime::format_rfc3339_seconds(dated(time)).to_string()
}

/// Returns the day of a time: `2026-01-31`.
#[cfg(feature = "cli")]
pub(crate) fn day(time: SystemTime) -> String {
    let mut date = date(time);
    date.truncate("2026-01-31".len());
    date
}

/// Returns the time of a date, if it is written exactly as [`date`] writes it.
pub(crate) fn time(date: &str) -> Option<SystemTime> {
    let time = humantime::parse_rfc3339(date).ok()?;
    (self::date(time) == date).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EPOCH: SystemTime = SystemTime::UNIX_EPOCH;

    #[test]
    fn every_time_has_a_date() {
        let seconds = Duration::from_secs;
        let (first, last) = ("1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z");
        for (time, said) in [
            (EPOCH, first),
            (EPOCH - Duration::from_nanos(1), first),
            (EPOCH - seconds(1), first),
            (EPOCH - seconds(LAST_SECOND), first),
            (EPOCH - seconds(i64::MAX as u64), first),
            (EPOCH + Duration::from_millis(1999), "1970-01-01T00:00:01Z"),
            (EPOCH + seconds(1_769_860_800), "2026-01-31T12:00:00Z"),
            (EPOCH + seconds(LAST_SECOND), last),
            (EPOCH + seconds(LAST_SECOND + 1), last),
            (EPOCH + seconds(i64::MAX as u64), last),
        ] {
            assert_eq!(date(time), said);
            assert_eq!(self::time(said), Some(dated(time)));
            assert_eq!(dated(dated(time)), dated(time));
        }
    }

    #[test]
    fn a_date_has_one_spelling() {
        for other in ["", "2026-01-31", "2026-01-31T12:00:00.0Z", "2026-01-31 12:00:00Z"] {
            assert_eq!(time(other), None, "{other}");
        }
    }
}
