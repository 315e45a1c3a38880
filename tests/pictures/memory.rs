//! Pictures and documents that claim a large size or unpack to one: each is read or refused within
//! bounded memory.

use std::process::Command;

use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, TDEFLStatus, compress_to_output};

use crate::support::collab::{ALICE, Home, skip_without};

/// The address space that a run may take, in kilobytes: its libraries, its threads, the file, and
/// the unpacked data.
const ADDRESS_SPACE: usize = 640 * 1024;

/// Returns this many megabytes of zeros, deflated, in zlib format.
fn zeros(megabytes: usize) -> Vec<u8> {
    let mut packed = Vec::new();
    let mut compressor = CompressorOxide::new(0x1000 | 128);
    let part = vec![0; 1 << 20];
    for index in 0..megabytes {
        let is_last = index + 1 == megabytes;
        let flush = if is_last { TDEFLFlush::Finish } else { TDEFLFlush::None };
        let (status, _) = compress_to_output(&mut compressor, &part, flush, |bytes| {
            packed.extend_from_slice(bytes);
            true
        });
        assert!(matches!(status, TDEFLStatus::Okay | TDEFLStatus::Done));
    }
    packed
}

fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).expect("short").to_be_bytes();
    [&length[..], name, data, &[0; 4]].concat()
}

/// Returns a grayscale PNG of this size, with additional chunks and this image data.
fn png(side: u32, more: &[Vec<u8>], data: &[u8]) -> Vec<u8> {
    let header = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    let chunks =
        [chunk(b"IHDR", &header), more.concat(), chunk(b"IDAT", data), chunk(b"IEND", &[])];
    [&b"\x89PNG\r\n\x1a\n"[..], &chunks.concat()].concat()
}

fn pdf(objects: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
        2 0 obj<</Type/Page/MediaBox[0 0 99 99]/Contents 3 0 R/Resources<</XObject<</A 4 0 R>>>>>>\n"
        .to_vec();
    for (number, (dict, data)) in (3..).zip(objects) {
        let head = format!("{number} 0 obj<<{dict}/Length {}>>stream\n", data.len());
        file.extend([head.as_bytes(), data, b"\nendstream endobj\n"].concat());
    }
    file.extend(b"trailer<</Root 1 0 R>>\n");
    file
}

/// Returns a grayscale TIFF with one deflated strip.
fn tiff(side: u32, data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).expect("short");
    let entries: [(u16, u32); 8] = [
        (256, side),
        (257, side),
        (258, 8),
        (259, 8),
        (262, 1),
        (273, 8 + 2 + 8 * 12 + 4),
        (278, side),
        (279, length),
    ];
    let mut file = b"II*\0\x08\0\0\0\x08\0".to_vec();
    for (tag, value) in entries {
        file.extend([&tag.to_le_bytes()[..], &[4, 0, 1, 0, 0, 0], &value.to_le_bytes()].concat());
    }
    file.extend([0; 4]);
    file.extend(data);
    file
}

#[test]
fn a_decompression_bomb_takes_bounded_memory() {
    if Command::new("prlimit").arg("--version").output().is_err() {
        return skip_without("prlimit");
    }
    let home = Home::of(&[&ALICE]);
    let bomb = zeros(700);
    let small = zeros(1);
    let twice = miniz_oxide::deflate::compress_to_vec_zlib(&bomb, 6);
    let profile = [&b"icc\0\0"[..], &bomb].concat();
    let text = [&b"text\0\0"[..], &bomb].concat();
    let international = [&b"text\0\x01\0\0\0"[..], &bomb].concat();
    let image =
        "/Subtype/Image/Width 8000/Height 8000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter";
    let show: &[u8] = b"q 99 0 0 99 0 0 cm /A Do Q";
    let mut jpeg = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut jpeg, 80);
    encoder.set_progressive(true);
    encoder.encode(&[9; 64 * 3], 8, 8, jpeg_encoder::ColorType::Rgb).expect("a vector takes all");
    let frame = jpeg.windows(2).position(|two| two == b"\xff\xc2").expect("a frame");
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x20, 0, 0x20, 0]);
    let mut gif =
        b"GIF89a\0\x20\0\x20\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\0\x20\0\x20\0\x02".to_vec();
    gif.extend([2, 0x44, 0x01, 0, b';']);
    let mut webp = b"RIFF\x20\0\0\0WEBPVP8L\x10\0\0\0\x2f\xff\xff\xff\x0f".to_vec();
    webp.extend([0x11; 16]);
    let mut bmp =
        b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\0\x20\0\0\0\x20\0\0\x01\0\x18\0".to_vec();
    bmp.extend([0; 24]);
    let files: &[(&str, Vec<u8>)] = &[
        ("iCCP", png(1000, &[chunk(b"iCCP", &profile)], &small)),
        ("zTXt", png(1000, &[chunk(b"zTXt", &text)], &small)),
        ("iTXt", png(1000, &[chunk(b"iTXt", &international)], &small)),
        ("eXIf", png(1000, &[chunk(b"eXIf", &bomb)], &small)),
        ("the pixels of a PNG", png(8000, &[], &bomb)),
        ("more than the pixels of a PNG", png(100, &[], &bomb)),
        ("TIFF", tiff(8000, &bomb)),
        ("more than the pixels of a TIFF", tiff(100, &bomb)),
        ("progressive JPEG", jpeg),
        ("GIF", gif),
        ("WebP", webp),
        ("BMP", bmp),
        ("content of a PDF", pdf(&[("/Filter/FlateDecode", &bomb)])),
        ("content of a PDF, packed twice", pdf(&[("/Filter[/FlateDecode/FlateDecode]", &twice)])),
        ("objects of a PDF", pdf(&[("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &bomb)])),
        ("picture of a PDF", pdf(&[("", show), (&format!("{image}/FlateDecode"), &bomb)])),
        (
            "rows of a picture of a PDF",
            pdf(&[
                ("", show),
                (
                    &format!("{image}/FlateDecode/DecodeParms<</Predictor 15/Columns 9999999>>"),
                    &bomb,
                ),
            ]),
        ),
    ];
    for (name, bytes) in files {
        let path = home.file("picture", bytes);
        let run = home.collab(["check", "--image"]).arg(&path).command();
        let mut limited = Command::new("prlimit");
        limited.arg(format!("--as={}", ADDRESS_SPACE * 1024)).arg(run.get_program());
        limited.args(run.get_args()).env_clear();
        limited.envs(run.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = limited.output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{name}: {said}");
        assert!(!said.contains("mistake of its own"), "{name}: {said}");
    }
}
