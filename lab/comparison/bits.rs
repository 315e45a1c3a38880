//! Conversion of numbers to bits, most significant first, as BIP-39, SLIP-39 and codex32 all
//! specify.

/// Returns the bits of numbers of this width.
pub(crate) fn bits(numbers: impl IntoIterator<Item = u16>, width: u32) -> Vec<bool> {
    let of_one = |number: u16| (0..width).rev().map(move |bit| number >> bit & 1 == 1);
    numbers.into_iter().flat_map(of_one).collect()
}

/// Returns the numbers of this width that these bits encode; the last one is padded with zeros.
pub(crate) fn numbers(bits: &[bool], width: usize) -> impl Iterator<Item = u16> {
    bits.chunks(width).map(move |chunk| {
        let bit = |n: usize| u16::from(chunk.get(n).copied().unwrap_or_default());
        (0..width).fold(0, |number, n| number << 1 | bit(n))
    })
}

/// Returns the bytes that these bits encode.
pub(crate) fn bytes(bits: &[bool]) -> Vec<u8> {
    numbers(bits, 8).map(|number| u8::try_from(number).expect("eight bits")).collect()
}

/// Returns the bits of these bytes.
pub(crate) fn of_bytes(bytes: &[u8]) -> Vec<bool> {
    bits(bytes.iter().copied().map(u16::from), 8)
}
