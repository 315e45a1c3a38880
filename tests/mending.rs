//! Mending: the corrections of a damaged reading, their reasons, and their certainty.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Mutex;

use collab::code::BackupCode;
use collab::code::mend::{
    CERTAIN, Cause, Diagnosis, Evidence, Explanation, FEWEST_CHARACTERS, FEWEST_DIGITS, Inquiry,
    NoExplanation, Slip, Undiagnosed, characters_needed, diagnose,
};
use collab::code::reading::{Reading, Reason, read};
use collab::derivation;

use crate::support::collab::ALICE;
use crate::support::slips::Generator;

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

/// Returns the only explanation of Alice's code with this damage, which must be the true one.
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

/// The probability of an accidental match, as the page about the format gives it.
#[test]
fn the_chance_of_an_accident_is_as_documented() {
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
fn the_legible_digits_of_a_box_are_evidence() {
    let four_lost = mended(&LOST[..4], false);
    assert!(!four_lost.is_certain(), "nothing is left to check it by");
    // The same boxes, with one digit legible in each: four checks, each passed by one value in ten.
    let partly: Vec<(usize, String)> = LOST[..4]
        .iter()
        .map(|&(number, _)| (number, format!("{}????", &ALICE.boxes()[number - 1][..1])))
        .collect();
    let partly: Vec<(usize, &str)> = partly.iter().map(|(n, text)| (*n, text.as_str())).collect();
    let partly = mended(&partly, false);
    assert!(partly.chance < 2e-4 && partly.chance > 0.5e-4, "{}", partly.chance);
}

#[test]
fn a_letter_is_first_read_as_its_look_alike_and_then_as_any_digit() {
    let at = |number: usize, from: char, to: char| {
        ALICE.boxes()[number - 1].replacen(from, &to.to_string(), 1)
    };
    let (looks_like, else_) = (at(1, '7', 'O'), at(2, '5', 'S'));
    let only = mended(&[(2, &else_)], false);
    assert_eq!(only.changes[0].causes, [Cause::Letters]);
    assert!(only.chance < 1e-15, "the first guess is tried first");
    // The 7 does not look like an O, so the first guess fails, and the letter can be any digit.
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
fn more_damage_than_can_be_corrected_is_refused_with_the_reason() {
    let reason = |damage: Damage<'_>, known| {
        found(&ALICE.with(damage), known).map(|_| ()).expect_err("too much is gone").reason
    };
    assert_eq!(reason(&LOST, false), Reason::Unreadable);
    let six = [&LOST[..], &[(16, "?")]].concat();
    for known in [false, true] {
        assert_eq!(reason(&six, known), Reason::Unreadable);
        assert_eq!(reason(&WRONG, known), Reason::NoMatch);
    }
}

#[test]
fn no_reading_is_mended_into_an_account_that_is_not_the_known_one() {
    // Sixteen boxes that are not a code and belong to nobody, while Alice's identity is known.
    let nobodys = "03034 70607 05905 69044 89002 57999 66108 73868 94322 00998 82376 86266 09188 45627 15427 12010";
    assert_eq!(found(nobodys, true).map(|_| ()).expect_err("nobody's").reason, Reason::NoMatch);
}

/// Returns the only explanation of a text of Alice's code.
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

/// Returns Alice's code in one run, with these digits in the place of some.
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
    // Two such slips count as two, and a slip next to them as a third.
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
fn several_slips_of_one_copy_are_undone_together() {
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

/// More slips mean more readings to try, each of which may match by accident.
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
fn a_watcher_can_end_the_search() {
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

/// A correction that is hardly an accident needs no identity: although the known identity is
/// another's, the search does not go on to its end.
#[test]
fn a_certain_correction_ends_the_search() {
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

/// The cost of a box with a digit left out is counted from the least cost that the box must have.
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

/// A copy of a random code with unreadable boxes, and other boxes with one wrong digit.
struct DamagedCopy {
    code: BackupCode,
    reading: Reading,
    changed: Vec<u8>,
}

impl DamagedCopy {
    fn new(case: u32, unreadable: usize, slips: usize) -> Self {
        let mut generator = Generator::of(1, "damaged copies", case);
        let code = generator.code();
        let mut text = code.canonical_text().expose().as_bytes().to_vec();
        let boxes = generator.boxes(unreadable + slips);
        for (nth, number) in boxes.iter().enumerate() {
            let digits = &mut text[usize::from(number.get() - 1) * 5..][..5];
            if nth < unreadable {
                digits.fill(b'?');
            } else {
                let digit = &mut digits[generator.index(5)];
                *digit = b"0123456789"[generator.other_than(u32::from(*digit - b'0'), 10) as usize];
            }
        }
        let mut changed: Vec<u8> = boxes.iter().map(|number| number.get()).collect();
        changed.sort_unstable();
        Self { reading: read(&text).expect("80 digits or marks"), code, changed }
    }

    fn find(&self, known: Option<Evidence<'_>>) -> Result<Vec<Explanation>, NoExplanation> {
        match diagnose(&self.reading, known)? {
            Diagnosis::Valid(_) => panic!("it is damaged"),
            Diagnosis::Damaged(explanations) => Ok(explanations),
        }
    }

    /// Returns the result for this end of an identity, as a person types it.
    fn find_by_end(&self, typed: &str) -> Result<Vec<Explanation>, NoExplanation> {
        let matches = |code: &BackupCode| {
            let identity = derivation::identity(code).to_string();
            identity[identity.len() - typed.len()..].eq_ignore_ascii_case(typed)
        };
        self.find(Some(Evidence::end(typed.len(), &matches)))
    }

    /// Returns the last characters of the copy's identity, in this person's choice of upper and
    /// lower case.
    fn end(&self, characters: usize, case: u32) -> String {
        let identity = derivation::identity(&self.code).to_string();
        let end = &identity[identity.len() - characters..];
        match case % 3 {
            0 => end.to_owned(),
            1 => end.to_ascii_lowercase(),
            _ => end.to_ascii_uppercase(),
        }
    }

    #[track_caller]
    fn assert_is_only(&self, found: &[Explanation]) {
        let [only] = found else { panic!("{} explanations", found.len()) };
        assert!(only.code == self.code && only.matched && only.is_certain());
        let changed: Vec<u8> = only.boxes().iter().map(|number| number.get()).collect();
        assert_eq!(changed, self.changed);
    }
}

/// Numbers of unreadable boxes and of boxes with a wrong digit, and the number of such copies to
/// try.
const UNCERTAIN: [(usize, usize, u32); 5] = [(4, 0, 4), (4, 1, 8), (3, 1, 6), (5, 0, 1), (0, 6, 1)];

#[test]
fn the_end_of_the_identity_on_the_paper_leads_to_the_true_code() {
    for (unreadable, slips, copies) in UNCERTAIN {
        for case in 0..copies {
            let copy = DamagedCopy::new(case, unreadable, slips);
            let characters = characters_needed(&copy.reading).expect("evidence helps");
            let expected = if unreadable == 5 { 8 } else { FEWEST_CHARACTERS };
            assert_eq!(characters, expected, "{unreadable} unreadable, {slips} slips");
            let found = copy.find_by_end(&copy.end(characters, case)).expect("it is found");
            copy.assert_is_only(&found);
        }
    }
}

#[test]
fn a_wrong_end_of_the_identity_leads_to_nothing() {
    for (unreadable, slips, copies) in [(1, 0, 1), (2, 1, 1), (3, 0, 1), (4, 0, 3), (4, 1, 3)] {
        for case in 0..copies {
            let copy = DamagedCopy::new(case, unreadable, slips);
            let another = DamagedCopy::new(case + 1, unreadable, slips);
            let nothing = copy.find_by_end(&another.end(FEWEST_CHARACTERS, case));
            let nothing = nothing.map(|found| found.len()).expect_err("it is another identity");
            assert_eq!(nothing.reason, Reason::NoMatch);
            // The search stops at a correction that is certain without evidence.
            assert_eq!(nothing.characters.is_some(), unreadable >= 3, "{unreadable} unreadable");
        }
    }
}

#[test]
fn without_evidence_a_reading_with_too_few_checks_is_uncertain() {
    for (unreadable, slips, copies) in UNCERTAIN {
        for case in 0..copies {
            let copy = DamagedCopy::new(case, unreadable, slips);
            let found = copy.find(None);
            // Five unreadable boxes leave too much open, and six slips are too many.
            assert_eq!(found.is_ok(), unreadable < 5 && slips < 6);
            for explanation in found.unwrap_or_default() {
                assert!(!explanation.matched && !explanation.is_certain());
                assert!(explanation.chance > CERTAIN);
            }
        }
    }
}

/// If unrelated codes match the same few characters, all of them are returned, so that more of the
/// identity is asked for.
#[test]
fn evidence_that_matches_several_codes_of_a_step_gives_all_of_them() {
    let copy = DamagedCopy::new(0, 4, 1);
    let asked = Mutex::new(0);
    let matches = |code: &BackupCode| {
        let mut asked = asked.lock().expect("no panic");
        *asked += 1;
        *code == copy.code || (100..103).contains(&*asked)
    };
    let found = copy.find(Some(Evidence::end(FEWEST_CHARACTERS, &matches))).expect("four match");
    assert!(found.len() >= 3 && found.iter().all(|one| one.matched), "{}", found.len());
}

/// The number of characters to ask for follows from the number of codes that are compared.
#[test]
fn fewer_codes_are_compared_than_would_make_an_accidental_match_likely() {
    for characters in 1..=7 {
        for (unreadable, slips) in [(4, 1), (0, 4)] {
            let copy = DamagedCopy::new(7, unreadable, slips);
            let compared = Mutex::new(0_u32);
            let matches = |_: &BackupCode| {
                *compared.lock().expect("no panic") += 1;
                false
            };
            let evidence = Evidence::end(characters, &matches);
            _ = copy.find(Some(evidence));
            let compared = f64::from(*compared.lock().expect("no panic"));
            // Where no code may be compared, the codes that are the only choice still are.
            let expected = compared * evidence.chance;
            assert!(expected <= CERTAIN * 1.1 || compared <= 2.0, "{characters}: {compared}");
        }
    }
}

#[test]
fn five_unreadable_boxes_are_found_by_a_whole_identity_and_on_any_number_of_cores() {
    let copy = DamagedCopy::new(3, 5, 0);
    for cores in [1, 2, 3] {
        let matches = |code: &BackupCode| *code == copy.code;
        let known = Some(Evidence::whole(&matches));
        let inquiry = Inquiry { known, cores: NonZeroUsize::new(cores), watch: None };
        let Ok(Diagnosis::Damaged(found)) = inquiry.diagnose(&copy.reading) else {
            panic!("it is found")
        };
        copy.assert_is_only(&found);
    }
}

/// The outcome and the work are the same on any number of cores.
#[test]
fn work_is_counted_alike_on_any_number_of_cores() {
    let nobody = |_: &BackupCode| false;
    let (whole, end) = (Evidence::whole(&nobody), Evidence::end(FEWEST_CHARACTERS, &nobody));
    let partly = "77???";
    for (text, known) in [
        (ALICE.with(&WRONG), None),
        (String::from(&ALICE.with(&WRONG).replace(' ', "")[1..]), None),
        (ALICE.with(&LOST[..4]), Some(end)),
        (ALICE.with(&[&LOST[..3], &[(2, partly), (3, partly)]].concat()), Some(whole)),
    ] {
        let reading = read(text.as_bytes()).expect("sixteen boxes");
        let work = [1, 2, 3].map(|cores| {
            let inquiry = Inquiry { known, cores: NonZeroUsize::new(cores), watch: None };
            match inquiry.diagnose(&reading) {
                Err(Undiagnosed::NoExplanation(nothing)) => (nothing.work, nothing.characters),
                other => panic!("{other:?}"),
            }
        });
        assert!(work.iter().all(|one| *one == work[0]), "{work:?}");
    }
}

/// A text of letters is not a copied code, except where the letters stand for digits.
#[test]
fn of_a_text_that_is_hardly_legible_only_first_guesses_are_tried() {
    let nobody = |_: &BackupCode| false;
    let lines = |c: &str| [c.repeat(5).as_str(); 16].join(" ");
    let letters = [lines("O"), lines("l"), lines("S"), lines("?"), "0O".repeat(39)];
    for text in letters {
        // Without a group of five digits, the text is not a reading at all.
        let Ok(reading) = read(text.as_bytes()) else { continue };
        assert_eq!(characters_needed(&reading), None, "{text}");
        for known in [None, Some(Evidence::whole(&nobody))] {
            let nothing = diagnose(&reading, known).expect_err("no code");
            assert_eq!((nothing.reason, nothing.uneven), (Reason::Unreadable, None), "{text}");
            assert!(nothing.work < 30_000_000, "{text}: {}", nothing.work);
        }
    }
    // Half of Alice's digits are written as letters that look like them.
    let letter = |digit| match digit {
        '0' => 'O',
        '1' => 'l',
        '2' => 'Z',
        '5' => 'S',
        '6' => 'b',
        '8' => 'B',
        '9' => 'q',
        digit => digit,
    };
    let text: String = ALICE.code.chars().map(letter).collect();
    let legible = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    let hers = only(&text);
    assert!(hers.is_certain() && hers.slips == 0);
    // Random codes with few other digits.
    let mut read_at_all = 0;
    for case in 0..400 {
        let code = Generator::of(1, "letters", case).code();
        let text: String = code.canonical_text().expose().chars().map(letter).collect();
        if legible(&text) >= FEWEST_DIGITS {
            continue;
        }
        let Ok(Diagnosis::Damaged(found)) =
            diagnose(&read(text.as_bytes()).expect("80 places"), None)
        else {
            panic!("its letters are guessed")
        };
        assert!(found[0].code == code && found[0].is_certain());
        read_at_all += 1;
    }
    assert!(read_at_all > 100, "{read_at_all}");
}
