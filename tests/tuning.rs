//! The tuning of the search: its results and its work, on damage that is the same in every run.
//! Halving or doubling a tuned constant of `src/code/mend/` that names this file changes a line
//! here; `admission_tests.rs` there tests the plan and the budget. Replace a line that changes on
//! purpose: these results are not a promise to users.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use collab::code::BackupCode;
use collab::code::mend::{Diagnosis, Evidence, Inquiry, Undiagnosed};
use collab::code::reading::read;

use crate::support::collab::ALICE;

/// A function that damages a code of sixteen boxes.
type Damage = fn(&mut [String]);

/// Overwrites digits of a box, starting at this digit.
fn set(boxes: &mut [String], index: usize, digit: usize, digits: &str) {
    boxes[index].replace_range(digit..digit + digits.len(), digits);
}

/// Makes one digit wrong in each of these boxes.
fn wrong(boxes: &mut [String], indices: &[usize]) {
    for &index in indices {
        let digit = (boxes[index].as_bytes()[2] - b'0' + 4) % 10;
        set(boxes, index, 2, &digit.to_string());
    }
}

/// Swaps the digits on either side of a box's right border.
fn swap_across(boxes: &mut [String], index: usize) {
    let (left, right) = (boxes[index][4..].to_owned(), boxes[index + 1][..1].to_owned());
    set(boxes, index, 4, &right);
    set(boxes, index + 1, 0, &left);
}

/// Returns the outcome of a search in short: the number of explanations with the first one's slips
/// and chance, or the work of finding none.
fn outcome(damage: Damage, in_one_run: bool, known: Option<Evidence<'_>>) -> String {
    let mut boxes = ALICE.boxes();
    damage(&mut boxes);
    let text = boxes.join(if in_one_run { "" } else { " " });
    let reading = read(text.as_bytes()).expect("about sixteen boxes");
    // With several cores, the readings tried beside a match depend on timing.
    let inquiry = Inquiry { known, cores: Some(NonZeroUsize::MIN), ..Inquiry::default() };
    match inquiry.diagnose(&reading) {
        Ok(Diagnosis::Damaged(found)) => {
            let first = &found[0];
            let is_hers = first.code.canonical_text().expose() == ALICE.code;
            let whose = if is_hers { "hers" } else { "another" };
            format!("{} {whose}, {} slips, {:.4e}", found.len(), first.slips, first.chance)
        }
        Ok(Diagnosis::Valid(_)) => String::from("valid"),
        Err(Undiagnosed::NoExplanation(nothing)) => format!("none, {} additions", nothing.work),
        Err(Undiagnosed::Ended) => unreachable!("nobody watches"),
    }
}

/// Returns how often a search asks its watcher whether to go on.
fn asked(damage: Damage, known: Option<Evidence<'_>>) -> String {
    let mut boxes = ALICE.boxes();
    damage(&mut boxes);
    let reading = read(boxes.join(" ").as_bytes()).expect("sixteen boxes");
    let count = AtomicUsize::new(0);
    let watch = |_: f64| {
        count.fetch_add(1, Ordering::Relaxed);
        ControlFlow::Continue(())
    };
    let inquiry = Inquiry { known, cores: Some(NonZeroUsize::MIN), watch: Some(&watch) };
    assert!(matches!(inquiry.diagnose(&reading), Err(Undiagnosed::NoExplanation(_))));
    format!("asked {} times", count.into_inner())
}

#[test]
fn the_search_has_the_recorded_outcomes() {
    let hers = |code: &BackupCode| code.canonical_text().expose() == ALICE.code;
    let nobodys = |_: &BackupCode| false;
    let (hers, nobodys) = (Some(Evidence::whole(&hers)), Some(Evidence::whole(&nobodys)));
    let five: Damage = |boxes| wrong(boxes, &[0, 2, 5, 11, 15]);
    let six: Damage = |boxes| wrong(boxes, &[0, 2, 5, 11, 14, 15]);
    let three_boxes: Damage = |boxes| boxes[3..6].fill(String::from("31415"));
    let two_in_a_box: Damage = |boxes| {
        wrong(boxes, &[1, 6, 9]);
        set(boxes, 6, 4, "9");
    };
    let across_and_wrong: Damage = |boxes| {
        swap_across(boxes, 8);
        wrong(boxes, &[3, 13]);
    };
    let across_twice: Damage = |boxes| {
        swap_across(boxes, 8);
        swap_across(boxes, 10);
        wrong(boxes, &[3]);
    };
    let rows: Damage = |boxes| boxes.rotate_left(4);
    let exchanged_and_wrong: Damage = |boxes| {
        boxes.swap(2, 9);
        wrong(boxes, &[6]);
    };
    let left_out: Damage = |boxes| {
        boxes[8].remove(1);
        wrong(boxes, &[12]);
    };
    let left_out_and_doubled: Damage = |boxes| {
        boxes[8].remove(1);
        boxes[11].insert(1, '7');
        wrong(boxes, &[4]);
    };
    let two_left_out: Damage = |boxes| {
        boxes[3].remove(1);
        boxes[11].remove(2);
    };
    let ten_unread: Damage =
        |boxes| boxes[..10].iter_mut().for_each(|text| text.replace_range(1..2, "?"));
    let three_lost: Damage = |boxes| boxes[2..5].fill(String::from("?????"));
    let three_lost_one_wrong: Damage = |boxes| {
        boxes[2..5].fill(String::from("?????"));
        wrong(boxes, &[9]);
    };
    let letters: Damage = |boxes| {
        for text in boxes {
            *text = text.replace(['0', '1', '2'], "O").replace(['5', '6', '8'], "S");
        }
    };
    let one_letter: Damage = |boxes| {
        boxes[7] = boxes[7].replace('4', "S");
        wrong(boxes, &[9]);
    };
    let six_and_one_unread: Damage = |boxes| {
        boxes[7].replace_range(1..2, "?");
        wrong(boxes, &[0, 2, 5, 11, 14, 15]);
    };
    let forty_legible: Damage = |boxes| boxes[..8].fill(String::from("SSSSS"));
    let fewer_legible: Damage = |boxes| {
        boxes[..8].fill(String::from("SSSSS"));
        set(boxes, 8, 2, "S");
    };
    let five_lost: Damage = |boxes| boxes[2..7].fill(String::from("?????"));
    let taken = [
        ("five wrong digits", outcome(five, true, None)),
        ("six wrong digits, known", outcome(six, true, hers)),
        ("six wrong digits", outcome(six, true, None)),
        ("three wrong boxes", outcome(three_boxes, true, None)),
        ("three wrong boxes, known", outcome(three_boxes, true, hers)),
        ("two slips in a box", outcome(two_in_a_box, true, None)),
        ("across a border", outcome(across_and_wrong, true, None)),
        ("across two borders", outcome(across_twice, true, None)),
        ("rows", outcome(rows, true, None)),
        ("exchanged", outcome(exchanged_and_wrong, true, None)),
        ("a digit left out", outcome(left_out, true, None)),
        ("left out and doubled", outcome(left_out_and_doubled, true, None)),
        ("two left out", outcome(two_left_out, true, None)),
        ("ten unreadable digits", outcome(ten_unread, true, None)),
        ("three boxes lost", outcome(three_lost, true, None)),
        ("three lost, nobody's", outcome(three_lost, false, nobodys)),
        ("three lost, one wrong, known", outcome(three_lost_one_wrong, true, hers)),
        ("hardly legible", outcome(letters, true, None)),
        ("one letter", outcome(one_letter, true, None)),
        ("six wrong, one unreadable", outcome(six_and_one_unread, false, None)),
        ("forty legible", outcome(forty_legible, false, None)),
        ("thirty-nine legible", outcome(fewer_legible, false, None)),
        ("six wrong digits", asked(six, None)),
        ("five lost, nobody's", asked(five_lost, nobodys)),
    ];
    let taken: Vec<String> =
        taken.iter().map(|(what, outcome)| format!("{what}: {outcome}")).collect();
    let expected: Vec<&str> =
        TAKEN.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(taken, expected);
}

/// The recorded outcomes.
const TAKEN: &str = "
    five wrong digits: 1 hers, 5 slips, 4.4352e-8
    six wrong digits, known: 1 hers, 6 slips, 2.2627e-6
    six wrong digits: none, 12409411 additions
    three wrong boxes: none, 12214831 additions
    three wrong boxes, known: 1 hers, 9 slips, 2.8773e-3
    two slips in a box: 1 hers, 4 slips, 1.2283e-8
    across a border: 1 hers, 4 slips, 1.2196e-8
    across two borders: 1 hers, 3 slips, 1.5582e-11
    rows: 1 hers, 1 slips, 1.2320e-8
    exchanged: 1 hers, 2 slips, 1.2401e-8
    a digit left out: 1 hers, 2 slips, 6.5904e-15
    left out and doubled: 1 hers, 3 slips, 8.7759e-8
    two left out: 1 hers, 2 slips, 2.7802e-15
    ten unreadable digits: 1 hers, 0 slips, 1.0004e-10
    three boxes lost: 1 hers, 0 slips, 1.0001e-5
    three lost, nobody's: 1 hers, 0 slips, 1.0001e-5
    three lost, one wrong, known: 1 hers, 1 slips, 7.7307e-3
    hardly legible: none, 577094 additions
    one letter: 1 hers, 1 slips, 8.8432e-17
    six wrong, one unreadable: none, 54825677 additions
    forty legible: none, 47929399 additions
    thirty-nine legible: none, 351181 additions
    six wrong digits: asked 7507 times
    five lost, nobody's: asked 1563 times
";
