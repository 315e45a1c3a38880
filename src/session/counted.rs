//! Counts in words.

/// Returns a count of codes.
pub(crate) fn codes(count: usize) -> String {
    if count == 1 { String::from("1 code") } else { format!("{count} codes") }
}

/// Returns a count of lists.
pub(crate) fn lists(count: usize) -> String {
    if count == 1 { String::from("1 list") } else { format!("{count} lists") }
}
