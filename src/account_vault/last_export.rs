//! The last export of an account's vault, as the keystore remembers it.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::secret::SecretBytes;
use crate::{dates, json_line};

/// An upper bound for a record without its path, in bytes.
const ROOM: usize = 256;

/// A vault that was exported, and how far it is behind. One that is kept is written again at every
/// change of the lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastExport {
    file: String,
    /// Whether it is written again at every change.
    pub is_kept: bool,
    /// Its number.
    pub count: u64,
    /// When it was made, in whole seconds.
    pub made: SystemTime,
    /// The number of changes since then.
    pub behind: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record<'a> {
    file: Cow<'a, str>,
    keep: bool,
    count: u64,
    made: Cow<'a, str>,
    behind: u64,
}

impl LastExport {
    /// Returns the record of an export that is so many changes behind. `None` if the path is not
    /// Unicode or not absolute.
    pub fn new(
        file: &Path,
        is_kept: bool,
        count: u64,
        made: SystemTime,
        behind: u64,
    ) -> Option<Self> {
        let text = file.to_str().filter(|_| file.is_absolute())?;
        let made = dates::dated(made);
        Some(Self { file: text.to_owned(), is_kept, count, made, behind })
    }

    /// Returns the record with at least this number: a later vault of the account was seen.
    #[must_use]
    pub fn seen(self, count: u64) -> Self {
        Self { count: self.count.max(count), ..self }
    }

    /// Returns the path of the file, which is absolute.
    pub fn file(&self) -> PathBuf {
        PathBuf::from(&self.file)
    }

    /// Returns the record as a line of canonical JSON.
    pub(crate) fn write(&self) -> SecretBytes {
        let record = Record {
            file: self.file.as_str().into(),
            keep: self.is_kept,
            count: self.count,
            made: dates::date(self.made).into(),
            behind: self.behind,
        };
        // An escaped character takes up to six bytes.
        json_line::write(&record, ROOM + 6 * self.file.len())
    }

    /// Reads a record at the beginning of these bytes. Returns its length, too.
    pub(crate) fn read(bytes: &[u8]) -> Option<(Self, usize)> {
        let mut records = serde_json::Deserializer::from_slice(bytes).into_iter::<Record<'_>>();
        let record = records.next()?.ok()?;
        let length = records.byte_offset();
        let read = Self {
            file: record.file.into_owned(),
            is_kept: record.keep,
            count: record.count,
            made: dates::time(&record.made)?,
            behind: record.behind,
        };
        (read.write().expose() == &bytes[..length]).then_some((read, length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_written_and_no_other_notation_is_one() {
        let folder = std::env::temp_dir();
        for name in ["a", "ä \"b\"\\", "a\nb", "\u{1}"] {
            let now = SystemTime::now();
            let record = LastExport::new(&folder.join(name), true, 7, now, 2).expect("Unicode");
            let text = record.write();
            let mut more = text.expose().clone();
            more.extend_from_slice(b", \"lists\": []}");
            assert_eq!(LastExport::read(&more), Some((record, text.expose().len())));
        }
        assert_eq!(LastExport::new(Path::new("a"), true, 1, SystemTime::now(), 0), None);
        let text = "{\"file\": \"/a\", \"keep\": true, \"count\": 1, \
                    \"made\": \"2026-01-01T00:00:00Z\", \"behind\": 0}";
        assert!(LastExport::read(text.as_bytes()).is_some());
        for (one, other) in
            [(": true", ":true"), ("\"/a\"", "\"\\u002fa\""), ("00Z", "0Z"), ("}", "")]
        {
            assert_eq!(LastExport::read(text.replace(one, other).as_bytes()), None, "{other}");
        }
    }
}
