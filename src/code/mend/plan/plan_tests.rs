//! The steps of a plan: which there are, their trials and work, and their order.

use super::*;
use crate::code::field::P;
use crate::code::mend::direct::DECIDING;
use crate::code::mend::estimate::{
    ACROSS_FREQUENCY, ANYTHING_FREQUENCY, TRIALS_PER_ADDITION, TWO_SLIPS_FREQUENCY,
};
use crate::code::mend::family::{Kind, REORDERED_FREQUENCY};
use crate::code::mend::guessing::SUPPOSING;
use crate::code::mend::split::split;
use crate::code::reading::read;

fn plan(text: &str) -> Plan {
    Plan::of(&read(text.as_bytes()).expect("sixteen boxes"))
}

fn plain(lost: usize) -> Plan {
    let mut boxes = vec!["77435"; BOXES];
    boxes[..lost].fill("?");
    plan(&boxes.join(" "))
}

/// Returns the step of the digits as they stand with these surcharges and slips across borders.
fn step(plan: &Plan, known: bool, surcharges: &[u8], across: u8) -> Option<Step> {
    let mut steps = plan.steps(known).into_iter();
    steps.find(|step| step.is_plain && step.surcharges == surcharges && step.across == across)
}

#[track_caller]
fn assert_about(found: f64, expected: f64) {
    assert!((found / expected - 1.0).abs() < 1e-9, "{found} for {expected}");
}

#[test]
fn every_partition_is_made_once() {
    assert_eq!(partitions(0, 3), [Vec::<u8>::new()]);
    let mut five = partitions(5, 3);
    five.sort();
    assert_eq!(five, [vec![1; 5], vec![2, 1, 1, 1], vec![2, 2, 1], vec![3, 1, 1], vec![3, 2]]);
    assert_eq!(partitions(7, 3).len(), 8);
}

/// The trials of a step, computed by hand.
#[test]
fn the_accidents_of_a_step_are_its_readings() {
    let (whole, p) = (plain(0), f64::from(P));
    let about = |surcharges: &[u8], trials: f64| {
        let step = step(&whole, true, surcharges, 0).expect("it is taken");
        assert_about(step.false_positives, trials * PASSES);
        assert_eq!(step.slips, surcharges.iter().sum::<u8>());
    };
    about(&[], 1.0);
    about(&[1], 16.0 * 52.0);
    about(&[1, 1, 1], 560.0 * 52.0 * 52.0 * 52.0);
    about(&[2, 1, 1], 560.0 * 3.0 * 1_500.0 * 52.0 * 52.0);
    about(&[3], 16.0 * p);
    about(&[3, 1], 240.0 * 52.0 * p);
    about(&[3, 3, 3], 560.0 * p * p * p);
    let lost = plain(3);
    let three = step(&lost, false, &[], 0).expect("it is taken");
    assert_about(three.false_positives, p * p * p * PASSES);
    assert!(step(&lost, true, &[3], 0).is_some());
}

/// The priority of a step, computed by hand.
#[test]
fn rare_or_long_steps_come_later() {
    let (whole, p) = (plan(CODE), f64::from(P));
    let across = whole.families[0].received_words[0].border_slips().len();
    let about = |family: usize, surcharges: &[u8], across: u8, order: f64, work: f64| {
        let mut steps = whole.steps(true).into_iter();
        let step = steps.find(|step| {
            step.family == family && step.surcharges == surcharges && step.across == across
        });
        let step = step.expect("it is taken");
        assert_about(step.work, work);
        assert_about(step.priority, order + work * TRIALS_PER_ADDITION);
    };
    let (set, one) = (f64::from(DECIDING), 16.0 * 52.0);
    about(0, &[1], 0, one, RECEIVING + 16.0 * set);
    about(0, &[3], 0, 16.0 * p / ANYTHING_FREQUENCY, RECEIVING + 16.0 * set);
    let three = 560.0 * 3.0;
    let trials = three * 1_500.0 * 52.0 * 52.0;
    about(0, &[2, 1, 1], 0, trials / TWO_SLIPS_FREQUENCY, RECEIVING + three * set);
    let across = as_float(across);
    about(0, &[1], 1, one * across / ACROSS_FREQUENCY, RECEIVING + 16.0 * across * set);
    let pairs = across * across * 14.0 / 15.0 / 2.0;
    let (_, sums) = split(&[(across, false), (across, true)], Some(1.0));
    let work = RECEIVING + 16.0 * (f64::from(SUPPOSING) + sums);
    about(0, &[1], 2, one * pairs / ACROSS_FREQUENCY.powi(2), work);
    let (sets, trials) = (4_368.0, 4_368.0 * 52.0_f64.powi(5));
    let (_, sums) = split(&[(52.0, false)], Some(52.0));
    about(0, &[1; 5], 0, trials, RECEIVING + sets * (f64::from(SUPPOSING) + sums));
    about(1, &[1], 0, 356.0 * one / REORDERED_FREQUENCY, 356.0 * (RECEIVING + 16.0 * set));
    about(1, &[3], 0, 356.0 * 16.0 * p / REORDERED_FREQUENCY, 356.0 * (RECEIVING + 16.0 * set));
}

#[test]
fn a_box_with_any_content_is_tried_before_one_with_two_slips() {
    let whole = plain(0);
    for known in [false, true] {
        let taken = |surcharges: &[u8]| step(&whole, known, surcharges, 0).is_some();
        assert!(!taken(&[2]) && !taken(&[2, 1]) && !taken(&[2, 2]));
        assert!(taken(&[1]) && taken(&[3]) && taken(&[3, 3]) && taken(&[2, 1, 1]));
        assert_eq!(taken(&[3, 3, 3]), known);
        assert_eq!(taken(&[3, 3, 3, 3]), known);
        assert!(!taken(&[3; 5]), "four lost boxes and one that is anything are too many");
    }
}

#[test]
fn a_step_is_left_out_when_it_would_mean_nothing() {
    let lost = |count, known| step(&plain(count), known, &[], 0).is_some();
    assert_eq!([3, 4, 5].map(|count| lost(count, false)), [true, true, false]);
    // 99,991 codes are compared; six lost boxes would take the square of that.
    assert_eq!([4, 5, 6].map(|count| lost(count, true)), [true, true, false]);
    for steps in [plain(0).steps(false), plain(2).steps(false)] {
        assert!(steps.iter().all(|step| step.means_something_alone));
        assert!(steps.iter().all(|step| step.slips <= MOST_SLIPS || step.is_anything()));
        assert!(steps.iter().all(|step| step.work <= MOST_WORK));
        assert!(steps.is_sorted_by(|a, b| a.priority <= b.priority));
    }
    let known = plain(0).steps(true);
    assert!(known.iter().any(|step| step.slips == MOST_SLIPS_KNOWN));
    assert!(known.iter().any(|step| !step.means_something_alone));
    assert!(known.iter().all(|step| step.work <= MOST_WORK_KNOWN));
    assert!(known.iter().map(|step| step.false_positives).sum::<f64>() <= MOST_COMPARED);
}

/// A valid code.
const CODE: &str =
    "77435073529418934422542544218641957756049439758847346331182689435145632692588077";

fn kinds(plan: &Plan) -> Vec<(Kind, usize, bool)> {
    let families = plan.families.iter();
    families.map(|family| (family.kind, family.alignments.len(), family.frequency < 1.0)).collect()
}

#[test]
fn digits_are_laid_out_in_families() {
    let rare = true;
    let whole = plan(CODE);
    assert_eq!(
        kinds(&whole),
        [
            (Kind::Plain, 1, !rare),
            (Kind::Reordered, 356, rare),
            (Kind::Displaced, 240, rare),
            (Kind::Displaced, 255, rare),
        ]
    );
    let short = plan(&CODE[1..]);
    let once = [(Kind::Displaced, 16, !rare), (Kind::Reordered, 16 * 356, rare)];
    assert_eq!(kinds(&short)[..2], once);
    assert!(kinds(&plan(&CODE[2..])).iter().all(|kind| kind.0 == Kind::Displaced && kind.2));
    // Letters have two interpretations.
    assert_eq!(kinds(&plan(&CODE.replacen('5', "S", 1))).len(), 2 * kinds(&whole).len());
    // A family's received words are made only when a step asks for them.
    let mut whole = whole;
    assert_eq!(whole.families[1].received_words.len(), 1);
    for step in whole.steps(false) {
        let so_many = whole.families[step.family].alignments.len();
        let received_words = whole.received_words(&step);
        assert_eq!(received_words.len(), so_many);
        let costs: Vec<u8> = received_words.iter().map(ReceivedWord::cost).collect();
        assert!(costs.iter().all(|&cost| cost == costs[0]), "as many slips in all");
    }
}

/// The slips that a step supposes, by family, up to the most.
#[test]
fn slips_are_supposed_up_to_the_most() {
    for (known, most) in [(false, MOST_SLIPS), (true, MOST_SLIPS_KNOWN)] {
        for text in [CODE, &CODE[1..]] {
            let plan = plan(text);
            let steps = plan.steps(known);
            let deepest = |kind: Kind, is_rare: bool| {
                let of_kind = steps.iter().filter(|step| {
                    let family = &plan.families[step.family];
                    family.kind == kind && (family.frequency < 1.0) == is_rare
                });
                of_kind.filter(|step| !step.is_anything()).map(|step| step.slips).max()
            };
            let is_whole = text == CODE;
            let common = if is_whole { Kind::Plain } else { Kind::Displaced };
            assert_eq!(deepest(common, false), Some(most));
            if is_whole {
                let displaced = deepest(Kind::Displaced, true).expect("two are displaced");
                assert_eq!(displaced, most.min(MOST_SLIPS_DISPLACED_TWICE));
            }
            for step in &steps {
                let family = &plan.families[step.family];
                let cost = family.received_words[0].cost();
                let slips = cost + step.surcharges.iter().sum::<u8>() + step.across;
                assert_eq!(step.slips, slips);
                assert_eq!(step.slips_of(&family.received_words[0]), slips);
                let any = step.is_anything() && family.kind == Kind::Plain;
                let expected = if any { u8::MAX } else { slips };
                assert_eq!(step.most_slips(&family.received_words[0]), expected);
                assert_eq!((step.most_slips, step.is_plain), (most, family.kind == Kind::Plain));
                assert!(step.across == 0 || family.frequency >= 1.0, "rare enough without");
                assert!(slips <= most || any);
            }
            let across = steps.iter().map(|step| step.across).max();
            assert_eq!(across, Some(most - u8::from(!is_whole)));
        }
    }
}

/// Some alignments of a family take more slips than its first, for example where a box is not below
/// p.
#[test]
fn a_layout_of_too_many_slips_is_passed_by() {
    let received_words =
        |text: &str| plan(text).families.swap_remove(0).received_words.swap_remove(0);
    let beyond = format!("99999{}", &CODE[5..]);
    let (whole, one_more) = (received_words(CODE), received_words(&beyond));
    assert_eq!((whole.cost(), one_more.cost()), (0, 1));
    for step in plan(CODE).steps(false).iter().filter(|step| step.is_plain) {
        assert!(step.fits(&whole));
        assert_eq!(step.fits(&one_more), step.slips < MOST_SLIPS);
    }
}

#[test]
fn labels_leave_the_boxes_in_their_order() {
    let row = "77435 07352 94189 34422";
    let labeled = format!("1: {row}\n5: {row}\n9: {row}\n13: {row}");
    let has_orders = |text: &str| {
        let plan = plan(text);
        let is_order = |step: &Step| plan.families[step.family].kind == Kind::Reordered;
        plan.steps(false).iter().any(is_order)
    };
    assert!(!has_orders(&labeled));
    assert!(has_orders(&format!("{row} {row} {row} {row}")));
}

#[test]
fn the_unread_boxes_are_those_with_any_unread_digit() {
    let text = ["77435"; BOXES].join(" ").replacen("77435", "7?435", 1);
    assert_eq!(plan(&text).unread(), [0]);
    assert_eq!(plain(3).unread(), [0, 1, 2]);
    assert_eq!(plain(0).unread(), [0; 0]);
    assert_eq!(plan(&"7".repeat(79)).unread(), [0; 0]);
}

#[test]
fn only_long_searches_are_worth_more_cores() {
    let steps = plain(0).steps(true);
    for step in &steps {
        assert_eq!(step.is_long(1, false), step.work > 1e6);
        // A thousand short alignments are not worth it: each would have threads of its own.
        assert_eq!(step.is_long(1000, false), step.work > 1e9);
    }
    let is_long = |step: &Step| step.is_long(1, false);
    assert!(steps.iter().any(is_long) && !steps.iter().all(is_long));
}
