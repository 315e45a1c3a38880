//! How long the clipboard is held.

use std::time::{Duration, Instant, SystemTime};

/// No time is longer, whatever the hidden command was told.
const LONGEST_TIME: Duration = Duration::from_hours(24);

/// The time to hold, by two clocks: one that nobody can set, and one that goes on while the
/// machine sleeps. The first to say so ends it.
pub(super) struct Clock {
    end: Instant,
    wall_end: SystemTime,
}

#[allow(clippy::disallowed_methods, reason = "it is a clock")]
impl Clock {
    pub(super) fn start(time: Duration) -> Self {
        let time = time.min(LONGEST_TIME);
        Self { end: Instant::now() + time, wall_end: SystemTime::now() + time }
    }

    /// What is left; zero when it is over.
    pub(super) fn left(&self) -> Duration {
        let wall = self.wall_end.duration_since(SystemTime::now()).unwrap_or_default();
        self.end.saturating_duration_since(Instant::now()).min(wall)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_that_is_over_first_ends_it() {
        let hour = Duration::from_hours(1);
        let mut clock = Clock::start(hour);
        assert!(clock.left() > hour / 2);
        // As after a night's sleep of the machine.
        clock.wall_end = SystemTime::now() - hour;
        assert_eq!(clock.left(), Duration::ZERO);
        // Set back, it doesn't lengthen the time.
        clock.wall_end = SystemTime::now() + 2 * hour;
        assert!(clock.left() <= hour);
    }
}
