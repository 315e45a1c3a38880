//! The time for which the clipboard is held.

use std::time::{Duration, Instant, SystemTime};

/// Longest time, whatever the hidden command was told.
const LONGEST_TIME: Duration = Duration::from_hours(24);

/// A time limit by two clocks: a monotonic one, which nobody can set, and the wall clock, which
/// goes on while the machine sleeps. The one that ends first decides.
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

    /// Returns the time left; zero when it is over.
    pub(super) fn left(&self) -> Duration {
        let wall = self.wall_end.duration_since(SystemTime::now()).unwrap_or_default();
        self.end.saturating_duration_since(Instant::now()).min(wall)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_ends_by_the_first_of_two_clocks() {
        let hour = Duration::from_hours(1);
        let mut clock = Clock::start(hour);
        assert!(clock.left() > hour / 2);
        // As after the machine slept for a night.
        clock.wall_end = SystemTime::now() - hour;
        assert_eq!(clock.left(), Duration::ZERO);
        // Setting the wall clock back does not lengthen the time.
        clock.wall_end = SystemTime::now() + 2 * hour;
        assert!(clock.left() <= hour);
    }
}
