//! Every member left out, said twice, under another name, of another type, in another place, and
//! beside an unknown one.

use super::good::Good;
use super::members::{Group, Item, groups};
use super::{Corruption, Outcome};

/// A value of every type that JSON has.
const VALUES: [&str; 6] = ["\"text\"", "1", "true", "null", "[]", "{}"];

pub(super) fn corruptions(good: &Good) -> Vec<Corruption> {
    let all = Structure { good, file: &good.file };
    let mut corruptions = Vec::new();
    for group in groups(all.file) {
        for (index, item) in group.items.iter().enumerate() {
            corruptions.push(all.left_out(&group, index));
            corruptions.push(all.twice(&group, index));
            corruptions.extend(all.by_another_name(item));
            corruptions.extend(all.of_another_type(item));
            corruptions.extend(all.escaped(item));
            for other in &group.items[index + 1..] {
                corruptions.push(all.exchanged(item, other));
            }
        }
        corruptions.extend(all.beside_an_unknown_one(&group));
    }
    corruptions
}

struct Structure<'a> {
    good: &'a Good,
    file: &'a str,
}

impl Structure<'_> {
    fn corruption(&self, name: String, text: String) -> Corruption {
        let named = self.good.well_formed.iter().find(|(of, _)| *of == name);
        let expected = match named {
            Some((_, outcome)) => *outcome,
            // What comes before the end of the version is how any keystore begins.
            None if !text.starts_with(self.good.beginning()) => Outcome::NotAKeystore,
            None => Outcome::Line,
        };
        Corruption { name, bytes: text.into_bytes(), expected }
    }

    /// The file with other texts in some places, which are in order.
    fn with(&self, changes: &[(std::ops::Range<usize>, &str)]) -> String {
        let mut text = String::new();
        let mut at = 0;
        for (place, instead) in changes {
            text.push_str(&self.file[at..place.start]);
            text.push_str(instead);
            at = place.end;
        }
        text + &self.file[at..]
    }

    fn left_out(&self, group: &Group, index: usize) -> Corruption {
        let items = &group.items;
        let whole = &items[index].whole;
        // With the comma before or behind it; alone it leaves the white space, too.
        let place = match (items.get(index + 1), index.checked_sub(1)) {
            (Some(next), _) => whole.start..next.whole.start,
            (None, Some(previous)) => items[previous].whole.end..whole.end,
            (None, None) => whole.clone(),
        };
        self.corruption(format!("{} left out", items[index].path), self.with(&[(place, "")]))
    }

    fn twice(&self, group: &Group, index: usize) -> Corruption {
        let Item { path, whole, .. } = &group.items[index];
        let text = &self.file[whole.clone()];
        let again = format!("{text}{}{text}", self.separator(group));
        self.corruption(format!("{path} twice"), self.with(&[(whole.clone(), &again)]))
    }

    /// What stands between two items of a group.
    fn separator(&self, group: &Group) -> &str {
        match &group.items[..] {
            [one, two, ..] => &self.file[one.whole.end..two.whole.start],
            _ => ", ",
        }
    }

    fn by_another_name(&self, item: &Item) -> Vec<Corruption> {
        let Some(key) = &item.key else { return Vec::new() };
        let text = &self.file[key.clone()];
        let longer = format!("{text}_");
        let capital = text[..1].to_uppercase() + &text[1..];
        let escaped = format!("\\u{:04x}{}", text.as_bytes()[0], &text[1..]);
        [
            ("", "without a name"),
            (&longer, "renamed"),
            (&capital, "in capitals"),
            (&escaped, "escaped"),
        ]
        .into_iter()
        .map(|(other, how)| {
            let text = self.with(&[(key.clone(), other)]);
            self.corruption(format!("{} {how}", item.path), text)
        })
        .collect()
    }

    fn of_another_type(&self, item: &Item) -> Vec<Corruption> {
        let is_same = |value: &&str| {
            let text = &self.file[item.value.clone()];
            let kind = |text: &str| match text.as_bytes()[0] {
                b'0'..=b'9' => b'1',
                other => other,
            };
            kind(value) == kind(text)
        };
        VALUES
            .into_iter()
            .filter(|value| !is_same(value))
            .map(|value| {
                let text = self.with(&[(item.value.clone(), value)]);
                self.corruption(format!("{} as {value}", item.path), text)
            })
            .collect()
    }

    /// The same string, said with an escape.
    fn escaped(&self, item: &Item) -> Option<Corruption> {
        let text = self.file[item.value.clone()].strip_prefix('"')?;
        let escaped = format!("\"\\u{:04x}{}", text.as_bytes()[0], &text[1..]);
        let name = format!("{} with an escape", item.path);
        Some(self.corruption(name, self.with(&[(item.value.clone(), &escaped)])))
    }

    fn exchanged(&self, one: &Item, other: &Item) -> Corruption {
        let text = self.with(&[
            (one.whole.clone(), &self.file[other.whole.clone()]),
            (other.whole.clone(), &self.file[one.whole.clone()]),
        ]);
        self.corruption(format!("{} and {} exchanged", one.path, other.path), text)
    }

    fn beside_an_unknown_one(&self, group: &Group) -> Vec<Corruption> {
        let is_object = group.items.iter().all(|item| item.key.is_some());
        let unknown = if is_object { "\"more\": 1" } else { "1" };
        let mut corruptions = Vec::new();
        let end = group.items.last().map_or(group.start, |item| item.whole.end);
        let first = group.items.first().map_or(group.start, |item| item.whole.start);
        for (at, text, where_) in
            [(first, format!("{unknown}, "), "before"), (end, format!(", {unknown}"), "behind")]
        {
            let name = format!("an unknown one {where_} what is in {:?}", group.path);
            corruptions.push(self.corruption(name, self.with(&[(at..at, &text)])));
        }
        corruptions
    }
}
