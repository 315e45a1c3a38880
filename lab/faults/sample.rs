//! Which of many cases are tried.

use crate::generator::Generator;
use crate::work;

/// The share that is tried by itself.
const SHARE: f64 = 0.02;

/// The share that is tried.
pub(crate) fn share() -> f64 {
    work::share(SHARE)
}

/// A share of these, spread evenly, at least one.
pub(crate) fn share_of<T>(all: Vec<T>, name: &str) -> Vec<T> {
    let mut sum = f64::from(dice(name, 0).below(1000)) / 1000.0;
    let (mut taken, mut last) = (Vec::new(), None);
    for one in all {
        sum += share();
        if sum >= 1.0 {
            sum -= 1.0;
            taken.push(one);
        } else {
            last = Some(one);
        }
    }
    if taken.is_empty() { last.into_iter().collect() } else { taken }
}

/// What is random in a case of this name.
pub(crate) fn dice(name: &str, case: u32) -> Generator {
    Generator::of(work::seed(), name, case)
}
