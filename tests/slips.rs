//! The generator of slips, on which proofs and benches are built, makes the slips that it declares.

use crate::support::slips::{Generator, SHARES, Slip, Written};

const SEED: u64 = 1;

fn generator(case: u32) -> Generator {
    Generator::of(SEED, "slips", case)
}

fn written(generator: &mut Generator) -> Written {
    Written::code(&generator.code())
}

#[test]
fn slips_come_in_their_shares() {
    const DRAWS: u32 = 100_000;
    assert_eq!(SHARES.iter().map(|(_, share)| share).sum::<u32>(), 10_000);
    let mut generator = generator(0);
    let mut drawn = Vec::new();
    for _ in 0..DRAWS {
        let text = written(&mut generator);
        drawn.extend(text.with_slips(1, &mut generator).1);
    }
    for (slip, share) in SHARES {
        let count = drawn.iter().filter(|one| **one == slip).count();
        let expected = f64::from(share) / 10_000.0 * f64::from(DRAWS);
        // Five standard deviations. The effect of texts without an occasion for a slip is far
        // smaller.
        let deviation = 5.0 * expected.sqrt();
        let count = f64::from(u32::try_from(count).expect("at most all"));
        assert!((count - expected).abs() <= deviation, "{slip:?}: {count}, not {expected}");
    }
}

#[test]
fn half_of_the_wrong_digits_look_alike() {
    const DRAWS: u32 = 20_000;
    let alike = [(b'1', b'7'), (b'4', b'9'), (b'0', b'6'), (b'3', b'8'), (b'5', b'6')];
    let mut generator = generator(0);
    let mut count = 0_u32;
    for _ in 0..DRAWS {
        let text = written(&mut generator);
        let mut copy = text.clone();
        assert!(copy.suffer(Slip::Wrong, &mut generator));
        let (text, copy) = (text.one_run(), copy.one_run());
        let changed: Vec<_> = text.bytes().zip(copy.bytes()).filter(|(a, b)| a != b).collect();
        let &[(was, is)] = &changed[..] else { panic!("{} digits changed", changed.len()) };
        count += u32::from(alike.contains(&(was, is)) || alike.contains(&(is, was)));
    }
    // Ten of the ninety ordered pairs look alike, so a ninth of the other half hits one by chance.
    let expected = f64::from(DRAWS) * (0.5 + 0.5 / 9.0);
    assert!((f64::from(count) - expected).abs() < 400.0, "{count}, not {expected}");
}

#[test]
fn a_seed_gives_the_same_slips_every_time() {
    let copy = |case| {
        let mut generator = generator(case);
        let text = written(&mut generator);
        let (copy, slips) = text.with_slips(6, &mut generator);
        (copy.rows(), slips)
    };
    assert_eq!(copy(1), copy(1));
    assert_ne!(copy(1), copy(2));
}

/// In every written form.
#[test]
fn every_slip_changes_the_text() {
    for case in 0..2_000 {
        let mut generator = generator(case);
        let text = written(&mut generator);
        for (slip, _) in SHARES {
            let mut copy = text.clone();
            if copy.suffer(slip, &mut generator) {
                assert_ne!(copy.one_run(), text.one_run(), "{slip:?}");
                assert_ne!(copy.groups(), text.groups(), "{slip:?}");
                assert_ne!(copy.rows(), text.rows(), "{slip:?}");
            } else {
                // A code may lack two equal digits side by side, or one digit apart.
                assert!(matches!(slip, Slip::Twin | Slip::JumpTwin), "{slip:?}");
            }
        }
    }
}

/// Slips of a kind and of its opposite, as many as fit.
#[test]
fn no_slip_undoes_another() {
    let opposites = [
        [Slip::Wrong, Slip::Wrong],
        [Slip::Swapped, Slip::Swapped],
        [Slip::Swapped, Slip::Jumped],
        [Slip::Twin, Slip::Wrong],
        [Slip::Spoken, Slip::Spoken],
        [Slip::LeftOut, Slip::Doubled],
        [Slip::Doubled, Slip::LeftOut],
        [Slip::GroupLeftOut, Slip::GroupTwice],
        [Slip::GroupTwice, Slip::GroupLeftOut],
        [Slip::Wrong, Slip::GroupLeftOut],
        [Slip::GroupsExchanged, Slip::GroupsExchanged],
        [Slip::RowsExchanged, Slip::RowsExchanged],
        [Slip::RowsExchanged, Slip::GroupsExchanged],
        [Slip::ColumnsAsRows, Slip::ColumnsAsRows],
    ];
    for case in 0..500 {
        let mut generator = generator(case);
        let text = written(&mut generator);
        for pair in opposites {
            let mut copy = text.clone();
            let mut seen = vec![text.one_run()];
            while pair.iter().any(|&slip| copy.suffer(slip, &mut generator)) && seen.len() < 40 {
                let now = copy.one_run();
                assert!(!seen.contains(&now), "{pair:?} after {} slips", seen.len());
                seen.push(now);
            }
        }
    }
}

#[test]
fn a_missing_digit_shows_in_groups_alone() {
    let mut generator = generator(0);
    let text = written(&mut generator);
    let lengths = |text: &str| text.split_whitespace().map(str::len).collect::<Vec<_>>();
    assert_eq!(lengths(&text.groups()), [5; 16]);
    assert_eq!(text.rows().lines().map(|line| lengths(line).len()).collect::<Vec<_>>(), [4; 4]);
    let mut copy = text.clone();
    assert!(copy.suffer(Slip::LeftOut, &mut generator));
    let mut short = lengths(&copy.groups());
    short.sort_unstable();
    assert_eq!(short[..2], [4, 5]);
    assert_eq!(lengths(&copy.one_run()), [79]);
}

#[test]
fn a_rate_gives_as_many_slips_as_it_says() {
    const COPIES: u32 = 20_000;
    let mut generator = generator(0);
    let mut slips = 0;
    for _ in 0..COPIES {
        let text = written(&mut generator);
        let (copy, of_this) = text.at_rate(0.005, &mut generator);
        assert_eq!(of_this.is_empty(), copy.one_run() == text.one_run());
        slips += of_this.len();
    }
    let each = f64::from(u32::try_from(slips).expect("few")) / f64::from(COPIES);
    assert!((each - 80.0 * 0.005).abs() < 0.02, "{each}");
}
