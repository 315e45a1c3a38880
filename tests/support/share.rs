//! How much of a long test is run, and with which seed: the environment says so, and the test what
//! came of it.

use std::io::Write as _;
use std::str::FromStr;

/// The number in a variable, if it is set.
pub(crate) fn number<T: FromStr>(variable: &str) -> Option<T> {
    let value = std::env::var(variable).ok()?;
    let Ok(value) = value.parse() else { panic!("{variable} is a number") };
    Some(value)
}

/// The share in a variable, or another one.
pub(crate) fn share(variable: &str, otherwise: f64) -> f64 {
    let share = number(variable).unwrap_or(otherwise);
    assert!(share > 0.0 && share <= 1.0, "{variable} is above 0 and at most 1");
    share
}

/// Says what a test's captured output would hide.
pub(crate) fn say(text: &str) {
    writeln!(std::io::stdout(), "{text}").expect("stdout is there");
}
