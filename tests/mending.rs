//! Mending: what explains a damaged reading, why, and how sure that is.

use collab::code::BackupCode;
use collab::code::mend::{Cause, Diagnosis, Explanation, Known, NoExplanation, PROVEN, diagnose};
use collab::code::reading::{Reason, read};

use crate::support::collab::ALICE;

type Damage<'a> = &'a [(usize, &'a str)];

fn code() -> BackupCode {
    BackupCode::from_canonical_text(ALICE.code).expect("hers is valid")
}

fn found(text: &str, known: bool) -> Result<Vec<Explanation>, NoExplanation> {
    let is_hers = |found: &BackupCode| *found == code();
    let known: Option<Known<'_>> = if known { Some(&is_hers) } else { None };
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
        assert_eq!(only.is_proven(), only.chance <= PROVEN);
        let known = mended(&both(wrong, lost), true);
        assert!(known.known && known.is_proven());
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
    assert!(!four_lost.is_proven(), "nothing is left to check it by");
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
        assert!(only.known && only.changes.len() == damage.len());
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
