//! The choice among the candidates: the one that is exactly valid, and otherwise the likeliest.

use zeroize::Zeroizing;

use super::candidates::{self, Candidate, Span, Unit};
use super::labeled::{self, Extent};
use super::lexer::{Glyph, Line, Token};
use super::rows::{self, Meaning, Row};
use super::tokenized::Tokenized;
use super::{BoxReading, Foreign, LabelFault, PassedOver, ReadError, Reading, Run, code};
use crate::code::digit::Digit;
use crate::code::{BOX_DIGITS, BOXES, BackupCode, BoxNumber, DIGITS};

/// The most digits that a damaged code may have too many or too few: two boxes. With 9 or 11 two
/// lines of `tests/reading/limits.rs` move.
const FEW: usize = 10;
/// The number of digits beside a valid code from which on they may be another, damaged code: twelve
/// boxes, the fewest that determine one. With 59 or 61 a line of `tests/reading/limits.rs` moves.
const ANOTHER: usize = 60;
/// The number of known digits from which on a text is a code, even if no five of them stand in a
/// row: half of a code. With 39 or 41 a line of `tests/reading/limits.rs` moves.
const LEGIBLE: usize = 40;

/// Chooses a reading among all candidates of these texts, which are one text in several encodings.
/// Of several valid codes it chooses the one that is meant.
pub(super) fn choose(
    texts: &[Tokenized],
    is_meant: &dyn Fn(&BackupCode) -> bool,
) -> Result<Reading, ReadError> {
    let mut valid: Vec<Valid> = Vec::new();
    let mut likeliest: Option<Likeliest> = None;
    let mut error = None;
    for text in texts {
        let mut here = Vec::new();
        let outcome = judge(text, &mut here);
        // Labels that contradict each other may be those of another paper.
        let fault = match &outcome {
            Err(fault @ ReadError::Labels(_)) => Some(fault.clone()),
            _ => None,
        };
        for found in here {
            match valid.iter_mut().find(|known| known.code == found.code) {
                Some(known) => {
                    // A contradiction stands only if every text has one.
                    known.beside = known.beside.min(found.beside);
                    known.fault = known.fault.take().and(fault.clone());
                }
                None => valid.push(Valid { fault: fault.clone(), ..found }),
            }
        }
        match outcome {
            Ok(Likeliest { reading, fits }) => {
                if likeliest.as_ref().is_none_or(|known: &Likeliest| fits && !known.fits) {
                    let reading = Reading { identities: text.identities.clone(), ..reading };
                    likeliest = Some(Likeliest { reading, fits });
                }
            }
            Err(fault) => {
                error.get_or_insert(fault);
            }
        }
    }
    let chosen = match valid.len() {
        0 => {
            return likeliest.map(|it| it.reading).ok_or(error.unwrap_or(ReadError::Empty));
        }
        1 if valid[0].beside < ANOTHER => {
            let only = valid.swap_remove(0);
            if let Some(fault) = only.fault.filter(|_| !is_meant(&only.code)) {
                return Err(fault);
            }
            only.reading
        }
        codes => {
            let beside = if codes == 1 { valid[0].beside } else { 0 };
            let mut meant = valid.into_iter().filter(|valid| is_meant(&valid.code));
            let (Some(one), None) = (meant.next(), meant.next()) else {
                return Err(ReadError::SeveralCodes { codes, beside });
            };
            Reading {
                passed_over: Some(PassedOver { codes: codes - 1, digits: beside }),
                ..one.reading
            }
        }
    };
    let identities = texts.iter().map(|text| &text.identities).find(|all| !all.is_empty());
    Ok(Reading { identities: identities.cloned().unwrap_or_default(), ..chosen })
}

/// An exactly valid reading.
struct Valid {
    code: BackupCode,
    reading: Reading,
    /// The number of digits beside it that may be another code.
    beside: usize,
    /// The contradiction between the labels of its text.
    fault: Option<ReadError>,
}

/// The likeliest reading of a text in which no code is valid.
struct Likeliest {
    reading: Reading,
    /// Whether it is exactly a code, if its first guesses are right.
    fits: bool,
}

impl Likeliest {
    fn of(reading: Reading) -> Self {
        Self { fits: is_code_by_first_guesses(&reading), reading }
    }
}

/// Adds the valid readings of a text, and returns its likeliest.
fn judge(text: &Tokenized, valid: &mut Vec<Valid>) -> Result<Likeliest, ReadError> {
    let lines = text.lines.as_ref().map_err(Clone::clone)?;
    let mut whole = None;
    let mut partial = Vec::new();
    let mut by_labels = ByLabels::default();
    let mut padded = None;
    for meaning in Meaning::all(lines) {
        let rows = rows::of(lines, meaning);
        let mut found: Vec<Candidate> = Vec::new();
        let ways = candidates::ways(&rows);
        let mut hits = Hits::default();
        by_labels.read(&rows, text.is_sheet, &mut hits);
        for way in &ways {
            for candidate in candidates::stretches(way) {
                if let Some(code) = code(&candidate.digits) {
                    hits.add(code, &candidate.digits, &candidate.spans);
                }
                if found.iter().all(|known| *known.digits != *candidate.digits) {
                    found.push(candidate);
                }
            }
        }
        for way in &ways {
            run_on(way, &mut hits);
            padded = padded.or_else(|| with_zeros_in_front(way));
        }
        // The first leaves out nothing, the second only the rows with words.
        for way in ways.iter().take(2) {
            keep_nearest(&mut whole, candidates::joined(way));
        }
        let in_boxes = candidates::digits_in_boxes(&ways[0]);
        let left_out = |it: &Candidate| in_boxes - it.in_boxes;
        partial.extend(found.into_iter().map(|it| (left_out(&it), it.digits)));
        hits.join(&rows, valid);
    }
    if let Some(fault) = no_such_box(lines).filter(|_| !text.is_sheet) {
        return Err(fault);
    }
    if let Some(reading) = padded {
        return Ok(Likeliest { reading, fits: true });
    }
    let reading = match by_labels.outcome(text.is_sheet) {
        Some(outcome) => outcome?,
        None if text.is_other => {
            return Err(ReadError::Characters {
                position: None,
                line: None,
                kind: Foreign::Letter,
            });
        }
        None => match likeliest(whole, partial) {
            Ok(reading) => reading,
            Err(fault) => return Err(no_digits(lines).unwrap_or(fault)),
        },
    };
    // First guesses are tried before anything is refused.
    let likeliest = Likeliest::of(reading);
    if !likeliest.fits && !is_legible(&likeliest.reading) {
        let line = first_foreign(lines).or(lines.first()).map(|line| line.number);
        return Err(ReadError::Characters { position: None, line, kind: Foreign::Letter });
    }
    Ok(likeliest)
}

/// Adds the codes that stand directly one after another with no word between them: copies, or codes
/// of several accounts. Digits that are left over are not read as a damaged code, since any digits
/// can be left over.
fn run_on(way: &[Unit<'_>], hits: &mut Hits) {
    let (digits, lengths) = candidates::joined(way);
    if digits.len() < DIGITS + ANOTHER {
        return;
    }
    for start in candidates::run_on_starts(&lengths) {
        let digits = &digits[start..start + DIGITS];
        if let Some(code) = code(digits) {
            hits.add(code, digits, &candidates::spans(way, start..start + DIGITS));
        }
    }
}

/// Returns the reading in which the leading zeros that a spreadsheet drops are unreadable digits,
/// if zeros there make it exactly a code. One or two missing zeros are left to the search, as any
/// digits that were left out.
fn with_zeros_in_front(way: &[Unit<'_>]) -> Option<Reading> {
    let (digits, lengths) = candidates::joined(way);
    let is_divided = matches!(lengths.len(), 2 | 4 | 8 | BOXES);
    let length = DIGITS / lengths.len().max(1);
    if !is_divided || digits.len() + 2 >= DIGITS || lengths.iter().any(|it| *it > length) {
        return None;
    }
    let padded = |zero: Digit| {
        let mut padded = Zeroizing::new(Vec::with_capacity(DIGITS));
        let mut rest = &digits[..];
        for number in &lengths {
            let (digits, after) = rest.split_at(*number);
            padded.extend(std::iter::repeat_n(zero, length - number));
            padded.extend_from_slice(digits);
            rest = after;
        }
        Reading::of(padded)
    };
    is_code_by_first_guesses(&padded(Digit::Guess(0))).then(|| padded(Digit::Unreadable))
}

/// Whether a reading is exactly a code if each of its letters is the digit that it looks like.
fn is_code_by_first_guesses(reading: &Reading) -> bool {
    let Some(boxes) = reading.boxes() else { return false };
    let mut digits = Zeroizing::new(Vec::with_capacity(DIGITS));
    for digit in boxes.iter().flat_map(BoxReading::digits) {
        digits.push(match *digit {
            Digit::Known(digit) | Digit::Guess(digit) => Digit::Known(digit),
            Digit::Unreadable => return false,
        });
    }
    code(&digits).is_some()
}

/// The reading by labels, over all meanings of the placeholders.
#[derive(Default)]
struct ByLabels {
    labels: usize,
    best: Option<(usize, Reading)>,
    fault: Option<ReadError>,
}

impl ByLabels {
    fn read(&mut self, rows: &[Row], is_sheet: bool, hits: &mut Hits) {
        let labels = rows.iter().flat_map(|row| &row.segments).filter(|it| it.label.is_some());
        self.labels = labels.count();
        if self.labels == 0 {
            return;
        }
        let extents: &[Extent] = if is_sheet {
            &[Extent::Labels]
        } else {
            &[Extent::All, Extent::Boxes, Extent::Labels]
        };
        for &extent in extents {
            match labeled::read(rows, extent) {
                Ok(found) => {
                    let is_all = is_sheet || extent == Extent::All;
                    if !is_all && !found.reading.is_whole() {
                        continue;
                    }
                    if let Some(code) = found.reading.as_written() {
                        hits.add_reading(code, found.reading.copy(), &found.spans);
                    }
                    let rank =
                        usize::from(found.reading.uneven.is_some()) * 2 + usize::from(!is_all);
                    if self.best.as_ref().is_none_or(|(best, _)| rank < *best) {
                        self.best = Some((rank, found.reading));
                    }
                }
                Err(fault) => {
                    self.fault.get_or_insert(fault);
                }
            }
        }
    }

    /// Returns the reading or the fault, if the labels decide. A sheet whose labels do not fit is
    /// read as any other text, and a single label contradicts nothing.
    fn outcome(self, is_sheet: bool) -> Option<Result<Reading, ReadError>> {
        if let Some((_, reading)) = self.best {
            return (reading.written > 0).then_some(Ok(reading));
        }
        let is_stray =
            self.labels == 1 && self.fault == Some(ReadError::Labels(LabelFault::Unlabeled));
        self.fault.filter(|_| !is_sheet && !is_stray).map(Err)
    }
}

/// The valid codes of one meaning, and their spans.
#[derive(Default)]
struct Hits {
    found: Vec<(BackupCode, Reading, Vec<Span>)>,
}

impl Hits {
    fn add(&mut self, code: BackupCode, digits: &[Digit], spans: &[Span]) {
        self.add_reading(code, Reading::of(digits.to_vec().into()), spans);
    }

    fn add_reading(&mut self, code: BackupCode, reading: Reading, spans: &[Span]) {
        match self.found.iter_mut().find(|(known, ..)| *known == code) {
            Some((.., covered)) => covered.extend_from_slice(spans),
            None => self.found.push((code, reading, spans.to_vec())),
        }
    }

    fn join(self, rows: &[Row], valid: &mut Vec<Valid>) {
        for (code, reading, spans) in self.found {
            let beside = beside(rows, &spans);
            match valid.iter_mut().find(|known| known.code == code) {
                Some(known) => known.beside = known.beside.min(beside),
                None => valid.push(Valid { code, reading, beside, fault: None }),
            }
        }
    }
}

/// Returns the number of digits outside of these spans that may be part of a code.
fn beside(rows: &[Row], spans: &[Span]) -> usize {
    let mut is_beside = Vec::new();
    // The index among all digits at which each segment of each row begins.
    let mut starts: Vec<Vec<usize>> = Vec::with_capacity(rows.len());
    for row in rows {
        let mut of_row = Vec::with_capacity(row.segments.len());
        for segment in &row.segments {
            of_row.push(is_beside.len());
            is_beside.extend(std::iter::repeat_n(segment.is_code_like(), segment.len()));
        }
        starts.push(of_row);
    }
    for Span { at: (row, place), digits } in spans {
        let start = starts[*row][*place];
        is_beside[start + digits.start..start + digits.end].fill(false);
    }
    is_beside.into_iter().filter(|is_beside| *is_beside).count()
}

/// All digits of a text, and the lengths of their groups.
type Whole = (Zeroizing<Vec<Digit>>, Vec<usize>);

fn keep_nearest(best: &mut Option<Whole>, whole: Whole) {
    let off = |whole: &Whole| whole.0.len().abs_diff(DIGITS);
    if whole.0.is_empty() {
        return;
    }
    if best.as_ref().is_none_or(|best| off(&whole) < off(best)) {
        *best = Some(whole);
    }
}

fn no_such_box(lines: &[Line]) -> Option<ReadError> {
    lines.iter().flat_map(|line| &line.tokens).find_map(|token| match token {
        Token::Label(Err(fault)) => Some(fault.clone()),
        _ => None,
    })
}

/// Whether a reading has enough known digits that its letters can stand for others. The grouping of
/// the digits makes no difference.
fn is_legible(reading: &Reading) -> bool {
    let digits = || reading.runs.iter().flat_map(|run| run.digits.iter());
    let (mut known, mut in_a_row, mut longest) = (0, 0, 0);
    for digit in digits() {
        let is_known = matches!(digit, Digit::Known(_));
        known += usize::from(is_known);
        in_a_row = if is_known { in_a_row + 1 } else { 0 };
        longest = longest.max(in_a_row);
    }
    let has_letters = digits().any(|digit| matches!(digit, Digit::Guess(_)));
    !has_letters || known >= LEGIBLE || longest >= BOX_DIGITS
}

/// Returns the error that there are words where digits should be, if there are hardly any digits.
fn no_digits(lines: &[Line]) -> Option<ReadError> {
    let groups = || {
        lines.iter().flat_map(|line| &line.tokens).filter_map(|token| match token {
            Token::Group(glyphs) => Some(glyphs),
            _ => None,
        })
    };
    let is_known = |glyph: &Glyph| matches!(glyph, Glyph::Digit(Digit::Known(_)));
    let known: usize = groups().map(|group| group.iter().filter(|g| is_known(g)).count()).sum();
    let has_five = groups()
        .any(|group| group.split(|glyph| !is_known(glyph)).any(|run| run.len() >= BOX_DIGITS));
    let line = first_foreign(lines).filter(|_| !has_five && known < LEGIBLE)?;
    Some(ReadError::Characters { position: None, line: Some(line.number), kind: Foreign::Letter })
}

/// Returns the first line that has words, or letters where digits should be.
fn first_foreign(lines: &[Line]) -> Option<&Line> {
    let is_foreign = |token: &Token| match token {
        Token::Group(glyphs) => {
            glyphs.iter().any(|glyph| matches!(glyph, Glyph::Digit(Digit::Guess(_))))
        }
        Token::Label(_) => false,
        Token::Break { strong } => *strong,
    };
    lines.iter().find(|line| line.tokens.iter().any(is_foreign))
}

/// Returns the likeliest reading of a text in which no code is valid: all of it, if that is eighty
/// digits; otherwise eighty with the least left out; otherwise a few digits too many or too few.
fn likeliest(
    whole: Option<Whole>,
    mut partial: Vec<(usize, Zeroizing<Vec<Digit>>)>,
) -> Result<Reading, ReadError> {
    let (digits, lengths) =
        whole.filter(|(digits, _)| !digits.is_empty()).ok_or(ReadError::Empty)?;
    let uneven = (digits.len() != DIGITS)
        .then(|| ReadError::Count { digits: digits.len(), boxes: odd_boxes(&lengths) });
    if let Some(error) = &uneven {
        // The sort is stable: among equals, the likelier meaning comes first.
        partial.sort_by_key(|(left_out, _)| *left_out);
        match &partial[..] {
            [(first, _), (second, _), ..] if first == second => return Err(error.clone()),
            [(_, digits), ..] => return Ok(Reading::of(digits.clone())),
            [] if digits.len().abs_diff(DIGITS) > FEW => return Err(error.clone()),
            [] => {}
        }
    }
    let mut groups = Vec::new();
    if lengths.len() == BOXES && lengths.iter().any(|&length| length != BOX_DIGITS) {
        let mut rest = &digits[..];
        for (first, length) in lengths.into_iter().enumerate() {
            let (digits, after) = rest.split_at(length);
            groups.push(Run { first, boxes: 1, digits: digits.to_vec().into() });
            rest = after;
        }
    }
    Ok(Reading { groups, uneven, ..Reading::of(digits) })
}

/// Returns the boxes of another length in a text that is otherwise grouped in fives.
fn odd_boxes(lengths: &[usize]) -> Vec<BoxNumber> {
    let odd: Vec<usize> = (0..lengths.len()).filter(|&i| lengths[i] != BOX_DIGITS).collect();
    if lengths.len() == BOXES && odd.len() <= BOXES / 2 {
        odd.into_iter().filter_map(|index| BoxNumber::new(index + 1)).collect()
    } else {
        Vec::new()
    }
}
