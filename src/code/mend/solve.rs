//! From a hypothesis that passed to a code: solves for the erased boxes, and tests what they are.

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

/// The boxes that are solved for, by index.
pub(super) struct Erased<'a> {
    boxes: &'a [usize],
    set: ErasureSet<'a>,
}

impl<'a> Erased<'a> {
    pub(super) fn at(boxes: &'a [usize]) -> Self {
        Self { boxes, set: ErasureSet::at(boxes) }
    }

    /// The erasures, as the decoder knows them.
    pub(super) fn set(&self) -> &ErasureSet<'a> {
        &self.set
    }
}

/// Solves for the erased boxes when all others have these values but for these slips across borders.
/// Returns the code if no box costs more than supposed, nor all together more than `most_slips`.
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
            // A check that is left over has decided already; it is only counted what it costs.
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
