//! The tuning of the plan and its budget: the number of steps, their order, and those that a search
//! takes. A line that moves on purpose is replaced; it is no promise to anyone.

use super::*;
use crate::code::BackupCode;
use crate::code::mend::evidence::FEWEST_CHARACTERS;
use crate::code::mend::written_box::Letters;
use crate::code::reading::read;

const CODE: &str =
    "77435073529418934422542544218641957756049439758847346331182689435145632692588077";

fn plan(text: &str) -> Plan {
    Plan::of(&read(text.as_bytes()).expect("about sixteen boxes"))
}

/// Returns the boxes of a code, the first `lost` of them unreadable, and one digit unreadable in
/// each of the next `digits`.
fn unread(lost: usize, digits: usize) -> String {
    let mut boxes: Vec<String> = (0..16).map(|index| CODE[index * 5..][..5].to_owned()).collect();
    boxes[..lost].fill(String::from("?????"));
    boxes[lost..lost + digits].iter_mut().for_each(|text| text.replace_range(1..2, "?"));
    boxes.join(" ")
}

/// Returns a hash of the steps and their order.
fn order(steps: &[Step]) -> u32 {
    steps.iter().fold(0, |order: u32, step| {
        let costs = step.surcharges.iter().fold(0, |costs, &cost| costs * 4 + u32::from(cost));
        let letters = u32::from(step.letters == Letters::CouldBeAnything);
        let family = u32::try_from(step.family).expect("a few");
        (order.wrapping_mul(31) ^ costs)
            .wrapping_add(family * 7_919 + u32::from(step.across) * 104_729 + letters)
    })
}

/// Returns the steps that a search takes if it finds nothing, and the work that it counts.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is about how much")]
fn admission(text: &str, evidence: Option<Evidence<'_>>) -> String {
    let mut plan = plan(text);
    let mut steps = plan.steps(evidence.is_some());
    let order = order(&steps);
    let long = steps.iter().filter(|step| step.is_long(1, evidence.is_some())).count();
    let mut budget = Budget::of(evidence.as_ref(), &steps);
    let mut admitted = 0;
    for step in &mut steps {
        if budget.admits(&mut plan, step) {
            admitted += 1;
            budget.spend(budget.cost(step) as u64);
        }
    }
    let (all, work) = (steps.len(), budget.work());
    format!("{admitted} of {all} steps, {long} long, in order {order:08x}: {work}")
}

#[test]
fn the_search_admits_the_recorded_steps_in_the_recorded_order() {
    let none = |_: &BackupCode| false;
    let whole = || Some(Evidence::whole(&none));
    let end = || Some(Evidence::end(FEWEST_CHARACTERS, &none));
    let taken = [
        ("whole", admission(CODE, None)),
        ("whole, known", admission(CODE, whole())),
        ("a digit left out", admission(&CODE[1..], None)),
        ("a digit left out, known", admission(&CODE[1..], whole())),
        ("two digits left out", admission(&CODE[2..], None)),
        ("eight digits unread, known", admission(&unread(0, 8), whole())),
        ("four lost, known", admission(&unread(4, 0), whole())),
        ("four lost, six characters", admission(&unread(4, 0), end())),
        ("two lost alone, six characters", admission(&unread(2, 0), end())),
        ("two lost, six characters", admission(&unread(2, 2), end())),
        ("five lost, known", admission(&unread(5, 0), whole())),
    ];
    let taken: Vec<String> = taken.iter().map(|(what, how)| format!("{what}: {how}")).collect();
    let expected: Vec<&str> =
        ADMITTED.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(taken, expected);
}

/// The steps that the search admits, of all; the number that are worth several cores; a hash of
/// their order; and the work in field additions.
const ADMITTED: &str = "
    whole: 63 of 63 steps, 3 long, in order 5681742c: 13332058
    whole, known: 135 of 135 steps, 41 long, in order 63a0ec85: 1578878276
    a digit left out: 32 of 32 steps, 9 long, in order 8f621543: 40020604
    a digit left out, known: 72 of 72 steps, 33 long, in order ac78cdb2: 563710976
    two digits left out: 7 of 7 steps, 0 long, in order 019a03c7: 815455
    eight digits unread, known: 25 of 46 steps, 36 long, in order 1845b9cd: 3300362561
    four lost, known: 8 of 8 steps, 6 long, in order 0ddfa5eb: 2729923964
    four lost, six characters: 4 of 8 steps, 6 long, in order 0ddfa5eb: 11109681
    two lost alone, six characters: 61 of 84 steps, 37 long, in order d28c7536: 236205347
    two lost, six characters: 34 of 44 steps, 20 long, in order f322699e: 278888979
    five lost, known: 1 of 1 steps, 1 long, in order 00000000: 1006010051
";

/// The number of steps for each number of boxes with an unreadable digit.
#[test]
fn a_reading_has_its_recorded_steps() {
    let steps = |lost, digits, known| plan(&unread(lost, digits)).steps(known).len();
    let by_digits = |lost: usize, known| -> Vec<usize> {
        (0..=16 - lost).map(|digits| steps(lost, digits, known)).collect()
    };
    assert_eq!(by_digits(0, false), [63, 63, 63, 62, 58, 52, 45, 36, 24, 18, 11, 5, 3, 1, 0, 0, 0]);
    assert_eq!(by_digits(1, false), [59, 55, 46, 39, 31, 23, 16, 12, 8, 5, 4, 2, 1, 0, 0, 0]);
    assert_eq!(by_digits(2, false), [24, 15, 11, 8, 5, 4, 2, 1, 1, 1, 1, 0, 0, 0, 0]);
    assert_eq!(by_digits(3, false), [4, 2, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(
        by_digits(0, true),
        [135, 131, 123, 114, 106, 89, 80, 60, 46, 30, 14, 10, 4, 1, 1, 0, 0]
    );
    assert_eq!(by_digits(2, true), [84, 65, 44, 43, 36, 29, 23, 14, 11, 7, 3, 2, 1, 0, 0]);
    assert_eq!(by_digits(4, true), [8, 6, 5, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
}
