//! The laws of merging, over every triple of copies of small lists and over random histories; and
//! the notation of whatever comes out.

use std::time::{Duration, SystemTime};

use super::*;
use crate::secret::SecretText;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds)
}

fn list(id: u8, made: u64, codes: &[&str]) -> ServiceList {
    let codes = codes.iter().zip(1..).map(|(text, number)| {
        ServiceCode::new(number, SecretText::new((*text).to_owned())).expect("a code")
    });
    let service = "github".parse().expect("a service");
    ServiceList::new(ListId([id; 16]), service, None, at(made), codes.collect()).expect("a list")
}

fn notation(lists: &Lists) -> String {
    String::from_utf8(write(lists).expose().clone()).expect("text")
}

/// Returns every state that one device can bring a list of one code into in two steps; and so for a
/// second, later list beside it, and for a third with the same codes as the first.
fn copies() -> Vec<Lists> {
    let states = [State::Unused, State::Shown(at(5)), State::Refused(at(6)), State::Used(at(7))];
    let mut copies = vec![Lists::default()];
    for (id, made, code) in [(1, 1, "aaaa-1111"), (2, 2, "bbbb-2222"), (3, 3, "aaaa-1111")] {
        let with = |change: &dyn Fn(&mut Lists)| {
            let mut lists = Lists::default();
            lists.add(list(id, made, &[code])).expect("it is new");
            change(&mut lists);
            lists
        };
        let id = ListId([id; 16]);
        copies.push(with(&|_| ()));
        copies.push(with(&|lists| assert!(lists.remove(id))));
        for first in states {
            copies.push(with(&|lists| assert!(lists.change(id, 1, first))));
            for second in states {
                copies.push(with(&|lists| {
                    assert!(lists.change(id, 1, first) && lists.change(id, 1, second));
                }));
            }
        }
    }
    let mut both = Lists::default();
    both.add(list(1, 1, &["aaaa-1111"])).expect("it is new");
    both.add(list(2, 2, &["bbbb-2222"])).expect("it is new");
    copies.push(both);
    let mut seen = std::collections::BTreeSet::new();
    copies.retain(|copy| seen.insert(notation(copy)));
    copies
}

fn merged(one: &Lists, other: &Lists) -> Lists {
    let mut merged = one.copy();
    merged.merge(other.copy());
    assert!(is_settled(&merged), "{one:?} {other:?}");
    merged
}

/// Whether every list with a later one of its service and login beside it is replaced or removed.
fn is_settled(lists: &Lists) -> bool {
    let is_replaced = |list: &&ServiceList| {
        lists.iter().any(|other| {
            (&other.service, &other.login) == (&list.service, &list.login)
                && (other.made, other.id) > (list.made, list.id)
        })
    };
    lists.iter().filter(is_replaced).all(|list| list.standing >= Standing::Replaced)
}

#[test]
fn merging_is_idempotent_commutative_and_associative() {
    let copies = copies();
    let pairs: Vec<Vec<Lists>> =
        copies.iter().map(|a| copies.iter().map(|b| merged(a, b)).collect()).collect();
    for (i, a) in copies.iter().enumerate() {
        assert_eq!(notation(&pairs[i][i]), notation(a));
        for (j, b) in copies.iter().enumerate() {
            assert_eq!(notation(&pairs[i][j]), notation(&pairs[j][i]), "{a:?} {b:?}");
            for (k, c) in copies.iter().enumerate() {
                let (left, right) = (merged(&pairs[i][j], c), merged(a, &pairs[j][k]));
                assert_eq!(notation(&left), notation(&right), "{a:?} {b:?} {c:?}");
            }
        }
    }
}

#[test]
fn random_histories_of_three_devices_end_alike() {
    let mut seed = 7_u64;
    let mut below = |limit: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % limit
    };
    for _ in 0..300 {
        let mut devices = [Lists::default(), Lists::default(), Lists::default()];
        for step in 0..12_u64 {
            let device = usize::try_from(below(3)).expect("small");
            let id = u8::try_from(1 + below(4)).expect("small");
            let state = match below(4) {
                0 => State::Unused,
                1 => State::Shown(at(step)),
                2 => State::Refused(at(step)),
                _ => State::Used(at(step)),
            };
            match below(6) {
                0 | 1 => {
                    // An id belongs to one list, wherever it is.
                    let codes = [["aaaa-1111", "aaaa-2222"], ["bbbb-1111", "bbbb-2222"]];
                    let codes = codes[usize::from(id % 2)];
                    let _ = devices[device].add(list(
                        id * 3 + u8::try_from(device).expect("small"),
                        step,
                        &codes,
                    ));
                }
                2 => {
                    let ids: Vec<ListId> = devices[device].iter().map(|list| list.id).collect();
                    let id = ids.get(usize::from(id));
                    let _ = id.map(|id| devices[device].remove(*id));
                }
                3 => {
                    let from = usize::try_from(below(3)).expect("small");
                    let copy = devices[from].copy();
                    devices[device].merge(copy);
                }
                _ => {
                    let ids: Vec<ListId> = devices[device].iter().map(|list| list.id).collect();
                    for id in ids {
                        devices[device].change(
                            id,
                            1 + u32::try_from(below(2)).expect("small"),
                            state,
                        );
                    }
                }
            }
            assert!(is_settled(&devices[device]));
            let text = write(&devices[device]);
            let again = read(text.expose()).expect("what was written");
            assert!(write(&again) == text);
        }
        let [a, b, c] = &devices;
        let ends = [
            merged(&merged(a, b), c),
            merged(&merged(c, a), b),
            merged(a, &merged(c, b)),
            merged(&merged(&merged(b, c), &merged(a, b)), a),
        ];
        assert!(ends.iter().all(|end| notation(end) == notation(&ends[0])), "{devices:?}");
    }
}

#[test]
fn a_list_added_on_two_devices_is_one_to_a_person() {
    let (mut phone, mut laptop) = (Lists::default(), Lists::default());
    phone.add(list(1, 1, &["aaaa-1111", "aaaa-2222"])).expect("it is new");
    laptop.add(list(2, 2, &["aaaa-1111", "aaaa-2222"])).expect("it is new");
    assert!(phone.change(ListId([1; 16]), 1, State::Used(at(3))));
    laptop.merge(phone);
    let current: Vec<ListView<'_>> = laptop.current().collect();
    assert_eq!(current.len(), 1);
    assert_eq!(current[0].left(), 1, "what was used on the phone is used");
    assert_eq!(current[0].next().map(|code| code.number), Some(2));
}

#[test]
fn an_old_copy_makes_no_used_code_unused_and_a_correction_does() {
    let mut here = Lists::default();
    here.add(list(1, 1, &["aaaa-1111"])).expect("it is new");
    let old = here.copy();
    let id = ListId([1; 16]);
    assert!(here.change(id, 1, State::Used(at(3))));
    let mut corrected = here.copy();
    assert_eq!(here.merge(old), Merged::default());
    assert_eq!(here.current().next().map(|list| list.left()), Some(0));
    assert!(corrected.change(id, 1, State::Unused));
    let merged = here.merge(corrected);
    assert_eq!(merged.unused_again, [("github".parse().expect("a service"), 1)]);
    assert_eq!(here.current().next().map(|list| list.left()), Some(1));
}

#[test]
fn a_later_list_replaces_an_earlier_one_whatever_the_clock_says() {
    let mut lists = Lists::default();
    lists.add(list(5, 100, &["aaaa-1111"])).expect("it is new");
    lists.add(list(1, 7, &["bbbb-2222"])).expect("it is new");
    let current: Vec<ListId> = lists.current().map(|view| view.list.id).collect();
    assert_eq!(current, [ListId([1; 16])]);
    assert_eq!(lists.add(list(9, 200, &["bbbb-2222"])), Err(NotAdded::AlreadyHere(current[0])));
}

#[test]
fn a_removed_list_still_replaces_earlier_ones() {
    let (mut phone, mut laptop) = (Lists::default(), Lists::default());
    phone.add(list(1, 1, &["aaaa-1111"])).expect("it is new");
    laptop.add(list(2, 2, &["bbbb-2222"])).expect("it is new");
    assert!(laptop.remove(ListId([2; 16])));
    phone.merge(laptop);
    assert_eq!(phone.current().count(), 0);
    let earlier: Vec<Standing> = phone.views().map(|view| view.list.standing).collect();
    assert_eq!(earlier, [Standing::Replaced]);
}

#[test]
fn an_earlier_list_that_calls_itself_current_is_not_read() {
    let mut lists = Lists::default();
    lists.add(list(1, 1, &["aaaa-1111"])).expect("it is new");
    lists.add(list(2, 2, &["bbbb-2222"])).expect("it is new");
    let text = notation(&lists);
    assert!(read(text.as_bytes()).is_ok_and(|lists| is_settled(&lists)));
    assert!(read(text.replace("replaced", "current").as_bytes()).is_err());
}

#[test]
fn other_bytes_than_those_that_are_written_are_refused() {
    let mut lists = Lists::default();
    lists.add(list(1, 1, &["aaaa-1111", "a b/c=d"])).expect("it is new");
    let text = notation(&lists);
    assert!(read(text.as_bytes()).is_ok());
    for (from, to) in [
        ("aaaa", "aa\\u0061a"),
        ("\"number\": 2", "\"number\": 1"),
        ("\"number\": 1", "\"number\": 01"),
        ("aaaa-1111", "aaaa"),
        ("aaaa-1111", "aaaa-1111 "),
        ("github", "GitHub"),
        ("current", "removed"),
        ("\"since\": null", "\"since\": \"2026-01-31T12:00:00Z\""),
        ("unused", "used"),
        ("[{\"id\"", "[ {\"id\""),
        ("\"login\": null", "\"login\": \"\""),
        ("]}]", "], \"more\": 1}]"),
        ("\"id\": ", "\"id\":"),
        ("0101", "010"),
    ] {
        let other = text.replacen(from, to, 1);
        assert_ne!(other, text, "{from}");
        assert!(read(other.as_bytes()).is_err(), "{other}");
    }
    for cut in 0..text.len() {
        assert!(read(&text.as_bytes()[..cut]).is_err());
    }
}
