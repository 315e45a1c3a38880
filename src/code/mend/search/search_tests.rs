//! The search finds the code by each strategy, and counts its trials.

use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::code::field::P;
use crate::code::mend::alignment::{Alignment, digits, families};
use crate::code::mend::counting::count;
use crate::code::mend::meet::Share;
use crate::code::mend::received_word::{ReceivedWord, ValuesCache};
use crate::code::mend::split::as_float;
use crate::code::mend::strategy::Strategy;
use crate::code::mend::worker::{FoundCode, Listener, Worker};
use crate::code::mend::written_box::Letters;
use crate::code::reading::read;
use crate::code::reed_solomon::CHECKS;
use crate::code::{BOXES, BackupCode};

const CODE: &str =
    "77435073529418934422542544218641957756049439758847346331182689435145632692588077";

fn code() -> BackupCode {
    BackupCode::from_canonical_text(CODE).expect("valid")
}

/// Returns the boxes of the code.
fn texts() -> [String; BOXES] {
    std::array::from_fn(|index| CODE[index * 5..][..5].to_owned())
}

/// Replaces digits of this box, from this index on.
fn set(texts: &mut [String; BOXES], index: usize, place: usize, digits: &str) {
    let text = &texts[index];
    assert_ne!(&text[place..][..digits.len()], digits);
    texts[index] = format!("{}{digits}{}", &text[..place], &text[place + digits.len()..]);
}

/// Makes one digit wrong in each of these boxes.
fn wrong(texts: &mut [String; BOXES], boxes: &[usize]) {
    for &index in boxes {
        let digit = texts[index].as_bytes()[2] - b'0';
        set(texts, index, 2, &((digit + 4) % 10).to_string());
    }
}

/// Swaps the digits on either side of this box's right border.
fn swap(texts: &mut [String; BOXES], index: usize) {
    let (left, right) = (texts[index][4..].to_owned(), texts[index + 1][..1].to_owned());
    set(texts, index, 4, &right);
    set(texts, index + 1, 0, &left);
}

/// Returns the received word of the alignment that gives every box these digits.
fn received(texts: &[String; BOXES]) -> ReceivedWord {
    let reading = read(texts.join(" ").as_bytes()).expect("sixteen groups");
    let digits = digits(&reading);
    let mut alignments = families(&reading).into_iter().flatten();
    let is_it = |alignment: &Alignment| {
        let boxes = alignment.boxes(&digits);
        boxes.iter().zip(texts).all(|(written, text)| written.digits().len() == text.len())
    };
    let alignment = alignments.find(is_it).expect("the groups are an alignment");
    ReceivedWord::new(alignment, &digits, Letters::AreFirstGuesses, &mut ValuesCache::default())
}

/// A listener: the codes found so far, each with its number of border slips, and its answer whether
/// to go on.
struct Seen(Mutex<Vec<(BackupCode, usize)>>, ControlFlow<()>);

impl Listener for Seen {
    fn found(&self, _: &ReceivedWord, found: FoundCode<'_>) {
        self.0.lock().expect("no panic").push((found.code, found.border_slips.len()));
    }

    fn check(&self) -> ControlFlow<()> {
        self.1
    }
}

/// The whole of the work.
const WHOLE: Share = Share::WHOLE;

/// Searches a worker's share for this listener, and returns the worker.
fn searched<'a>(
    received: &ReceivedWord,
    (surcharges, across): (&[u8], u8),
    share: Share,
    seen: &'a Seen,
    stop: &'a AtomicBool,
) -> Worker<'a> {
    let mut worker = Worker::new(share, u8::MAX, seen, stop);
    super::search(received, surcharges, across, &mut worker);
    worker
}

/// Returns the number of times that the code is found with this many slips across borders, and the
/// number of trials.
fn search(received: &ReceivedWord, surcharges: &[u8], across: u8, share: Share) -> (usize, f64) {
    let seen = Seen(Mutex::new(Vec::new()), ControlFlow::Continue(()));
    let stop = AtomicBool::new(false);
    let trials = searched(received, (surcharges, across), share, &seen, &stop).trials;
    assert!(!stop.load(Ordering::Relaxed), "nobody stopped it");
    let found = seen.0.into_inner().expect("no panic");
    let is_it = |found: &&(BackupCode, usize)| **found == (code(), usize::from(across));
    (found.iter().filter(is_it).count(), trials)
}

/// Asserts that this step finds the code by this strategy, and that two workers together find it as
/// often. It is found exactly once where no check is left over and nothing is tested loosely.
#[track_caller]
fn assert_found(texts: &[String; BOXES], strategy: Strategy, surcharges: &[u8], across: u8) {
    let received = received(texts);
    assert!(
        Strategy::of(&received, surcharges.len(), across) == strategy,
        "it is decided in another way"
    );
    let (found, trials) = search(&received, surcharges, across, WHOLE);
    let is_strict = received.open().len() + surcharges.len() >= CHECKS && across == 0;
    assert!(found == 1 || !is_strict && found > 1, "{found} by {surcharges:?} and {across}");
    let halves = [0, 1].map(|nth| search(&received, surcharges, across, Share { nth, of: 2 }));
    assert_eq!(halves[0].0 + halves[1].0, found, "by {surcharges:?} and {across}");
    assert!((halves[0].1 + halves[1].1 - trials).abs() <= trials * 1e-12);
}

#[test]
fn up_to_four_boxes_are_decided_directly() {
    let boxes = [3, 0, 15, 9];
    for count in 1..=4 {
        let mut damaged = texts();
        wrong(&mut damaged, &boxes[..count]);
        let ones = vec![1; count];
        assert_found(&damaged, Strategy::Direct, &ones, 0);
        // Any of the boxes may have the highest surcharge.
        for &dearest in &boxes[..count] {
            let mut damaged = damaged.clone();
            let digit = u8::from(damaged[dearest].starts_with('9'));
            set(&mut damaged, dearest, 0, if digit == 1 { "3" } else { "9" });
            let mut surcharges = ones.clone();
            surcharges[0] = 2;
            assert_found(&damaged, Strategy::Direct, &surcharges, 0);
            surcharges[0] = 3;
            assert_found(&damaged, Strategy::Direct, &surcharges, 0);
        }
    }
}

#[test]
fn open_boxes_are_suspected_from_the_start() {
    let mut lost = texts();
    (lost[4], lost[11]) = (String::from("?????"), String::from("?????"));
    wrong(&mut lost, &[2]);
    assert_found(&lost, Strategy::Direct, &[1], 0);
    assert_found(&lost, Strategy::Direct, &[3], 0);
    wrong(&mut lost, &[14]);
    assert_found(&lost, Strategy::Direct, &[1, 1], 0);
    // A slip in a partly legible box.
    let mut half = texts();
    set(&mut half, 6, 0, "?");
    wrong(&mut half, &[6]);
    assert_found(&half, Strategy::Direct, &[1], 0);
    wrong(&mut half, &[5, 7]);
    assert_found(&half, Strategy::Direct, &[1, 1, 1], 0);
    // A digit left out: 46 values; with four more boxes one is guessed.
    let mut short = texts();
    short[8] = String::from("9437");
    wrong(&mut short, &[1, 12, 13]);
    assert_found(&short, Strategy::Direct, &[1, 1, 1], 0);
    wrong(&mut short, &[3]);
    assert_found(&short, Strategy::Guessing, &[1, 1, 1, 1], 0);
}

#[test]
fn of_more_than_four_boxes_the_others_are_guessed() {
    let mut damaged = texts();
    wrong(&mut damaged, &[0, 2, 5, 11, 15]);
    assert_found(&damaged, Strategy::Guessing, &[1; 5], 0);
    set(&mut damaged, 5, 0, "9");
    assert_found(&damaged, Strategy::Guessing, &[2, 1, 1, 1, 1], 0);
    // Without surcharges every strategy is guessing.
    for lost in [1, 2, 4] {
        let mut damaged = texts();
        damaged[3..3 + lost].fill(String::from("?????"));
        assert_found(&damaged, Strategy::Guessing, &[], 0);
    }
    let mut damaged = texts();
    damaged[..12].iter_mut().for_each(|text| text.replace_range(1..2, "?"));
    assert_found(&damaged, Strategy::Guessing, &[], 0);
    assert_found(&texts(), Strategy::Guessing, &[], 0);
}

/// Digits are left out in one box and doubled in another: the few values of the second are tried
/// one by one, after the slips in that box itself.
#[test]
fn few_values_of_an_open_box_are_gone_through_first() {
    let mut damaged = texts();
    (damaged[1], damaged[10]) = (String::from("0752"), String::from("346633"));
    let plain = damaged.clone();
    wrong(&mut damaged, &[4, 9, 12]);
    assert_found(&damaged, Strategy::DirectByValue(10), &[1, 1, 1], 0);
    for slipped in [1, 10] {
        let mut damaged = plain.clone();
        wrong(&mut damaged, &[4, 12]);
        // The last digit of the box, so that it is not the excess one.
        let last = damaged[slipped].len() - 1;
        set(&mut damaged, slipped, last, "7");
        let received = received(&damaged);
        assert!(Strategy::of(&received, 3, 0) == Strategy::DirectByValue(10));
        assert!(search(&received, &[1, 1, 1], 0, WHOLE).0 >= 1);
    }
    wrong(&mut damaged, &[15]);
    assert_found(&damaged, Strategy::Guessing, &[1, 1, 1, 1], 0);
}

/// One of five lost boxes is guessed, as every element.
#[test]
fn a_fifth_lost_box_is_gone_through() {
    let mut damaged = texts();
    damaged[3..8].fill(String::from("?????"));
    assert_found(&damaged, Strategy::Guessing, &[], 0);
    damaged[8].replace_range(1.., "????");
    damaged[7] = texts()[7].clone();
    assert_found(&damaged, Strategy::Guessing, &[], 0);
}

/// The work counted beforehand is about the work of the search.
#[test]
fn the_work_is_close_to_the_estimate() {
    let mut wrong_digits = texts();
    wrong(&mut wrong_digits, &[0, 2, 5, 11, 15, 13]);
    let mut zeros = texts();
    zeros.fill(String::from("00000"));
    let mut partly = texts();
    partly[2..10].iter_mut().for_each(|text| text.replace_range(1..2, "?"));
    let mut lost = texts();
    lost[2..6].fill(String::from("?????"));
    for (what, texts) in
        [("digits", wrong_digits), ("zeros", zeros), ("partly", partly), ("lost", lost)]
    {
        let received = received(&texts);
        for (surcharges, across) in [
            (&[][..], 1),
            (&[1], 2),
            (&[1, 1], 1),
            (&[1; 5], 0),
            (&[2, 1, 1], 0),
            (&[1, 1, 1], 1),
            (&[3, 1, 1, 1, 1], 0),
        ] {
            if Strategy::of(&received, surcharges.len(), across) != Strategy::Guessing {
                continue;
            }
            let counted = count(&received, surcharges, across);
            if counted.work > 3e8 {
                continue;
            }
            let seen = Seen(Mutex::new(Vec::new()), ControlFlow::Continue(()));
            let stop = AtomicBool::new(false);
            let search = searched(&received, (surcharges, across), WHOLE, &seen, &stop);
            assert!((search.trials / counted.trials - 1.0).abs() < 1e-9);
            let ratio = f64::from(u32::try_from(search.work).expect("little")) / counted.work;
            assert!((0.3..1.3).contains(&ratio), "{what} {surcharges:?} {across}: {ratio}");
            assert!(counted.took < search.work);
        }
    }
}

#[test]
fn slips_across_borders_are_found_beside_other_mistakes() {
    // Some of the wrong boxes have a border at which digits were swapped.
    for at in [0, 2, 8, 14] {
        let mut damaged = texts();
        swap(&mut damaged, at);
        assert_found(&damaged, Strategy::Guessing, &[], 1);
        // A further slip in each box at that border, which may also be the final box.
        for own in [at, at + 1] {
            for others in [&[][..], &[3, 5], &[4, 6, 7]] {
                let mut damaged = damaged.clone();
                let digit = (damaged[own].as_bytes()[1] - b'0' + 3) % 10;
                set(&mut damaged, own, 1, &digit.to_string());
                let others: Vec<_> = others.iter().copied().filter(|&one| one != own).collect();
                wrong(&mut damaged, &others);
                let surcharges = vec![1; others.len() + 1];
                assert_found(&damaged, Strategy::DirectByBorder, &surcharges, 1);
            }
        }
        for (count, strategy) in [
            (1, Strategy::DirectByBorder),
            (2, Strategy::DirectByBorder),
            (3, Strategy::DirectByBorder),
            (4, Strategy::DirectByBorder),
            (5, Strategy::Guessing),
        ] {
            let mut damaged = damaged.clone();
            wrong(&mut damaged, &[3, 9, 5, 13, 1][..count]);
            assert_found(&damaged, strategy, &vec![1; count], 1);
        }
    }
    let mut damaged = texts();
    for (count, at) in (1..).zip([10, 12, 0, 8]) {
        swap(&mut damaged, at);
        assert_found(&damaged, Strategy::Guessing, &[], count);
        let mut damaged = damaged.clone();
        wrong(&mut damaged, &[11, 4]);
        if count > 1 {
            assert_found(&damaged, Strategy::Guessing, &[1, 1], count);
        }
        if count == 2 {
            wrong(&mut damaged, &[6, 13]);
            assert_found(&damaged, Strategy::Guessing, &[1, 1, 1, 1], count);
        }
    }
}

/// The trials of each hypothesis are the product of the numbers of values of its boxes.
#[test]
fn the_readings_are_counted() {
    let mut damaged = texts();
    set(&mut damaged, 7, 3, "?");
    let received = received(&damaged);
    let count = |index: usize, cost: u8| as_float(received.boxes()[index].count(cost));
    let others = || (0..BOXES).filter(|&index| index != 7);
    let one: f64 = others().map(|index| 10.0 * count(index, 1)).sum::<f64>() + count(7, 1);
    let pairs: f64 = others()
        .map(|a| {
            let later = others().filter(|&b| b > a).map(|b| 10.0 * count(b, 1));
            count(a, 1) * (later.sum::<f64>() + count(7, 1))
        })
        .sum();
    let borders = as_float(received.border_slips().len());
    for (surcharges, across, expected) in [
        (&[][..], 0, 10.0),
        (&[1], 0, one),
        (&[1, 1], 0, pairs),
        (&[3], 0, 15.0 * 10.0 * f64::from(P) + f64::from(P)),
        (&[], 1, 10.0 * borders),
        (&[1], 1, one * borders),
        (&[1], 2, one * borders * borders * 14.0 / 15.0 / 2.0),
    ] {
        let (_, trials) = search(&received, surcharges, across, WHOLE);
        assert!((trials / expected - 1.0).abs() < 1e-9, "{surcharges:?}: {trials}, {expected}");
    }
}

#[test]
fn a_received_word_knows_its_cost_and_its_open_boxes() {
    let plain = received(&texts());
    assert!(plain.cost() == 0 && plain.open().is_empty());
    let mut damaged = texts();
    wrong(&mut damaged, &[3]);
    damaged[8] = String::from("9437");
    set(&mut damaged, 6, 0, "?");
    let damaged = received(&damaged);
    assert_eq!((damaged.cost(), damaged.open().len()), (1, 2));
    assert!(damaged.open().contains(&10.0));
}

#[test]
fn a_search_can_be_stopped() {
    let mut damaged = texts();
    wrong(&mut damaged, &[0, 2, 5, 11, 15, 14, 13]);
    let received = received(&damaged);
    for (surcharges, across) in [(&[1; 4][..], 1), (&[1; 6], 0), (&[1; 5], 2)] {
        let whole = search(&received, surcharges, across, WHOLE).1;
        let seen = Seen(Mutex::new(Vec::new()), ControlFlow::Break(()));
        let stop = AtomicBool::new(false);
        let search = searched(&received, (surcharges, across), WHOLE, &seen, &stop);
        assert!(stop.load(Ordering::Relaxed));
        assert!(search.trials < whole / 2.0, "{surcharges:?} and {across}");
    }
}
