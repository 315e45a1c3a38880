//! Explanations: the changes from a reading to a code that was found, their causes, and their
//! likelihood.

use zeroize::Zeroizing;

use super::alignment::BoxSlip;
use super::border_slip::BorderSlip;
use super::box_order::BoxOrder;
use super::box_values::{ANYTHING, UNITS, slips_between};
use super::cause::{Cause, Change};
use super::evidence::CERTAIN;
use super::slip::{ANY, Slip};
use super::written_box::{Letters, WrittenBox};
use crate::code::digit::Digit;
use crate::code::field::Element;
use crate::code::{BOX_DIGITS, BOXES, BackupCode, BoxNumber};

/// An explanation of a damaged reading: the code that it may have been, and why.
#[derive(Debug)]
#[non_exhaustive]
pub struct Explanation {
    /// The code.
    pub code: BackupCode,
    /// The boxes that change, in order.
    pub changes: Vec<Change>,
    /// The number of slips; a box that is wrong in any way counts for three.
    pub slips: u8,
    /// The chance that the explanation is an accident: the expected number of false positives up to
    /// the step that found it.
    pub chance: f64,
    /// Whether the evidence of the account's identity matches.
    pub matched: bool,
    /// The likelihood of these slips among as many others. Slips of whole boxes are left out: all
    /// alignments of a step take as many.
    pub(super) likelihood: f64,
}

impl Explanation {
    /// Whether it is certain: by its chance, or because the evidence matches.
    pub fn is_certain(&self) -> bool {
        self.matched || self.chance <= CERTAIN
    }

    /// Returns the numbers of the boxes that change.
    pub fn boxes(&self) -> Vec<BoxNumber> {
        self.changes.iter().map(|change| change.number).collect()
    }
}

/// Explains a code by the written boxes, the slips of whole boxes, and the slips across borders.
/// The caller sets `chance` and `matched`.
pub(super) fn explain(
    written: &[WrittenBox; BOXES],
    box_slips: &[BoxSlip],
    border_slips: &[&BorderSlip],
    letters: Letters,
    code: BackupCode,
) -> Explanation {
    let mut explanation = Explanation {
        code,
        changes: Vec::new(),
        slips: 0,
        chance: 1.0,
        matched: false,
        likelihood: 1.0,
    };
    let mut causes: [Vec<Cause>; BOXES] = Default::default();
    let mut undone = Zeroizing::new(*written);
    for box_slip in box_slips {
        explanation.slips += 1;
        add_causes(*box_slip, &mut causes);
    }
    for border_slip in border_slips {
        border_slip.undo(&mut undone);
        explanation.add(1, border_slip.slip.frequency());
        let [(left, ..), (right, ..)] = border_slip.before;
        causes[left].push(Cause::Across(border_slip.slip, BoxNumber::at(right)));
        causes[right].push(Cause::Across(border_slip.slip, BoxNumber::at(left)));
    }
    for (index, causes) in causes.iter_mut().enumerate() {
        let written = &undone[index];
        let left_out = causes.contains(&Cause::LeftOut);
        if let Some(cause) = illegible(written).filter(|_| !left_out) {
            causes.push(cause);
        }
        if let Some(slips) = slips_between(written.row(letters), explanation.code.boxes[index]) {
            let likelihood = slips.iter().map(|slip| slip.frequency()).product();
            explanation.add(u8::try_from(slips.len()).expect("two at most"), likelihood);
            causes.extend(slips.into_iter().map(Cause::Slip));
        } else {
            explanation.add(ANYTHING, Slip::WrongDigit.frequency().powi(i32::from(ANYTHING)));
            causes.push(Cause::Wrong);
        }
    }
    let changed = causes.into_iter().enumerate().filter(|(_, causes)| !causes.is_empty());
    let change = |(index, causes)| Change { number: BoxNumber::at(index), causes };
    explanation.changes = changed.map(change).collect();
    explanation
}

impl Explanation {
    fn add(&mut self, slips: u8, likelihood: f64) {
        self.slips += slips;
        self.likelihood *= likelihood;
    }
}

/// Returns the order in which the boxes were written, if that is their only fault.
///
/// The search finds two exchanged boxes as two that are wrong in any way, since that takes fewer
/// trials; but the exchange is the true explanation.
pub(super) fn order(
    written: &[WrittenBox; BOXES],
    letters: Letters,
    code: &BackupCode,
) -> Option<BoxOrder> {
    let is_right = |(position, value): (usize, &Element)| {
        let row = written[position].row(letters);
        let digits = UNITS.map(|unit| value.value() / unit % 10);
        let is_it = |(&written, digit)| written == ANY || u32::from(written) == digit;
        row.digits().len() == BOX_DIGITS && row.digits().iter().zip(digits).all(is_it)
    };
    let is_it = |order: &BoxOrder| order.positions().into_iter().zip(&code.boxes).all(is_right);
    BoxOrder::all().into_iter().find(is_it)
}

/// Adds a slip of whole boxes to the causes of the boxes that it changes.
fn add_causes(box_slip: BoxSlip, causes: &mut [Vec<Cause>; BOXES]) {
    match box_slip {
        BoxSlip::LeftOut(index) => causes[index].push(Cause::LeftOut),
        BoxSlip::Twice(index) => causes[index].push(Cause::Twice),
        BoxSlip::Added(index) => causes[index].push(Cause::Added),
        BoxSlip::Reordered(order) => {
            for (index, position) in order.positions().into_iter().enumerate() {
                if index != position {
                    causes[index].push(match order {
                        BoxOrder::Exchanged(..) => Cause::Exchanged(BoxNumber::at(position)),
                        BoxOrder::Moved(from, to) => {
                            Cause::Moved(BoxNumber::at(from), BoxNumber::at(to))
                        }
                        BoxOrder::Rows(_) => Cause::Rows,
                        BoxOrder::Columns => Cause::Columns,
                        BoxOrder::Backwards => Cause::Backwards,
                        BoxOrder::RowsBackwards => Cause::RowsBackwards,
                    });
                }
            }
        }
    }
}

/// Returns the cause of a change that is no slip: unreadable digits or letters.
fn illegible(written: &WrittenBox) -> Option<Cause> {
    let count = |wanted: fn(&Digit) -> bool| written.digits().iter().filter(|d| wanted(d)).count();
    let unreadable = count(|digit| *digit == Digit::Unreadable);
    if unreadable >= BOX_DIGITS {
        Some(Cause::Unreadable)
    } else if unreadable > 0 {
        Some(Cause::PartlyUnreadable)
    } else {
        (count(|digit| matches!(digit, Digit::Guess(_))) > 0).then_some(Cause::Letters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::mend::alignment::{digits, families};
    use crate::code::mend::border_slip::border_slips;
    use crate::code::mend::box_values::BoxValues;
    use crate::code::reading::read;

    const CODE: &str =
        "77435073529418934422542544218641957756049439758847346331182689435145632692588077";

    fn code() -> BackupCode {
        BackupCode::from_canonical_text(CODE).expect("valid")
    }

    /// Returns the boxes of the code, some of them written otherwise.
    fn boxes(changes: &[(usize, &str)]) -> [WrittenBox; BOXES] {
        let mut texts: [&str; BOXES] = std::array::from_fn(|index| &CODE[index * 5..][..5]);
        for &(index, text) in changes {
            texts[index] = text;
        }
        let reading = read(texts.join(" ").as_bytes()).expect("sixteen groups");
        let digits = digits(&reading);
        let alignments = families(&reading).into_iter().flatten();
        let mut boxes = alignments.map(|alignment| alignment.boxes(&digits));
        let is_it = |boxes: &Zeroizing<[WrittenBox; BOXES]>| {
            boxes.iter().zip(texts).all(|(written, text)| written.digits().len() == text.len())
        };
        *boxes.find(is_it).expect("the groups are an alignment")
    }

    fn plain(boxes: &[WrittenBox; BOXES]) -> Explanation {
        explain(boxes, &[], &[], Letters::AreFirstGuesses, code())
    }

    fn causes(explanation: &Explanation) -> Vec<(u8, Vec<Cause>)> {
        let changes = explanation.changes.iter();
        changes.map(|change| (change.number.get(), change.causes.clone())).collect()
    }

    #[track_caller]
    fn assert_likelihood(explanation: &Explanation, likelihood: f64) {
        let found = explanation.likelihood;
        assert!((found / likelihood - 1.0).abs() < 1e-9, "{found} for {likelihood}");
    }

    #[test]
    fn an_explanation_counts_each_slip_and_how_likely_it_is() {
        let wrong = Slip::WrongDigit.frequency();
        let nothing = plain(&boxes(&[]));
        assert_eq!((causes(&nothing), nothing.slips), (vec![], 0));
        assert_likelihood(&nothing, 1.0);

        // 77435, 07352, 94189: one wrong digit; two swapped; wrong in any way.
        let three = plain(&boxes(&[(0, "77135"), (1, "70352"), (2, "11111")]));
        assert_eq!(
            causes(&three),
            [
                (1, vec![Cause::Slip(Slip::WrongDigit)]),
                (2, vec![Cause::Slip(Slip::Swapped)]),
                (3, vec![Cause::Wrong]),
            ]
        );
        assert_eq!(three.slips, 5);
        assert_likelihood(&three, wrong * Slip::Swapped.frequency() * wrong * wrong * wrong);

        let twin_and_lost = plain(&boxes(&[(0, "99435"), (3, "3442")]));
        assert_eq!(twin_and_lost.slips, 2);
        assert_likelihood(&twin_and_lost, Slip::Twin.frequency() * Slip::LeftOut.frequency());
    }

    #[test]
    fn an_unreadable_digit_does_not_count_as_a_slip() {
        let found = plain(&boxes(&[(0, "?????"), (1, "0735?"), (5, "4O218")]));
        assert_eq!(found.changes[0].causes, [Cause::Unreadable]);
        assert_eq!(found.changes[1].causes, [Cause::PartlyUnreadable]);
        assert_eq!(found.changes[2].causes[0], Cause::Letters);
        let letter = plain(&boxes(&[(1, "O7352")]));
        assert_eq!((causes(&letter), letter.slips), (vec![(2, vec![Cause::Letters])], 0));
    }

    #[test]
    fn displaced_boxes_have_their_cause() {
        let at = |box_slip| {
            let lost = [(4, "?????")];
            let boxes = boxes(&lost[..usize::from(box_slip == BoxSlip::LeftOut(4))]);
            explain(&boxes, &[box_slip], &[], Letters::AreFirstGuesses, code())
        };
        for (box_slip, cause) in [
            (BoxSlip::LeftOut(4), Cause::LeftOut),
            (BoxSlip::Twice(4), Cause::Twice),
            (BoxSlip::Added(4), Cause::Added),
        ] {
            let found = at(box_slip);
            assert_eq!((causes(&found), found.slips), (vec![(5, vec![cause])], 1));
            assert_likelihood(&found, 1.0);
        }
        let exchanged = at(BoxSlip::Reordered(BoxOrder::Exchanged(2, 9)));
        assert_eq!(
            causes(&exchanged),
            [
                (3, vec![Cause::Exchanged(BoxNumber::at(9))]),
                (10, vec![Cause::Exchanged(BoxNumber::at(2))])
            ]
        );
        let moved = at(BoxSlip::Reordered(BoxOrder::Moved(1, 3)));
        let cause = Cause::Moved(BoxNumber::at(1), BoxNumber::at(3));
        assert_eq!(causes(&moved), [(2, vec![cause]), (3, vec![cause]), (4, vec![cause])]);
        for (order, cause, count) in [
            (BoxOrder::Rows([1, 0, 2, 3]), Cause::Rows, 8),
            (BoxOrder::Columns, Cause::Columns, 12),
            (BoxOrder::Backwards, Cause::Backwards, 16),
            (BoxOrder::RowsBackwards, Cause::RowsBackwards, 16),
        ] {
            let found = at(BoxSlip::Reordered(order));
            assert_eq!(found.changes.len(), count, "{cause:?}");
            assert!(found.changes.iter().all(|change| change.causes == [cause]));
        }
    }

    #[test]
    fn boxes_in_another_order_are_recognized_and_nothing_else_is() {
        let found = |written: &[WrittenBox; BOXES]| {
            super::order(written, Letters::AreFirstGuesses, &code()).map(BoxOrder::positions)
        };
        for order in BoxOrder::all() {
            let mut written = boxes(&[]);
            for (index, position) in order.positions().into_iter().enumerate() {
                written[position] = boxes(&[])[index];
            }
            assert_eq!(found(&written), Some(order.positions()), "{order:?}");
        }
        // 77435 07352 … 42186: the first and the sixth exchanged.
        let exchanged = |first, sixth| found(&boxes(&[(0, first), (5, sixth)]));
        assert_eq!(exchanged("42186", "77435"), Some(BoxOrder::Exchanged(0, 5).positions()));
        assert_eq!(exchanged("4?186", "77??5"), Some(BoxOrder::Exchanged(0, 5).positions()));
        for (first, sixth) in [
            ("42186", "77436"),
            ("92186", "77435"),
            ("4218", "77435"),
            ("421866", "77435"),
            ("77435", "42187"),
        ] {
            assert_eq!(exchanged(first, sixth), None, "{first} {sixth}");
        }
    }

    #[test]
    fn slips_across_borders_are_undone_before_the_boxes_are_looked_at() {
        // 77435 07352: the last 5 and the first 0 exchanged, and one wrong digit besides.
        let written = boxes(&[(0, "77130"), (1, "57352")]);
        let values = written.each_ref().map(|w| BoxValues::of(w.row(Letters::AreFirstGuesses)));
        let across = border_slips(&values.map(std::sync::Arc::new));
        let swapped = across
            .iter()
            .find(|border_slip| border_slip.slip == Slip::Swapped && border_slip.before[0].0 == 0)
            .expect("0 and 5 differ");
        let found = explain(&written, &[], &[swapped], Letters::AreFirstGuesses, code());
        assert_eq!(
            causes(&found),
            [
                (
                    1,
                    vec![
                        Cause::Across(Slip::Swapped, BoxNumber::at(1)),
                        Cause::Slip(Slip::WrongDigit)
                    ]
                ),
                (2, vec![Cause::Across(Slip::Swapped, BoxNumber::at(0))]),
            ]
        );
        assert_eq!(found.slips, 2);
        assert_likelihood(&found, Slip::Swapped.frequency() * Slip::WrongDigit.frequency());
    }
}
