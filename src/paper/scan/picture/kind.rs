//! The format of a file, by its first bytes.

use crate::paper::scan::TEXT;

/// The format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Png,
    Jpeg,
    WebP,
    Gif,
    Bmp,
    Tiff,
    /// A known format that is not supported, by its name.
    Other(&'static str),
    Unknown,
}

/// The first bytes and the names of known formats that are not supported.
const OTHERS: [(&[u8], &str); 13] = [
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"%!PS", "a PostScript document"),
    (b"8BPS", "a Photoshop picture"),
    (b"\0\0\x01\0", "an icon (ICO)"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x97JB2", "a JBIG2 picture"),
    (b"qoif", "a QOI picture"),
];

impl Kind {
    pub(super) fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Self::Png
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            Self::Jpeg
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Self::WebP
        } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
            Self::Gif
        } else if [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"].iter().any(|it| bytes.starts_with(*it)) {
            Self::Tiff
        } else if is_bmp(bytes) {
            Self::Bmp
        } else {
            Self::other(bytes)
        }
    }

    fn other(bytes: &[u8]) -> Self {
        const HEAD: usize = 4096;
        if let Some((_, name)) = OTHERS.iter().find(|(begin, _)| bytes.starts_with(begin)) {
            return Self::Other(name);
        }
        if bytes.get(4..8) == Some(b"ftyp") {
            let brands = &bytes[8..bytes.len().min(64)];
            let has = |brand: &[u8]| brands.chunks(4).any(|other| other == brand);
            return Self::Other(if has(b"avif") || has(b"avis") {
                "an AVIF picture"
            } else if [b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"]
                .iter()
                .any(|it| has(*it))
            {
                "a HEIC picture"
            } else {
                "a video"
            });
        }
        let is_netpbm =
            matches!(bytes, [b'P', b'1'..=b'7', white, ..] if white.is_ascii_whitespace());
        if is_netpbm {
            return Self::Other("a Netpbm picture");
        }
        let head = &bytes[..bytes.len().min(HEAD)];
        let has = |part: &[u8]| head.windows(part.len()).any(|window| window == part);
        if has(b"<svg") {
            return Self::Other("an SVG drawing");
        }
        if has(b"<html") || has(b"<HTML") {
            return Self::Other("a web page");
        }
        let is_text = |c: char| !c.is_control() || c.is_whitespace();
        let text = String::from_utf8_lossy(head);
        if !head.is_empty()
            && text.trim_end_matches('\u{fffd}').chars().all(|c| is_text(c) && c != '\u{fffd}')
        {
            return Self::Other(TEXT);
        }
        Self::Unknown
    }
}

fn is_bmp(bytes: &[u8]) -> bool {
    // Many texts start with "BM": a valid header size is required as well.
    let sizes = [12, 16, 40, 52, 56, 64, 108, 124];
    bytes.starts_with(b"BM")
        && bytes.get(14).is_some_and(|size| sizes.contains(size))
        && bytes.get(15..18) == Some(&[0; 3])
}
