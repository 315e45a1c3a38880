//! Sheets printed as PDF, rendered at 100 to 300 dots per inch, some rotated and blurred, and read
//! by tesseract 5 in four of its layouts: `ocr.sh` makes the texts.

use std::path::Path;

use collab::account::{Agreement, WrittenIdentity};
use collab::code::BackupCode;
use collab::code::mend::{Diagnosis, Evidence, diagnose};
use collab::code::reading::{Reading, read};
use collab::derivation;

/// The two codes, by the first part of the files' names.
const CODES: [(&str, &str); 2] = [
    ("code1", "77435073529418934422542544218641957756049439758847346331182689435145632692588077"),
    ("code2", "87403059853768546803954854148641321654985545829145894237995852775258492301948266"),
];

/// Returns the code that a reading certainly is, with or without the identities beside it as
/// evidence.
fn certain(reading: &Reading, with_identities: bool) -> Option<BackupCode> {
    let written = reading.identities().iter().filter_map(|text| WrittenIdentity::new(text));
    let written: Vec<_> = written.filter(|_| with_identities).collect();
    let agrees = |code: &BackupCode| {
        let identity = derivation::identity(code);
        written.iter().any(|written| written.agrees_with(&identity) != Agreement::None)
    };
    let known = (!written.is_empty()).then(|| Evidence::whole(&agrees));
    let code = match diagnose(reading, known).ok()? {
        Diagnosis::Valid(code) => code,
        Diagnosis::Damaged(found) => match <[_; 1]>::try_from(found) {
            Ok([only]) if only.is_certain() => only.code,
            _ => return None,
        },
    };
    (written.is_empty() || agrees(&code)).then_some(code)
}

#[test]
fn are_read_or_corrected_to_their_own_code_and_to_no_other() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reading/ocr");
    let (mut all, mut missed) = (0, [Vec::new(), Vec::new()]);
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let (_, code) = CODES.iter().find(|(begins, _)| name.starts_with(begins)).expect("known");
        all += 1;
        let reading = read(&std::fs::read(&path).expect("a text")).ok();
        for (missed, with_identities) in missed.iter_mut().zip([false, true]) {
            match reading.as_ref().and_then(|reading| certain(reading, with_identities)) {
                Some(found) => assert_eq!(found.canonical_text().expose(), code, "{name}"),
                None => missed.push(name.clone()),
            }
        }
    }
    assert_eq!(all, 24);
    let [alone, with_identities] = &missed;
    assert!(alone.len() <= 3 && with_identities.len() <= 3, "{missed:?}");
}
