//! Sheets that were printed as PDF, made pictures of (100 to 300 dots an inch, some turned and
//! blurred), and read by tesseract 5 in four of its layouts.

use std::path::Path;

use collab::code::mend::{Diagnosis, diagnose};
use collab::code::reading::read;

/// The two codes, by the beginning of the files' names.
const CODES: [(&str, &str); 2] = [
    ("code1", "77435073529418934422542544218641957756049439758847346331182689435145632692588077"),
    ("code2", "87403059853768546803954854148641321654985545829145894237995852775258492301948266"),
];

#[test]
fn are_read_or_corrected_to_their_own_code_and_to_no_other() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reading/ocr");
    let (mut all, mut found) = (0, 0);
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let (_, code) = CODES.iter().find(|(begins, _)| name.starts_with(begins)).expect("known");
        all += 1;
        let Ok(reading) = read(&std::fs::read(&path).expect("a text")) else { continue };
        assert_eq!(reading.identities().len(), 1, "{name}");
        let read = match diagnose(&reading, None) {
            Ok(Diagnosis::Valid(read)) => read,
            Ok(Diagnosis::Damaged(found)) => match &found[..] {
                [only] if only.is_certain() => only.code.clone(),
                _ => continue,
            },
            Err(_) => continue,
        };
        assert_eq!(read.canonical_text().expose(), code, "{name}");
        found += 1;
    }
    assert_eq!(all, 24);
    assert!(found >= 18, "{found}");
}
