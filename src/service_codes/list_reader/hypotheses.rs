//! The two hypotheses: a line is a code, or a word is a code. Within each, the codes are those of
//! the shape that most have.

use std::collections::{HashMap, HashSet};

use super::list_lines::{Lines, Piece};
use super::shape::{Alphabet, Candidate, Shape, candidate};
use super::{Found, FoundCode, MOST_CODES, NotAList, Reading};
use crate::secret::SecretText;
use crate::service_codes::service_list::SHORTEST;

/// A piece that can be a code.
type Possible<'a> = (Piece<'a>, Candidate);

/// Reads the lines by both hypotheses.
pub(super) fn read(lines: &Lines<'_>) -> Result<Reading, NotAList> {
    let whole = |piece: &Piece<'_>| candidate(piece.text).is_some();
    let by_line = found(lines, &possible(&lines.pieces));
    let words: Vec<Piece<'_>> = lines.pieces.iter().flat_map(split).collect();
    let is_split = words.len() > lines.pieces.len();
    if !is_split {
        return by_line.map(Reading::Clear);
    }
    let by_word = found(lines, &possible(&words));
    match (by_line, by_word) {
        (Ok(by_line), Ok(by_word)) => {
            let is_same = by_line.codes.len() == by_word.codes.len();
            let has_all = is_same || lines.pieces.iter().any(|it| whole(it) && split(it).len() > 1);
            if is_same && by_line.is_same(&by_word) {
                Ok(Reading::Clear(by_line))
            } else if is_same {
                Err(NotAList::SeveralLists)
            } else if has_all || by_word.codes.len() > by_line.codes.len() {
                Ok(Reading::Either { by_line, by_word })
            } else {
                Ok(Reading::Clear(by_line))
            }
        }
        (Ok(one), Err(_)) | (Err(_), Ok(one)) => Ok(Reading::Clear(one)),
        (Err(NotAList::NoCodes { .. }), Err(error)) | (Err(error), Err(_)) => Err(error),
    }
}

fn possible<'a>(pieces: &[Piece<'a>]) -> Vec<Possible<'a>> {
    pieces.iter().filter_map(|piece| Some((*piece, candidate(piece.text)?))).collect()
}

/// Returns the words of a piece, if each can be a code and all have one shape; otherwise the piece.
fn split<'a>(piece: &Piece<'a>) -> Vec<Piece<'a>> {
    let is_word = |word: &str| word.len() >= SHORTEST;
    let mut words = piece.text.split(' ');
    let first = words.next().filter(|word| is_word(word)).and_then(candidate);
    let is_even = first.is_some_and(|first| {
        words.all(|word| candidate(word).is_some_and(|it| it.shape == first.shape))
    });
    if piece.is_one || !is_even || !piece.text.contains(' ') {
        return vec![*piece];
    }
    piece.text.split(' ').map(|text| Piece { text, ..*piece }).collect()
}

/// Returns the codes among these: those of the shape that most have.
fn found(lines: &Lines<'_>, possible: &[Possible<'_>]) -> Result<Found, NotAList> {
    let none = NotAList::NoCodes { lines: lines.written.len() };
    let strong = |it: &&Possible<'_>| it.1.is_strong;
    let all: Vec<&Possible<'_>> = possible.iter().filter(strong).collect();
    let chosen = if all.is_empty() {
        weak(lines, possible).ok_or(none)?
    } else {
        let exact = most(&all, |it| it.1.shape);
        let (exact, is_clear) = (exact.shape, exact.is_clear());
        let is_most = all.iter().filter(|it| it.1.shape == exact).count() * 2 >= all.len();
        let loose = most(&all, |it| it.1.shape.loose());
        let (loose, is_loose_clear) = (loose.shape, loose.is_clear());
        let is_exact = is_most && is_clear || !is_loose_clear;
        if is_exact && !is_clear {
            return Err(NotAList::TwoShapes);
        }
        let key = |it: &Possible<'_>| if is_exact { it.1.shape } else { it.1.shape.loose() };
        let wanted = if is_exact { exact } else { loose };
        let mut alphabet = Alphabet::default();
        all.iter().filter(|it| key(it) == wanted).for_each(|it| alphabet.add(it.0.text));
        let fits =
            |it: &&Possible<'_>| key(it) == wanted && (it.1.is_strong || alphabet.has(it.0.text));
        possible.iter().filter(fits).map(|it| it.0).collect()
    };
    let lines_of_codes: HashSet<usize> = all.iter().map(|it| it.0.line).collect();
    list(lines, chosen, &lines_of_codes, all.len())
}

/// The shape that most have.
struct Leader {
    shape: Shape,
    /// How many have it, and how many have the next one.
    count: usize,
    next: usize,
}

impl Leader {
    /// Whether as many have another shape, so that any of these could be the leader.
    fn is_tied(&self) -> bool {
        self.next == self.count
    }

    /// Whether no other shape comes near it.
    fn is_clear(&self) -> bool {
        !self.is_tied() && (self.next < 2 || self.next * 2 < self.count)
    }
}

/// Returns the shape that most have.
fn most(all: &[&Possible<'_>], key: impl Fn(&Possible<'_>) -> Shape) -> Leader {
    let mut counts: HashMap<Shape, usize> = HashMap::new();
    for it in all {
        *counts.entry(key(it)).or_default() += 1;
    }
    let best =
        counts.iter().max_by_key(|(_, count)| **count).map(|(shape, count)| (*shape, *count));
    let (shape, count) = best.expect("the caller has some");
    let next = counts.iter().filter(|it| *it.0 != shape).map(|it| *it.1).max().unwrap_or(0);
    Leader { shape, count, next }
}

/// Returns words that are codes all the same: of one shape, on more than half of the lines.
fn weak<'a>(lines: &Lines<'_>, possible: &[Possible<'a>]) -> Option<Vec<Piece<'a>>> {
    let all: Vec<&Possible<'_>> = possible.iter().collect();
    if all.is_empty() {
        return None;
    }
    let leader = most(&all, |it| it.1.shape);
    if leader.is_tied() {
        return None;
    }
    let shape = leader.shape;
    let chosen: Vec<Piece<'a>> =
        possible.iter().filter(|it| it.1.shape == shape).map(|it| it.0).collect();
    let with: HashSet<usize> = chosen.iter().map(|it| it.line).collect();
    let is_alone = lines.written.len() == 1 && (chosen.len() > 1 || !chosen[0].text.contains(' '));
    (is_alone || with.len() > 1 && with.len() * 2 > lines.written.len()).then_some(chosen)
}

/// Returns these codes as a list, each of them once.
fn list(
    lines: &Lines<'_>,
    chosen: Vec<Piece<'_>>,
    lines_of_codes: &HashSet<usize>,
    strong: usize,
) -> Result<Found, NotAList> {
    let mut codes: Vec<Piece<'_>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let beside = strong.saturating_sub(chosen.len());
    let with: HashSet<usize> = chosen.iter().map(|it| it.line).collect();
    for piece in chosen {
        if let Some(&place) = places.get(piece.text) {
            let known = &mut codes[place];
            if known.number.is_some() && piece.number.is_some() && known.number != piece.number {
                return Err(NotAList::SeveralLists);
            }
            known.is_used |= piece.is_used;
            known.number = known.number.or(piece.number);
        } else {
            places.insert(piece.text, codes.len());
            codes.push(piece);
        }
    }
    if codes.len() > MOST_CODES {
        return Err(NotAList::TooManyCodes { codes: codes.len() });
    }
    let with_address = codes.iter().filter(|it| lines.addresses.binary_search(&it.line).is_ok());
    if with_address.count() * 2 >= codes.len() {
        return Err(NotAList::Logins);
    }
    numbers(&mut codes)?;
    if has_two_blocks(lines, &codes, lines_of_codes) {
        return Err(NotAList::SeveralLists);
    }
    let without = lines.written.iter().filter(|line| !with.contains(line)).count();
    let elsewhere = lines_of_codes.iter().filter(|line| !with.contains(line)).count();
    let not_codes = without + beside.saturating_sub(elsewhere);
    let code = |it: &Piece<'_>| FoundCode {
        number: it.number,
        text: SecretText::new(it.text.to_owned()),
        is_used: it.is_used,
    };
    Ok(Found { codes: codes.iter().map(code).collect(), not_codes })
}

/// Checks the numbers. One number for all codes is no number, as Markdown may write `1.` throughout.
fn numbers(codes: &mut [Piece<'_>]) -> Result<(), NotAList> {
    let all: Vec<u32> = codes.iter().filter_map(|it| it.number).collect();
    let distinct: HashSet<u32> = all.iter().copied().collect();
    if distinct.contains(&0) {
        return Err(NotAList::NumberedFromZero);
    }
    if distinct.len() == 1 && all.len() == codes.len() && all.len() > 1 {
        for code in codes {
            code.number = None;
        }
        return Ok(());
    }
    if distinct.len() == all.len() { Ok(()) } else { Err(NotAList::SeveralLists) }
}

/// Whether lines of words part the codes into blocks of two or more each, without numbers that go
/// on.
fn has_two_blocks(lines: &Lines<'_>, codes: &[Piece<'_>], lines_of_codes: &HashSet<usize>) -> bool {
    if codes.iter().all(|it| it.number.is_some()) {
        return false;
    }
    let of_codes: HashSet<usize> = codes.iter().map(|it| it.line).collect();
    let is_words = |line: &&usize| !of_codes.contains(line) && !lines_of_codes.contains(line);
    let words: Vec<usize> = lines.written.iter().filter(is_words).copied().collect();
    let mut blocks: HashMap<usize, usize> = HashMap::new();
    for code in codes {
        *blocks.entry(words.partition_point(|line| *line < code.line)).or_default() += 1;
    }
    blocks.values().filter(|count| **count > 1).count() > 1
}
