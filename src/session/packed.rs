//! Texts that the binary carries packed, by their names: the build script packs the completions.

/// What the build script made of the file of this name.
macro_rules! packed {
    ($name:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $name))
    };
}
pub(crate) use packed;

/// The text of it.
pub(crate) fn unpack(packed: &[u8]) -> String {
    let bytes =
        miniz_oxide::inflate::decompress_to_vec(packed).expect("the build script packed it");
    String::from_utf8(bytes).expect("it is text")
}
