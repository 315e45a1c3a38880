//! The causes of a correction, in words.

use std::borrow::Cow;

use crate::code::mend::{Cause, Change, Slip};

/// Describes why a box changes: "one wrong digit", "left out and two wrong digits".
pub(crate) fn causes_in_words(change: &Change) -> String {
    let mut words = String::new();
    let mut causes = &change.causes[..];
    while let [cause, rest @ ..] = causes {
        let twice = rest.first() == Some(cause);
        words.push_str(&match cause {
            Cause::Slip(Slip::WrongDigit) if twice => Cow::Borrowed("two wrong digits"),
            Cause::Slip(Slip::LeftOut) if twice => Cow::Borrowed("two digits left out"),
            Cause::Slip(Slip::Added) if twice => Cow::Borrowed("two digits too many"),
            _ if twice => Cow::Owned(format!("{}, twice", cause_in_words(*cause))),
            _ => cause_in_words(*cause),
        });
        causes = &rest[usize::from(twice)..];
        if !causes.is_empty() {
            words.push_str(" and ");
        }
    }
    words
}

/// Describes one cause.
fn cause_in_words(cause: Cause) -> Cow<'static, str> {
    Cow::Borrowed(match cause {
        Cause::Unreadable => "unreadable",
        Cause::PartlyUnreadable => "partly unreadable",
        Cause::Letters => "letters for digits",
        Cause::Slip(Slip::WrongDigit) => "one wrong digit",
        Cause::Slip(Slip::Swapped) => "two digits swapped",
        Cause::Slip(Slip::Jump) => "two digits swapped around a third",
        Cause::Slip(Slip::Twin) => "a wrong pair of digits",
        Cause::Slip(Slip::JumpTwin) => "a wrong pair of digits around a third",
        Cause::Slip(Slip::Spoken) => "a number misheard, such as thirteen for thirty",
        Cause::Slip(Slip::LeftOut) => "a digit left out",
        Cause::Slip(Slip::Doubled) => "a digit written twice",
        Cause::Slip(Slip::Added) => "a digit too many",
        Cause::Across(slip, other) => {
            return Cow::Owned(match slip {
                Slip::Twin | Slip::JumpTwin => {
                    format!("a wrong pair of digits across the border to box {other}")
                }
                Slip::Spoken => format!("a number misheard across the border to box {other}"),
                Slip::Jump => format!("two digits swapped around a third, with box {other}"),
                _ => format!("two digits swapped with box {other}"),
            });
        }
        Cause::LeftOut => "left out",
        Cause::Twice => "written twice",
        Cause::Added => "five digits too many after it",
        Cause::Exchanged(other) => return Cow::Owned(format!("exchanged with box {other}")),
        Cause::Moved(from, to) => {
            return Cow::Owned(format!("box {from} stood in the place of box {to}"));
        }
        Cause::Rows => "rows in another order",
        Cause::Columns => "columns read as rows",
        Cause::Backwards => "all boxes from the last to the first",
        Cause::RowsBackwards => "each row from its last box to its first",
        Cause::Wrong => "wrong",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::BoxNumber;

    fn number(number: usize) -> BoxNumber {
        BoxNumber::new(number).expect("1 to 16")
    }

    #[test]
    fn every_cause_has_its_words() {
        let seven = number(7);
        for (cause, words) in [
            (Cause::Unreadable, "unreadable"),
            (Cause::PartlyUnreadable, "partly unreadable"),
            (Cause::Letters, "letters for digits"),
            (Cause::Slip(Slip::WrongDigit), "one wrong digit"),
            (Cause::Slip(Slip::Swapped), "two digits swapped"),
            (Cause::Slip(Slip::Jump), "two digits swapped around a third"),
            (Cause::Slip(Slip::Twin), "a wrong pair of digits"),
            (Cause::Slip(Slip::JumpTwin), "a wrong pair of digits around a third"),
            (Cause::Slip(Slip::Spoken), "a number misheard, such as thirteen for thirty"),
            (Cause::Slip(Slip::LeftOut), "a digit left out"),
            (Cause::Slip(Slip::Doubled), "a digit written twice"),
            (Cause::Slip(Slip::Added), "a digit too many"),
            (Cause::Across(Slip::Twin, seven), "a wrong pair of digits across the border to box 7"),
            (
                Cause::Across(Slip::JumpTwin, seven),
                "a wrong pair of digits across the border to box 7",
            ),
            (Cause::Across(Slip::Spoken, seven), "a number misheard across the border to box 7"),
            (Cause::Across(Slip::Jump, seven), "two digits swapped around a third, with box 7"),
            (Cause::Across(Slip::Swapped, seven), "two digits swapped with box 7"),
            (Cause::LeftOut, "left out"),
            (Cause::Twice, "written twice"),
            (Cause::Added, "five digits too many after it"),
            (Cause::Exchanged(seven), "exchanged with box 7"),
            (Cause::Moved(seven, number(2)), "box 7 stood in the place of box 2"),
            (Cause::Rows, "rows in another order"),
            (Cause::Columns, "columns read as rows"),
            (Cause::Backwards, "all boxes from the last to the first"),
            (Cause::RowsBackwards, "each row from its last box to its first"),
            (Cause::Wrong, "wrong"),
        ] {
            assert_eq!(cause_in_words(cause), words);
        }
    }

    #[test]
    fn equal_causes_are_named_once_with_their_number() {
        let words = |causes: &[Cause]| {
            causes_in_words(&Change { number: number(1), causes: causes.into() })
        };
        let slip = Cause::Slip;
        assert_eq!(words(&[Cause::Wrong]), "wrong");
        assert_eq!(words(&[slip(Slip::WrongDigit); 2]), "two wrong digits");
        assert_eq!(words(&[slip(Slip::LeftOut); 2]), "two digits left out");
        assert_eq!(words(&[slip(Slip::Added); 2]), "two digits too many");
        assert_eq!(words(&[slip(Slip::Swapped); 2]), "two digits swapped, twice");
        assert_eq!(
            words(&[slip(Slip::WrongDigit), slip(Slip::LeftOut), slip(Slip::Added)]),
            "one wrong digit and a digit left out and a digit too many"
        );
        assert_eq!(
            words(&[Cause::LeftOut, slip(Slip::WrongDigit), slip(Slip::WrongDigit)]),
            "left out and two wrong digits"
        );
    }
}
