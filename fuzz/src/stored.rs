//! A text as other programs store it.

/// Returns the files that hold the same text in another encoding, or with other line ends.
pub(crate) fn otherwise(text: &str) -> Vec<Vec<u8>> {
    let units: Vec<u16> = std::iter::once(0xfeff).chain(text.encode_utf16()).collect();
    vec![
        units.iter().copied().flat_map(u16::to_le_bytes).collect(),
        units.iter().copied().flat_map(u16::to_be_bytes).collect(),
        format!("{text}\n").into_bytes(),
        format!("\u{feff}{text}").into_bytes(),
        text.replace('\n', "\r\n").into_bytes(),
        text.replace('\n', "\r").into_bytes(),
    ]
}
