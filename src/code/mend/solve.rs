//! Solves for the erased boxes of a hypothesis that passed, and tests their values.

use zeroize::Zeroizing;

use super::border_slip::BorderSlip;
use super::hypothesis::Hypothesis;
use super::worker::FoundCode;
use crate::code::field::Element;
use crate::code::reed_solomon::{CHECKS, ErasureSet, Syndromes};
use crate::code::{BOXES, BackupCode};

/// The work of [`solve`], in field additions of about 3 ns. Halved or doubled, three lines of
/// `tests/tuning.rs` move.
pub(super) const SOLVING: u32 = 60;

/// The erased boxes, by index: those that are solved for.
pub(super) struct Erased<'a> {
    boxes: &'a [usize],
    set: ErasureSet<'a>,
}

impl<'a> Erased<'a> {
    pub(super) fn at(boxes: &'a [usize]) -> Self {
        Self { boxes, set: ErasureSet::at(boxes) }
    }

    /// Returns the erasure set.
    pub(super) fn set(&self) -> &ErasureSet<'a> {
        &self.set
    }
}

/// Solves for the erased boxes, given the values of all others and the slips across borders to
/// undo. Returns the code if no erased box costs more than the hypothesis supposes, and all slips
/// together are at most `most_slips`.
pub(super) fn solve<'a>(
    hypothesis: &Hypothesis<'a>,
    erased: &Erased<'_>,
    mut values: Zeroizing<[Element; BOXES]>,
    border_slips: Vec<&'a BorderSlip>,
    most_slips: u8,
) -> Option<FoundCode<'a>> {
    let received = hypothesis.received;
    let added = border_slips.iter().flat_map(|border_slip| border_slip.added());
    added.for_each(|(index, added)| values[index] += added);
    let errors = erased.set.error_values(Syndromes::of(&values))?;
    let mut solved = Zeroizing::new([Element::ZERO; CHECKS]);
    let is_full = erased.boxes.len() == CHECKS;
    let mut slips = received.cost() + u8::try_from(border_slips.len()).expect("a few");
    for ((at, error), &index) in solved.iter_mut().zip(errors).zip(erased.boxes) {
        *at = values[index] - error;
        if is_full {
            let across = border_slips.iter().copied();
            let possible = received.values_with(across, index, hypothesis.costs[index]);
            if possible.is_some_and(|possible| !possible.contains(at.value())) {
                return None;
            }
        } else if border_slips.iter().all(|border_slip| border_slip.added_to(index).is_none()) {
            // A check that is left over has already decided; here only the cost is counted.
            slips += received.boxes()[index].cost(*at) - received.least(index);
        }
    }
    if slips > most_slips {
        return None;
    }
    for (&index, &value) in erased.boxes.iter().zip(solved.iter()) {
        values[index] = value;
    }
    let code = BackupCode::from_boxes(*values).expect("the syndromes were solved");
    Some(FoundCode { code, border_slips })
}
