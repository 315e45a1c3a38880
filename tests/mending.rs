//! Mending: what explains a damaged reading, why, and how sure that is.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Mutex;

use collab::code::BackupCode;
use collab::code::mend::{
    CERTAIN, Cause, Diagnosis, Evidence, Explanation, Inquiry, NoExplanation, Slip, Undiagnosed,
    diagnose,
};
use collab::code::reading::{Reason, read};

use crate::support::collab::ALICE;

type Damage<'a> = &'a [(usize, &'a str)];

fn code() -> BackupCode {
    BackupCode::from_canonical_text(ALICE.code).expect("hers is valid")
}

fn found(text: &str, known: bool) -> Result<Vec<Explanation>, NoExplanation> {
    let is_hers = |found: &BackupCode| *found == code();
    let known = known.then_some(Evidence::whole(&is_hers));
    match diagnose(&read(text.as_bytes()).expect("sixteen boxes"), known)? {
        Diagnosis::Valid(_) => panic!("it is damaged"),
        Diagnosis::Damaged(explanations) => Ok(explanations),
    }
}

/// The one explanation of hers with these changes, which is the true one.
fn mended(damage: Damage<'_>, known: bool) -> Explanation {
    let Ok(found) = found(&ALICE.with(damage), known) else {
        panic!("nothing explains {damage:?}")
    };
    let Ok([only]) = <[Explanation; 1]>::try_from(found) else { panic!("{damage:?}: several") };
    assert!(only.code == code(), "{damage:?}: another code");
    only
}

const WRONG: [(usize, &str); 5] =
    [(2, "11111"), (5, "22222"), (8, "33333"), (11, "44444"), (16, "55555")];
const LOST: [(usize, &str); 5] = [(1, "?"), (4, "?"), (9, "?"), (12, "?"), (15, "?")];

/// The chance of an accident, as the format's page gives it.
#[test]
fn how_sure_an_explanation_is() {
    let both = |wrong: usize, lost: usize| [&WRONG[..wrong], &LOST[..lost]].concat();
    for (wrong, lost, low, high) in [
        (0, 1, 0.9e-15, 1.1e-15),
        (0, 2, 0.9e-10, 1.1e-10),
        (0, 3, 0.9e-5, 1.1e-5),
        (0, 4, 0.99, 1.01),
        (1, 0, 1e-15, 1e-13),
        (2, 0, 1e-8, 3e-8),
        (1, 1, 1e-10, 2e-9),
        (1, 2, 1e-4, 2e-4),
    ] {
        let only = mended(&both(wrong, lost), false);
        assert!((low..high).contains(&only.chance), "{wrong} wrong, {lost} lost: {}", only.chance);
        assert_eq!(only.is_certain(), only.chance <= CERTAIN);
        let known = mended(&both(wrong, lost), true);
        assert!(known.matched && known.is_certain());
    }
}

#[test]
fn each_box_that_changes_has_its_reason() {
    let partly = format!("{}?{}", &ALICE.boxes()[6][..1], &ALICE.boxes()[6][2..]);
    let only = mended(&[(3, "?"), (7, &partly), (9, "99999")], false);
    let changes: Vec<(u8, &[Cause])> =
        only.changes.iter().map(|change| (change.number.get(), &change.causes[..])).collect();
    assert_eq!(
        changes,
        [(3, &[Cause::Unreadable][..]), (7, &[Cause::PartlyUnreadable]), (9, &[Cause::Wrong])]
    );
}

#[test]
fn what_is_legible_of_a_box_is_evidence() {
    let four_lost = mended(&LOST[..4], false);
    assert!(!four_lost.is_certain(), "nothing is left to check it by");
    // The same boxes with one digit legible in each: four checks of one in ten.
    let partly: Vec<(usize, String)> = LOST[..4]
        .iter()
        .map(|&(number, _)| (number, format!("{}????", &ALICE.boxes()[number - 1][..1])))
        .collect();
    let partly: Vec<(usize, &str)> = partly.iter().map(|(n, text)| (*n, text.as_str())).collect();
    let partly = mended(&partly, false);
    assert!(partly.chance < 2e-4 && partly.chance > 0.5e-4, "{}", partly.chance);
}

#[test]
fn a_letter_is_first_what_it_looks_like_and_then_anything() {
    let at = |number: usize, from: char, to: char| {
        ALICE.boxes()[number - 1].replacen(from, &to.to_string(), 1)
    };
    let (looks_like, else_) = (at(1, '7', 'O'), at(2, '5', 'S'));
    let only = mended(&[(2, &else_)], false);
    assert_eq!(only.changes[0].causes, [Cause::Letters]);
    assert!(only.chance < 1e-15, "the first guess is tried first");
    // The 7 is no O, so the first guess fails, and the letter can be anything.
    let only = mended(&[(1, &looks_like)], false);
    assert_eq!(only.boxes()[0].get(), 1);
}

#[test]
fn a_known_identity_finds_any_four_wrong_boxes_and_three_lost_with_one_wrong() {
    for damage in [&WRONG[..3], &WRONG[..4], &[&WRONG[..1], &LOST[..3]].concat()] {
        assert!(found(&ALICE.with(damage), false).is_err(), "alone it would mean nothing");
        let only = mended(damage, true);
        assert!(only.matched && only.changes.len() == damage.len());
    }
}

#[test]
fn more_than_that_is_refused_and_why() {
    let reason = |damage: Damage<'_>, known| {
        found(&ALICE.with(damage), known).map(|_| ()).expect_err("too much is gone").reason
    };
    for known in [false, true] {
        assert_eq!(reason(&LOST, known), Reason::Unreadable);
        assert_eq!(reason(&WRONG, known), Reason::NoMatch);
    }
}

#[test]
fn no_reading_is_mended_into_an_account_that_is_not_the_known_one() {
    // Nobody's: sixteen boxes that are no code, with hers known.
    let nobodys = "03034 70607 05905 69044 89002 57999 66108 73868 94322 00998 82376 86266 09188 45627 15427 12010";
    assert_eq!(found(nobodys, true).map(|_| ()).expect_err("nobody's").reason, Reason::NoMatch);
}

/// The one explanation of a text of hers.
fn only(text: &str) -> Explanation {
    let Ok(found) = found(text, false) else { panic!("nothing explains {text}") };
    let Ok([only]) = <[Explanation; 1]>::try_from(found) else { panic!("{text}: several") };
    assert!(only.code == code(), "{text}: another code");
    only
}

fn causes(explanation: &Explanation) -> Vec<(u8, Vec<Cause>)> {
    let changes = explanation.changes.iter();
    changes.map(|change| (change.number.get(), change.causes.clone())).collect()
}

/// Her code as one run, with these digits in the place of some.
fn run_with(at: usize, length: usize, digits: &str) -> String {
    format!("{}{digits}{}", &ALICE.code[..at], &ALICE.code[at + length..])
}

#[test]
fn every_slip_in_a_box_is_undone_and_named() {
    for (number, text, slip) in [
        (2, "07452", Slip::WrongDigit),
        (2, "70352", Slip::Swapped),
        (2, "37052", Slip::Jump),
        (1, "11435", Slip::Twin),
        (9, "74397", Slip::WrongDigit),
        (6, "4218", Slip::LeftOut),
        (4, "344422", Slip::Doubled),
        (4, "349422", Slip::Added),
    ] {
        let only = only(&ALICE.with(&[(number, text)]));
        let number = u8::try_from(number).expect("a box");
        assert_eq!(causes(&only), [(number, vec![Cause::Slip(slip)])]);
        assert_eq!(only.slips, 1, "{slip:?}");
        assert!(only.chance < 1e-13 && only.is_certain() && !only.matched, "{}", only.chance);
    }
}

#[test]
fn a_slip_across_each_border_is_undone_and_named() {
    for border in 1..16 {
        let at = border * 5;
        let (left, right) = (&ALICE.code[at - 1..at], &ALICE.code[at..=at]);
        if left == right {
            continue;
        }
        let only = only(&run_with(at - 1, 2, &format!("{right}{left}")));
        let (left, right) = (only.changes[0].number, only.changes[1].number);
        assert_eq!(usize::from(left.get()), border);
        assert_eq!(
            causes(&only),
            [
                (left.get(), vec![Cause::Across(Slip::Swapped, right)]),
                (right.get(), vec![Cause::Across(Slip::Swapped, left)]),
            ]
        );
        assert_eq!(only.slips, 1);
    }
    // Two such slips are two, and what is beside them is a third.
    let swapped = |text: &str, at: usize| {
        let mut digits = text.as_bytes().to_vec();
        digits.swap(at - 1, at);
        String::from_utf8(digits).expect("digits")
    };
    let two = swapped(&swapped(ALICE.code, 5), 30);
    let found = only(&two);
    assert_eq!((found.slips, found.changes.len()), (2, 4));
    let three = swapped(&two, 52);
    let found = only(&three);
    assert_eq!((found.slips, found.changes.len()), (3, 5));
}

#[test]
fn what_a_person_does_at_once_is_undone_at_once() {
    let boxes = ALICE.boxes();
    let joined = |boxes: &[&str]| boxes.concat();
    let all: Vec<&str> = boxes.iter().map(String::as_str).collect();
    let slipped = ALICE.slip(9);
    let mut wrong = all.clone();
    wrong[8] = &slipped;
    let rows = |order: [usize; 4]| -> Vec<&str> {
        order.iter().flat_map(|row| wrong[row * 4..][..4].to_vec()).collect()
    };
    let columns: Vec<&str> = (0..16).map(|i| wrong[i % 4 * 4 + i / 4]).collect();
    let mut exchanged = all.clone();
    exchanged.swap(1, 11);
    let without = [&wrong[..3], &wrong[4..]].concat();
    let twice = [&wrong[..4], &wrong[3..]].concat();
    let lost = run_with(12, 1, "").replacen(all[8], &slipped, 1);
    let added = run_with(12, 1, "17").replacen(all[8], &slipped, 1);
    for (why, text, slips, count) in [
        ("a lost digit and a wrong one", lost, 2, 2),
        ("a digit too many and a wrong one", added, 2, 2),
        ("two unreadable and a swap", ALICE.with(&[(3, "?"), (7, "?"), (10, "85847")]), 1, 3),
        ("a box left out", joined(&without), 2, 2),
        ("a box written twice", joined(&twice), 2, 2),
        ("two boxes exchanged", joined(&exchanged), 1, 2),
        ("rows exchanged", joined(&rows([0, 2, 1, 3])), 2, 8),
        ("columns", joined(&columns), 2, 12),
        ("a letter and a slip", ALICE.with(&[(2, "O7352"), (9, &slipped)]), 1, 2),
        (
            "four wrong digits",
            ALICE.with(&[
                (1, &ALICE.slip(1)),
                (4, &ALICE.slip(4)),
                (9, &slipped),
                (16, &ALICE.slip(16)),
            ]),
            4,
            4,
        ),
        (
            "two in one box and one in two",
            ALICE.with(&[(1, "99935"), (4, &ALICE.slip(4)), (9, &slipped)]),
            4,
            3,
        ),
    ] {
        let found = only(&text);
        assert_eq!((found.slips, found.changes.len()), (slips, count), "{why}");
        assert!(found.is_certain() || slips > 2, "{why}: {}", found.chance);
    }
}

/// More readings have to be tried for more slips, and each may be an accident.
#[test]
fn the_more_slips_the_likelier_an_accident() {
    let slips: Vec<(usize, String)> = [2, 5, 9, 12].map(|n| (n, ALICE.slip(n))).into();
    let slips: Vec<(usize, &str)> = slips.iter().map(|(n, text)| (*n, text.as_str())).collect();
    let mut before = 0.0;
    for count in 1..=slips.len() {
        let found = mended(&slips[..count], false);
        assert_eq!(usize::from(found.slips), count);
        assert!(found.chance > before, "{count}: {}", found.chance);
        before = found.chance;
    }
}

#[test]
fn whoever_watches_can_end_the_search() {
    let slips = [1, 4, 9, 16].map(|n| (n, ALICE.slip(n)));
    let slips = slips.each_ref().map(|(n, text)| (*n, text.as_str()));
    let text = ALICE.with(&slips);
    let reading = read(text.as_bytes()).expect("sixteen boxes");
    for cores in [1, 2] {
        let cores = NonZeroUsize::new(cores);
        let never = |_: f64| ControlFlow::Break(());
        let ended = Inquiry { watch: Some(&never), cores, ..Inquiry::default() };
        assert!(matches!(ended.diagnose(&reading), Err(Undiagnosed::Ended)));

        let told = Mutex::new(Vec::new());
        let watch = |done: f64| {
            told.lock().expect("no panic").push(done);
            ControlFlow::Continue(())
        };
        let inquiry = Inquiry { watch: Some(&watch), cores, ..Inquiry::default() };
        let Ok(Diagnosis::Damaged(found)) = inquiry.diagnose(&reading) else {
            panic!("four wrong digits")
        };
        assert!(found.len() == 1 && found[0].code == code());
        let told = told.into_inner().expect("no panic");
        assert!(told.is_sorted(), "never back");
        let [first, .., last] = told[..] else { panic!("it is told again and again") };
        assert!((0.0..0.01).contains(&first) && first < last && last < 1.0, "{first} to {last}");
    }
}

/// What is hardly an accident needs no identity: the search does not go on to its end for one that
/// turns out to be another's.
#[test]
fn what_is_certain_is_not_searched_beyond() {
    let text = ALICE.with(&[(4, &ALICE.slip(4))]);
    let reading = read(text.as_bytes()).expect("sixteen boxes");
    let furthest = Mutex::new(0.0);
    let watch = |done: f64| {
        *furthest.lock().expect("no panic") = done;
        ControlFlow::Continue(())
    };
    let somebody_else = |_: &BackupCode| false;
    let known = Some(Evidence::whole(&somebody_else));
    let inquiry = Inquiry { known, watch: Some(&watch), cores: None };
    let Ok(Diagnosis::Damaged(found)) = inquiry.diagnose(&reading) else { panic!("one slip") };
    assert!(found.len() == 1 && found[0].code == code() && !found[0].matched);
    let furthest = furthest.into_inner().expect("no panic");
    assert!(furthest < 0.01, "{furthest}");
}

/// What a box costs that was written with a digit left out is counted from what it must cost.
#[test]
fn a_digit_left_out_and_one_wrong_in_the_same_box_are_two_slips() {
    let boxes = ALICE.boxes();
    for number in [1, 9, 16] {
        let whole = &boxes[number - 1];
        let digit = (whole.as_bytes()[4] - b'0' + 5) % 10;
        let short = format!("{}{}{digit}", &whole[..1], &whole[2..4]);
        for others in [&[][..], &[4], &[4, 12]] {
            let mut damage = vec![(number, short.clone())];
            damage.extend(others.iter().map(|&other| (other, ALICE.slip(other))));
            let damage: Vec<(usize, &str)> =
                damage.iter().map(|(number, text)| (*number, text.as_str())).collect();
            let found = mended(&damage, false);
            assert_eq!(usize::from(found.slips), 2 + others.len(), "{damage:?}");
        }
    }
}
