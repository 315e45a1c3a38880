//! Mending: each correction of a damaged copy is a code, and the promised corrections are found.
//!
//! The fuzzer's bytes choose the copied code, the form of the copy, its damage, and the known
//! identity. Then:
//!
//! - Every correction is a code, takes as many slips as the other corrections, and differs from the
//!   copy only in the boxes that it names.
//! - With a known identity, a correction that is reported as matched has that identity, and it is
//!   the only one.
//! - The copied code is found after: up to four boxes lost; two wrong in any way; one wrong and two
//!   lost; a digit unreadable in each of up to twelve; one slip of any sort; up to five that move
//!   no digit. If its identity is known, it is reported as matched.
//!
//! A search that finds nothing takes long, so a case without a promise is ended after a while, as a
//! person may end it.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use arbitrary::{Arbitrary, Unstructured};
use collab::code::digit::Digit;
use collab::code::mend::{
    CERTAIN, Cause, Diagnosis, Evidence, Explanation, Inquiry, NoExplanation, Slip, Undiagnosed,
    Watch,
};
use collab::code::reading::{Reading, Reason, read};
use collab::code::{BOX_DIGITS, BOXES, BackupCode, DIGITS};

use crate::slips::written::BOXES_OF_DIGITS;
use crate::slips::{Generator, SHARES, Slip as Made, Written};

/// The input of a run.
#[derive(Arbitrary)]
struct Case<'a> {
    code: u16,
    known: Whose,
    form: Form,
    damage: Damage<'a>,
}

/// The owner of the known identity.
#[derive(Arbitrary, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Nobodys,
    Its,
    Anothers,
}

/// The form of the copy.
#[derive(Arbitrary)]
enum Form {
    Run,
    Groups,
    Rows,
}

/// The damage to the copy. Sets of boxes are bit masks.
#[derive(Arbitrary)]
enum Damage<'a> {
    /// The first four of these boxes are lost.
    Lost(u16),
    /// Two boxes have other contents.
    Wrong([Wrong; 2]),
    /// One box has other contents, and the first two of these are lost.
    WrongAndLost(Wrong, u16),
    /// One digit is unreadable in each of the first twelve of these boxes.
    Digits(u16, [u8; BOXES]),
    /// The first five of these slips.
    Slips(Vec<Slipped>),
    /// The first five of these slips, and then other characters at some places.
    Anything(Vec<Slipped>, Vec<(u8, u8)>),
    /// The text is not a copy.
    Text(&'a [u8]),
}

/// A box with other contents.
#[derive(Arbitrary)]
struct Wrong {
    number: u8,
    says: u32,
}

/// A slip, and its place.
#[derive(Arbitrary)]
struct Slipped {
    slip: u8,
    place: u16,
}

impl Slipped {
    fn slip(&self) -> Made {
        SHARES[usize::from(self.slip) % SHARES.len()].0
    }

    /// Whether every digit stays in its place.
    fn moves_nothing(&self) -> bool {
        use Made::{JumpTwin, Jumped, Letter, Spoken, Swapped, Twin, Wrong};
        matches!(self.slip(), Wrong | Swapped | Jumped | Twin | JumpTwin | Spoken | Letter)
    }
}

/// The boxes of a copy that is not damaged by slips.
type Boxes = [[u8; BOX_DIGITS]; BOXES];

/// The largest number of slips.
const MOST_SLIPS: usize = 5;
/// The character for an unreadable digit.
const LOST: u8 = b'?';
/// The number of questions whether to go on after which a search without a promise is ended: some
/// hundredths of a second under the address sanitizer.
const PATIENCE: usize = 60;

impl Case<'_> {
    fn copied(&self) -> BackupCode {
        Generator::of(1, "copied", u32::from(self.code)).code()
    }

    /// Returns the text, and whether the code is promised to be found in it.
    fn text(&self, code: &BackupCode) -> (Vec<u8>, bool) {
        let mut boxes: Boxes = [[0; BOX_DIGITS]; BOXES];
        boxes.as_flattened_mut().copy_from_slice(code.canonical_text().expose().as_bytes());
        let mut is_promised = true;
        let mut slips: &[Slipped] = &[];
        let mut over: &[(u8, u8)] = &[];
        match &self.damage {
            Damage::Lost(lost) => lose(&mut boxes, *lost, 4),
            Damage::Wrong(wrong) => wrong.iter().for_each(|wrong| wrong.write(&mut boxes)),
            Damage::WrongAndLost(wrong, lost) => {
                wrong.write(&mut boxes);
                lose(&mut boxes, *lost, 2);
            }
            Damage::Digits(of, places) => {
                for index in set(*of, 12) {
                    boxes[index][usize::from(places[index]) % BOX_DIGITS] = LOST;
                }
            }
            Damage::Slips(made) => {
                slips = &made[..made.len().min(MOST_SLIPS)];
                is_promised = slips.len() < 2 || slips.iter().all(Slipped::moves_nothing);
            }
            Damage::Anything(made, written_over) => {
                (slips, over) = (&made[..made.len().min(MOST_SLIPS)], written_over);
                is_promised = false;
            }
            Damage::Text(text) => return (text.to_vec(), false),
        }
        let mut copy = Written::in_groups(&BOXES_OF_DIGITS, boxes.iter().map(|one| &one[..]));
        for slipped in slips {
            // A text may have no occasion for a slip.
            let mut generator = Generator::of(1, "slip", u32::from(slipped.place));
            copy.suffer(slipped.slip(), &mut generator);
        }
        let text = match self.form {
            Form::Run => copy.one_run(),
            Form::Groups => copy.groups(),
            Form::Rows => copy.rows(),
        };
        let mut text = text.into_bytes();
        let length = text.len();
        for (place, byte) in over {
            text[usize::from(*place) % length] = *byte;
        }
        (text, is_promised)
    }
}

impl Wrong {
    fn write(&self, boxes: &mut Boxes) {
        let text = format!("{:05}", self.says % 100_000);
        boxes[usize::from(self.number) % BOXES].copy_from_slice(text.as_bytes());
    }
}

/// Returns the first `most` boxes of a set.
fn set(bits: u16, most: usize) -> impl Iterator<Item = usize> {
    (0..BOXES).filter(move |index| bits >> index & 1 == 1).take(most)
}

fn lose(boxes: &mut Boxes, bits: u16, most: usize) {
    set(bits, most).for_each(|index| boxes[index] = [LOST; BOX_DIGITS]);
}

/// Checks every promise on the case that these bytes stand for.
pub fn check(bytes: &[u8]) {
    let Ok(case) = Case::arbitrary_take_rest(Unstructured::new(bytes)) else { return };
    let code = case.copied();
    let (text, is_promised) = case.text(&code);
    let reading = match read(&text) {
        Ok(reading) => reading,
        Err(error) => return assert!(!is_promised, "not even read: {error}"),
    };
    let known = match case.known {
        Whose::Nobodys => None,
        Whose::Its => Some(code.copy()),
        Whose::Anothers => Some(Generator::of(2, "another", u32::from(case.code)).code()),
    };
    let is_promised = is_promised && case.known != Whose::Anothers;
    match diagnosis(&reading, known.as_ref(), is_promised) {
        Ok(Diagnosis::Valid(found)) => {
            assert!(!is_promised || found == code, "another code");
            as_written(&reading, &found, |_| false);
            assert!(reading.boxes().is_some());
        }
        Ok(Diagnosis::Damaged(found)) => {
            offered(&reading, &found, known.as_ref());
            if is_promised {
                assert!(found.iter().any(|one| one.code == code), "the code is not among them");
                assert!(found[0].matched == (case.known == Whose::Its));
                assert!(found.iter().all(|one| one.code == code || !one.is_certain()));
            }
        }
        Err(Undiagnosed::NoExplanation(nothing)) => {
            assert!(!is_promised, "not found");
            refused(&reading, &nothing);
        }
        Err(Undiagnosed::Ended) => assert!(!is_promised),
    }
}

/// Returns the diagnosis of the reading, on one core.
fn diagnosis(
    reading: &Reading,
    known: Option<&BackupCode>,
    is_promised: bool,
) -> Result<Diagnosis, Undiagnosed> {
    let is_known = |found: &BackupCode| known == Some(found);
    let known = known.is_some().then_some(Evidence::whole(&is_known));
    let asked = AtomicUsize::new(0);
    let watch = |done: f64| {
        assert!((0.0..=1.0).contains(&done), "{done} of it is done");
        let is_enough = asked.fetch_add(1, Ordering::Relaxed) >= PATIENCE && !is_promised;
        if is_enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let watch: Option<Watch<'_>> = Some(&watch);
    Inquiry { known, watch, cores: NonZeroUsize::new(1) }.diagnose(reading)
}

/// Checks the rules that every correction keeps to.
fn offered(reading: &Reading, found: &[Explanation], known: Option<&BackupCode>) {
    assert!(!found.is_empty());
    for (index, one) in found.iter().enumerate() {
        let text = one.code.canonical_text();
        let again = BackupCode::from_canonical_text(text.expose()).expect("it is a code");
        assert!(again == one.code && text.expose().len() == DIGITS);
        assert!(found[..index].iter().all(|other| other.code != one.code), "offered twice");
        assert_eq!(one.slips, found[0].slips);
        assert!(one.chance > 0.0 && one.chance.is_finite());
        assert_eq!(one.is_certain(), one.matched || one.chance <= CERTAIN);
        assert_eq!(one.matched, known == Some(&one.code));
        assert!(!one.matched || found.len() == 1, "beside what is known");
        assert!(one.boxes().is_sorted_by(|a, b| a < b), "the boxes are in order");
        assert!(
            !one.changes.is_empty() && one.changes.iter().all(|change| !change.causes.is_empty())
        );
        let stays =
            one.changes.iter().flat_map(|change| &change.causes).copied().all(is_in_its_place);
        if stays {
            let changes = one.boxes();
            as_written(reading, &one.code, |number| changes.iter().any(|c| c.get() == number));
        }
    }
}

/// Whether the digits of a box with this cause are in their place.
fn is_in_its_place(cause: Cause) -> bool {
    match cause {
        Cause::Unreadable | Cause::PartlyUnreadable | Cause::Letters | Cause::Wrong => true,
        Cause::Slip(slip) | Cause::Across(slip, _) => {
            !matches!(slip, Slip::LeftOut | Slip::Doubled | Slip::Added)
        }
        _ => false,
    }
}

/// Checks that every digit that was read belongs to the code, except in the boxes that change.
fn as_written(reading: &Reading, code: &BackupCode, changes: impl Fn(u8) -> bool) {
    let Some(boxes) = reading.boxes() else { return };
    let text = code.canonical_text();
    for ((number, read), digits) in (1..).zip(boxes.iter()).zip(text.expose().as_bytes().chunks(5))
    {
        let differs = read.digits().iter().zip(digits).any(|(read, digit)| match read {
            Digit::Known(value) => value + b'0' != *digit,
            _ => false,
        });
        assert!(!differs || changes(number), "box {number} changes, and nobody is told");
    }
}

/// Checks that a refusal agrees with the reading.
fn refused(reading: &Reading, nothing: &NoExplanation) {
    // A reading that is hardly legible is only reported as unreadable.
    if nothing.reason == Reason::Unreadable
        && nothing.uneven.is_none()
        && reading.uneven().is_some()
    {
        return;
    }
    assert_eq!(nothing.uneven.as_ref(), reading.uneven());
    if let Some(error) = reading.uneven() {
        assert_eq!((nothing.reason, &nothing.boxes), (error.reason(), &error.boxes()));
        return;
    }
    let is_unreadable = |digits: &[Digit]| digits.contains(&Digit::Unreadable);
    let boxes = reading.boxes().expect("it is even");
    let unread = (1..).zip(boxes.iter()).filter(|(_, one)| is_unreadable(one.digits()));
    let unread: Vec<u8> = unread.map(|(number, _)| number).collect();
    let told: Vec<u8> = nothing.boxes.iter().map(|number| number.get()).collect();
    assert_eq!(told, unread);
    assert!(matches!(nothing.reason, Reason::NoMatch | Reason::Unreadable));
}
