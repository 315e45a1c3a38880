//! Words beside a code that say whether it is used, in the languages of services' files.

use zeroize::Zeroizing;

/// Words for "used", in lower case.
const USED: [&str; 66] = [
    "already used",
    "antaŭe uzita",
    "benutzt",
    "brugt",
    "brukt",
    "consumed",
    "digunakan",
    "expired",
    "felhasznált",
    "folosit",
    "gebraucht",
    "gebruikt",
    "invalid",
    "iskorišteno",
    "iskorišten",
    "käytetty",
    "kullanıldı",
    "kullanılmış",
    "naudotas",
    "panaudota",
    "panaudotas",
    "použito",
    "použitý",
    "použité",
    "redeemed",
    "refused",
    "revoked",
    "shown",
    "spent",
    "terpakai",
    "usado",
    "usada",
    "usati",
    "usato",
    "used",
    "utilisé",
    "utilisée",
    "utilizado",
    "utilizada",
    "utilizat",
    "utilizzato",
    "uzita",
    "verbraucht",
    "verwendet",
    "využito",
    "wykorzystany",
    "wykorzystano",
    "użyty",
    "użyto",
    "zużyty",
    "använd",
    "använt",
    "đã sử dụng",
    "đã dùng",
    "χρησιμοποιημένο",
    "χρησιμοποιήθηκε",
    "использован",
    "использовано",
    "використано",
    "използван",
    "ใช้แล้ว",
    "已使用",
    "已用",
    "使用済み",
    "使用済",
    "사용됨",
];
/// Words for "not used", in lower case.
const UNUSED: [&str; 37] = [
    "active",
    "aktiv",
    "available",
    "disponible",
    "disponibile",
    "frei",
    "gültig",
    "inutilisé",
    "inutilizado",
    "inutilizzato",
    "libre",
    "neu",
    "new",
    "no utilizado",
    "niewykorzystany",
    "nieużyty",
    "nepoužito",
    "nepoužitý",
    "oanvänd",
    "offen",
    "ongebruikt",
    "open",
    "remaining",
    "sin usar",
    "não usado",
    "ubenyttet",
    "ubrugt",
    "ubrukt",
    "unbenutzt",
    "unused",
    "unverbraucht",
    "valid",
    "неиспользован",
    "未使用",
    "未用",
    "미사용",
    "사용 안 함",
];
/// Words before "used" that turn it round.
const NEGATIONS: [&str; 17] = [
    "chưa",
    "ej",
    "ikke",
    "inte",
    "nav",
    "ne",
    "neišnaudotas",
    "never",
    "nicht",
    "niet",
    "no",
    "non",
    "not",
    "não",
    "nie",
    "не",
    "δεν",
];
/// Values of a column "used" for a code that is not.
const NO: [&str; 9] = ["", "-", "0", "false", "n", "nein", "no", "non", "[ ]"];
/// Further headings of a column with the state of each code.
const STATES: [&str; 6] = ["used?", "is used", "is_used", "status", "state", "zustand"];
/// Words behind "used" or before it in a heading.
const OF_HEADINGS: [&str; 9] =
    ["code", "codes", "backup", "recovery", "already", "bereits", "the", "your", "ones"];

fn lowered(text: &str) -> Zeroizing<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || ".:!–—-*_#\"'".contains(c));
    Zeroizing::new(text.to_lowercase())
}

/// Returns whether these words say that a code is used, or that it is not; `None` for other words.
pub(super) fn said(words: &str) -> Option<bool> {
    // A mark is short: a longer text is not looked at.
    if words.len() > 80 {
        return None;
    }
    let words = lowered(words);
    if UNUSED.contains(&words.as_str()) {
        return Some(false);
    }
    if USED.contains(&words.as_str()) {
        return Some(true);
    }
    let (first, rest) = words.split_once(' ')?;
    (NEGATIONS.contains(&first) && said(rest).is_some()).then_some(false)
}

/// Returns what a remark in parentheses says. Services translate theirs, so it means "used" unless
/// it is known to say otherwise; without a letter it is no remark.
pub(super) fn remarked(words: &str) -> Option<bool> {
    if !words.contains(char::is_alphabetic) {
        return None;
    }
    let is_negated = lowered(words).split(' ').next().is_some_and(|it| NEGATIONS.contains(&it));
    Some(said(words).unwrap_or(!is_negated))
}

/// Returns whether the codes below a heading such as "Used codes:" are used; `None` for other lines.
pub(super) fn headed(line: &str) -> Option<bool> {
    if line.len() > 80 {
        return None;
    }
    let line = lowered(line);
    let words = line.split(' ').filter(|word| !OF_HEADINGS.contains(word));
    let rest = Zeroizing::new(words.collect::<Vec<_>>().join(" "));
    said(&rest)
}

/// Whether a cell is the heading of a column that says whether each code is used.
pub(super) fn heads_column(cell: &str) -> bool {
    cell.len() <= 80 && (said(cell) == Some(true) || STATES.contains(&lowered(cell).as_str()))
}

/// Returns whether a cell of such a column says that the code is used.
pub(super) fn is_yes(cell: &str) -> bool {
    let value = Zeroizing::new(cell.trim().trim_matches(['"', '\'']).to_lowercase());
    said(cell).unwrap_or(!NO.contains(&value.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn used_is_understood_in_many_languages_and_unused_is_told_apart() {
        for words in ["used", "(used)", "Benutzt", "已使用", "utilisé", "Использован"]
        {
            assert_eq!(said(words.trim_matches(['(', ')'])), Some(true), "{words}");
        }
        for words in ["unused", "not used", "nicht verwendet", "未使用", "никогда не"] {
            let is_known = words != "никогда не";
            assert_eq!(said(words), is_known.then_some(false), "{words}");
        }
        assert_eq!(said("gut"), None);
    }

    #[test]
    fn a_remark_that_nobody_knows_means_used() {
        for (words, remark) in [("hasznalt", Some(true)), ("not yet", Some(false)), ("3/4", None)] {
            assert_eq!(remarked(words), remark, "{words}");
        }
    }

    #[test]
    fn only_a_heading_alone_speaks_for_the_codes_below_it() {
        for (line, is_used) in [
            ("Used codes:", Some(true)),
            ("Already used backup codes", Some(true)),
            ("Unused:", Some(false)),
            ("Each code can be used once:", None),
            ("Your backup codes", None),
        ] {
            assert_eq!(headed(line), is_used, "{line}");
        }
    }

    #[test]
    fn the_tables_have_no_word_twice() {
        for table in [&USED[..], &UNUSED, &NEGATIONS] {
            for (at, word) in table.iter().enumerate() {
                assert!(!table[..at].contains(word), "{word}");
                assert_eq!(*word, word.to_lowercase());
            }
        }
    }
}
