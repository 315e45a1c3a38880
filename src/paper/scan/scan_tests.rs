use std::ops::ControlFlow;

use jpeg_encoder::{ColorType as JpegColor, Encoder};
use png::{BitDepth, ColorType};
use qrcode::{Color, QrCode};

use super::{OURS, ScanError, read};
use crate::paper::symbol::{Matrix, QUIET};
use crate::secret::SecretText;

const DIGITS: &str =
    "01234567890123456789012345678901234567890123456789012345678901234567890123456789";
const OTHERS: &str =
    "99999000001111122222333334444455555666667777788888999990000011111222223333344444";

/// A gray picture.
#[derive(Clone)]
struct Drawn {
    gray: Vec<u8>,
    width: usize,
    height: usize,
}

impl Drawn {
    fn blank(width: usize, height: usize) -> Self {
        Self { gray: vec![255; width * height], width, height }
    }

    fn of(text: impl AsRef<[u8]>, pixels: usize) -> Self {
        let code = QrCode::with_error_correction_level(text, qrcode::EcLevel::M).expect("it fits");
        let modules = code.width();
        let side = (modules + 8) * pixels;
        let mut drawn = Self::blank(side, side);
        for (index, color) in code.into_colors().into_iter().enumerate() {
            let [x, y] = [index % modules + 4, index / modules + 4].map(|at| at * pixels);
            if color == Color::Dark {
                for row in y..y + pixels {
                    drawn.gray[row * side + x..][..pixels].fill(0);
                }
            }
        }
        drawn
    }

    fn beside(&self, other: &Self) -> Self {
        let [width, height] = [self.width + other.width, self.height.max(other.height)];
        let mut both = Self::blank(width, height);
        for (drawn, left) in [(self, 0), (other, self.width)] {
            for (y, row) in drawn.gray.chunks(drawn.width).enumerate() {
                both.gray[y * width + left..][..drawn.width].copy_from_slice(row);
            }
        }
        both
    }

    fn png(&self) -> Vec<u8> {
        png(self, ColorType::Grayscale, BitDepth::Eight, &self.gray)
    }

    fn jpeg(&self, change: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
        self.jpeg_of(JpegColor::Luma, &self.gray, change)
    }

    fn jpeg_of(
        &self,
        color: JpegColor,
        pixels: &[u8],
        change: impl FnOnce(&mut Encoder<&mut Vec<u8>>),
    ) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 80);
        change(&mut encoder);
        let [width, height] =
            [self.width, self.height].map(|side| u16::try_from(side).expect("few"));
        encoder.encode(pixels, width, height, color).expect("a vector takes everything");
        file
    }

    /// Returns the bytes of all pixels.
    fn each<const N: usize>(&self, pixel: impl Fn(u8) -> [u8; N]) -> Vec<u8> {
        self.gray.iter().flat_map(|&gray| pixel(gray)).collect()
    }
}

fn png(drawn: &Drawn, color: ColorType, depth: BitDepth, data: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let [width, height] = [drawn.width, drawn.height].map(|side| u32::try_from(side).expect("few"));
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if color == ColorType::Indexed {
        encoder.set_palette(vec![20, 10, 60, 250, 240, 200]);
    }
    let mut writer = encoder.write_header().expect("a vector takes everything");
    writer.write_image_data(data).expect("a vector takes everything");
    writer.finish().expect("a vector takes everything");
    file
}

/// Returns a PNG chunk with an invalid checksum, which the reader ignores.
fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).expect("short").to_be_bytes();
    [&length[..], name, data, &[0; 4]].concat()
}

/// Returns a PNG with this header and this data, uncompressed.
fn raw_png(width: u32, height: u32, interlace: u8, data: &[u8]) -> Vec<u8> {
    let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let header = [&sides[..], &[8, 0, 0, 0, interlace]].concat();
    let mut stream = vec![0x78, 0x01];
    let blocks = data.chunks(60_000);
    let last = blocks.len().saturating_sub(1);
    for (index, block) in blocks.enumerate() {
        let length = u16::try_from(block.len()).expect("60,000");
        stream.push(u8::from(index == last));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    stream.extend([0; 4]);
    let chunks = [chunk(b"IHDR", &header), chunk(b"IDAT", &stream), chunk(b"IEND", &[])].concat();
    [&b"\x89PNG\r\n\x1a\n"[..], &chunks].concat()
}

fn scan(file: &[u8]) -> Result<String, ScanError> {
    let found = read(file, &|_| ControlFlow::Continue(()))?;
    Ok(String::from_utf8(found.code.expose().clone()).expect("digits"))
}

#[track_caller]
fn reads(file: &[u8]) {
    assert_eq!(scan(file).as_deref(), Ok(DIGITS));
}

#[test]
fn the_known_form_is_the_one_that_is_printed() {
    let matrix = Matrix::of(&SecretText::new(String::from(DIGITS)));
    assert_eq!(matrix.side(), OURS.side + 2 * QUIET);
    assert_eq!(DIGITS.len(), OURS.digits);
}

#[test]
fn every_kind_of_png_is_read() {
    let drawn = Drawn::of(DIGITS, 4);
    reads(&drawn.png());
    reads(&png(&drawn, ColorType::Grayscale, BitDepth::Sixteen, &drawn.each(|gray| [gray, 0x80])));
    reads(&png(&drawn, ColorType::Rgb, BitDepth::Eight, &drawn.each(|gray| [gray / 2, gray, 9])));
    reads(&png(&drawn, ColorType::Indexed, BitDepth::Eight, &drawn.each(|gray| [gray / 255])));
    // Opacity alone makes the code: the color is black everywhere.
    let alpha = drawn.each(|gray| [0, 255 - gray]);
    reads(&png(&drawn, ColorType::GrayscaleAlpha, BitDepth::Eight, &alpha));
    let alpha = drawn.each(|gray| [gray, gray, 0, 255]);
    reads(&png(&drawn, ColorType::Rgba, BitDepth::Eight, &alpha));
}

#[test]
fn an_interlaced_png_is_read() {
    // Adam7: for each pass, its first pixel and the distances between its pixels.
    const PASSES: [[usize; 4]; 7] = [
        [0, 0, 8, 8],
        [4, 0, 8, 8],
        [0, 4, 4, 8],
        [2, 0, 4, 4],
        [0, 2, 2, 4],
        [1, 0, 2, 2],
        [0, 1, 1, 2],
    ];
    let drawn = Drawn::of(DIGITS, 4);
    let mut data = Vec::new();
    for [left, top, across, down] in PASSES {
        for y in (top..drawn.height).step_by(down) {
            data.push(0);
            let row = (left..drawn.width).step_by(across);
            data.extend(row.map(|x| drawn.gray[y * drawn.width + x]));
        }
    }
    let [width, height] = [drawn.width, drawn.height].map(|side| u32::try_from(side).expect("few"));
    reads(&raw_png(width, height, 1, &data));
}

#[test]
fn every_kind_of_jpeg_of_a_camera_is_read() {
    let drawn = Drawn::of(DIGITS, 4);
    reads(&drawn.jpeg(|_| ()));
    reads(&drawn.jpeg(|encoder| encoder.set_progressive(true)));
    reads(&drawn.jpeg(|encoder| encoder.set_restart_interval(3)));
    reads(&drawn.jpeg(|encoder| {
        encoder.add_app_segment(1, b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0".to_vec()).expect("short");
    }));
    reads(&drawn.jpeg_of(JpegColor::Rgb, &drawn.each(|gray| [gray; 3]), |_| ()));
    let inks = drawn.each(|gray| [0, 0, 0, 255 - gray]);
    for color in [JpegColor::Cmyk, JpegColor::CmykAsYcck] {
        reads(&drawn.jpeg_of(color, &inks, |_| ()));
        reads(&drawn.jpeg_of(color, &inks, |encoder| {
            encoder.set_progressive(true);
            encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_1_1);
        }));
    }
}

#[test]
fn small_turned_mirrored_and_inverted_codes_are_read() {
    reads(&Drawn::of(DIGITS, 1).png());
    reads(&Drawn::of(DIGITS, 20).png());
    let drawn = Drawn::of(DIGITS, 5);
    let changed = |at: fn(usize, usize, usize) -> usize, flip: u8| {
        let side = drawn.width;
        let place = |index| at(index % side, index / side, side);
        let gray = (0..side * side).map(|index| drawn.gray[place(index)] ^ flip).collect();
        Drawn { gray, ..drawn }.png()
    };
    reads(&changed(|x, y, side| (side - 1 - x) * side + y, 0));
    reads(&changed(|x, y, side| (side - 1 - y) * side + side - 1 - x, 0));
    reads(&changed(|x, y, side| x * side + y, 0));
    reads(&changed(|x, y, side| y * side + x, 255));
}

#[test]
fn no_code_a_foreign_code_and_several_codes_have_their_own_errors() {
    let (one, other) = (Drawn::of(DIGITS, 4), Drawn::of(OTHERS, 4));
    let foreign = Drawn::of("https://example.org/", 4);
    assert_eq!(scan(&Drawn::blank(300, 200).png()), Err(ScanError::NoCode));
    assert_eq!(scan(&foreign.png()), Err(ScanError::Foreign));
    // Two Japanese characters (kanji mode), which are not read as text.
    assert_eq!(scan(&Drawn::of(b"\x93\x5f\xe4\xaa", 4).png()), Err(ScanError::Foreign));
    assert_eq!(scan(&one.beside(&other).png()), Err(ScanError::Several));
    // The smaller code is found only at a larger size of the picture.
    assert_eq!(scan(&Drawn::of(OTHERS, 30).beside(&one).png()), Err(ScanError::Several));
    // The same code twice counts once, and a foreign code beside it is ignored.
    reads(&one.beside(&one).png());
    reads(&one.beside(&foreign).png());
}

#[test]
fn a_code_partly_covered_by_a_finger_is_read() {
    // At the right edge, below the finder pattern: about 20 of 70 bytes, of which level M corrects
    // at most 13 wrong ones.
    let mut drawn = Drawn::of(DIGITS, 6);
    let side = drawn.width;
    let covered = |x: usize, y: usize| x > side - 14 * 6 && y > 15 * 6 && y < side - 10 * 6;
    for index in 0..side * side {
        if covered(index % side, index / side) {
            drawn.gray[index] = 150;
        }
    }
    reads(&drawn.png());
}

#[test]
fn sizes_that_are_only_claimed_take_no_memory() {
    for [width, height] in [[0x7fff_ffff, 0x7fff_ffff], [40_000, 1], [1, 1 << 31], [9000, 9000]] {
        let file = raw_png(width, height, 0, &[0; 100]);
        assert!(matches!(scan(&file), Err(ScanError::TooLarge | ScanError::Damaged)));
    }
    let mut file = Drawn::of(DIGITS, 4).jpeg(|_| ());
    let frame = file.windows(2).position(|two| two == b"\xff\xc0").expect("baseline");
    file[frame + 5..frame + 9].fill(0xff);
    assert_eq!(scan(&file), Err(ScanError::TooLarge));
    for sides in [[0, 0], [0, 9], [9, 0]] {
        assert_eq!(scan(&raw_png(sides[0], sides[1], 0, &[0; 10])), Err(ScanError::Damaged));
    }
}

#[test]
fn a_picture_that_unpacks_to_very_much_is_refused_or_searched_in_bounded_time() {
    let blank = Drawn::blank(8192, 8192);
    let file = png(&blank, ColorType::Grayscale, BitDepth::One, &vec![0xff; 8192 * 8192 / 8]);
    assert!(file.len() < 100_000);
    assert_eq!(scan(&file), Err(ScanError::NoCode));
}

#[test]
fn a_jpeg_that_goes_over_its_pixels_again_and_again_is_refused() {
    let file = Drawn::of(DIGITS, 4).jpeg(|encoder| encoder.set_progressive(true));
    let scan_at = file.windows(2).rposition(|two| two == b"\xff\xda").expect("a scan");
    let end = file.len() - 2;
    let again = file[scan_at..end].repeat(1000);
    let file = [&file[..end], &again, &file[end..]].concat();
    assert_eq!(scan(&file), Err(ScanError::TooLarge));
}

/// A lattice of finder patterns combines to a vast number of possible codes.
#[test]
fn a_picture_full_of_finder_patterns_is_searched_in_bounded_time() {
    const PITCH: usize = 27;
    let mut drawn = Drawn::blank(2600, 2600);
    for index in 0..drawn.gray.len() {
        let [x, y] = [index % 2600 % PITCH / 3, index / 2600 % PITCH / 3];
        let ring = x.abs_diff(3).max(y.abs_diff(3));
        if ring != 2 && ring < 4 {
            drawn.gray[index] = 0;
        }
    }
    let begin = std::time::Instant::now();
    assert_eq!(scan(&drawn.png()), Err(ScanError::NoCode));
    assert!(begin.elapsed().as_secs() < 100, "{:?}", begin.elapsed());
}

#[test]
fn damaged_files_are_refused_or_read_right() {
    let drawn = Drawn::of(DIGITS, 2);
    let files =
        [drawn.png(), drawn.jpeg(|_| ()), drawn.jpeg(|encoder| encoder.set_progressive(true))];
    for file in &files {
        let results = (0..file.len()).step_by(file.len() / 23).map(|end| scan(&file[..end]));
        for result in results.chain([scan(&[&file[..12], &[0xa5; 500]].concat())]) {
            assert!(result.is_err() || result.as_deref() == Ok(DIGITS), "{result:?}");
        }
    }
    for file in [
        &b""[..],
        b"%PDF-",
        b"%PDF-1.7\n/ActualText (1: ",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"GIF89a",
    ] {
        assert!(scan(file).is_err());
    }
}

/// A valid code, for sheets.
const VALID: &str =
    "77435073529418934422542544218641957756049439758847346331182689435145632692588077";
const OTHER_IDENTITY: &str = "did:key:z6Mku3Mzidgy9Ki1crj1w4MStYNJx9BGvFrXMVmysPCSqSkQ";

fn sheet(is_blank: bool) -> (Vec<u8>, String) {
    let code = crate::code::BackupCode::from_canonical_text(VALID).expect("a code");
    let identity = crate::derivation::identity(&code);
    let sheet = crate::paper::Sheet {
        name: &"alice".parse().expect("a name"),
        identity: &identity,
        code: (!is_blank).then_some(&code),
        note: "",
        day: "2026-11-21",
        page: crate::paper::PageSize::A4,
        is_guessed: false,
    };
    let bytes = sheet.write(crate::paper::SheetFormat::Pdf).expect("no note");
    (bytes.expose().clone(), identity.to_string())
}

fn found(file: &[u8]) -> Result<(String, Vec<String>), ScanError> {
    let found = read(file, &|_| ControlFlow::Continue(()))?;
    let text = String::from_utf8(found.code.expose().clone()).expect("digits");
    let digits: String = text
        .split_whitespace()
        .filter(|word| !word.ends_with(':'))
        .flat_map(str::chars)
        .filter(char::is_ascii_digit)
        .collect();
    Ok((digits, found.identities))
}

/// Returns the bytes with each occurrence of a text replaced by another.
fn exchanged(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = bytes.to_vec();
    let places: Vec<usize> =
        (0..bytes.len()).filter(|at| bytes[*at..].starts_with(from.as_bytes())).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    }
    bytes
}

#[test]
fn a_document_gives_the_identities_that_stand_in_it() {
    let (file, identity) = sheet(false);
    assert_eq!(found(&file), Ok((String::from(VALID), vec![identity.clone()])));
    let forged = exchanged(&file, &identity, OTHER_IDENTITY);
    assert_eq!(found(&forged), Ok((String::from(VALID), vec![String::from(OTHER_IDENTITY)])));
    assert_eq!(found(&sheet(true).0), Err(ScanError::Blank));
    // The digits in the text are another code than the one in the QR code.
    let forged = exchanged(&file, "77435", "77436");
    assert_eq!(found(&forged), Err(ScanError::Several));
}

/// Returns a document of these objects, numbered from 1.
fn document(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    for (number, object) in (1..).zip(objects) {
        file.extend(format!("{number} 0 obj\n").bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    file.extend(b"trailer <</Root 1 0 R>>\n");
    file
}

fn stream(dict: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<<{dict}/Length {}>>stream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

#[test]
fn a_document_that_leads_in_circles_or_unpacks_without_end_is_refused_soon() {
    let object = |text: &str| text.as_bytes().to_vec();
    let zeros = miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; 127 << 20], 9);
    let twice = miniz_oxide::deflate::compress_to_vec_zlib(&zeros, 9);
    let catalog = || object("<</Type/Catalog/Pages 2 0 R>>");
    let page = |more: &str| object(&format!("<</Type/Page/MediaBox[0 0 99 99]{more}>>"));
    let bomb = |filter: &str, data: &[u8]| {
        document(&[catalog(), page("/Contents 3 0 R"), stream(&format!("/Filter{filter}"), data)])
    };
    let again = "/A Do ".repeat(10_000);
    let form = "/Subtype/Form/Resources<</XObject<</A 3 0 R>>>>";
    let files = [
        document(&[catalog(), object("2 0 R")]),
        document(&[catalog(), object("3 0 R"), object("2 0 R")]),
        document(&[
            catalog(),
            object("<</Kids[2 0 R 3 0 R]>>"),
            object("<</Kids[2 0 R]/Parent 3 0 R>>"),
        ]),
        document(&[
            catalog(),
            page("/Contents 3 0 R/Resources 2 0 R"),
            stream("/Length 3 0 R", b"q"),
        ]),
        document(&[
            catalog(),
            page("/Contents 3 0 R/Resources<</XObject<</A 3 0 R>>>>"),
            stream(form, again.as_bytes()),
        ]),
        bomb("/FlateDecode", &zeros),
        bomb("[/FlateDecode/FlateDecode]", &twice),
        bomb("[/Fl/Fl/Fl/Fl/Fl/Fl]", &twice),
        document(&[stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &zeros), object("<<>>")]),
        document(&[stream("/Type/ObjStm/N 4000000000/First 0", b"1 0 1 0"), object("<<>>")]),
        document(&[catalog(), page("/Contents 3 0 R"), stream("", &b"q ".repeat(1 << 20))]),
        document(&[catalog(), page("/Contents 3 0 R"), stream("", &b"[".repeat(1 << 20))]),
        document(&[catalog(), page("/Contents 3 0 R"), stream("", &b"0 0 m ".repeat(1 << 20))]),
        document(&[
            catalog(),
            page("/Contents 3 0 R"),
            stream("", &b"0 0 9e9 99 re f ".repeat(1 << 16)),
        ]),
        b"%PDF-1.7\n".iter().copied().chain(b"1 0 obj(".repeat(1 << 16)).collect(),
        b"%PDF-1.7\n".iter().copied().chain(b"1 0 obj<</A".repeat(1 << 16)).collect(),
    ];
    for (index, file) in files.iter().enumerate() {
        let begin = std::time::Instant::now();
        let outcome = found(file);
        assert!(outcome.is_err(), "{index}: {outcome:?}");
        assert!(begin.elapsed().as_secs() < 60, "{index}: {:?}", begin.elapsed());
    }
}

/// Returns a small picture in every supported format.
fn every_format() -> Vec<Vec<u8>> {
    let drawn = Drawn::of(DIGITS, 2);
    let [width, height] = [drawn.width, drawn.height].map(|side| u32::try_from(side).expect("few"));
    let colors = drawn.each(|gray| [gray; 3]);
    let mut webp = Vec::new();
    image_webp::WebPEncoder::new(&mut webp)
        .encode(&colors, width, height, image_webp::ColorType::Rgb8)
        .expect("a vector takes everything");
    let mut gif = Vec::new();
    let sides = [drawn.width, drawn.height].map(|side| u16::try_from(side).expect("few"));
    let mut encoder = gif::Encoder::new(&mut gif, sides[0], sides[1], &[0, 0, 0, 255, 255, 255])
        .expect("a palette");
    let indices = drawn.each(|gray| [gray / 255]);
    let frame = gif::Frame::from_indexed_pixels(sides[0], sides[1], indices, None);
    encoder.write_frame(&frame).expect("a vector takes everything");
    drop(encoder);
    let mut tiff = std::io::Cursor::new(Vec::new());
    tiff::encoder::TiffEncoder::new(&mut tiff)
        .expect("a vector takes everything")
        .with_compression(tiff::encoder::Compression::Lzw)
        .write_image::<tiff::encoder::colortype::Gray8>(width, height, &drawn.gray)
        .expect("a vector takes everything");
    let row = (3 * drawn.width).next_multiple_of(4);
    let mut bmp = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    bmp.extend([width.to_le_bytes(), height.to_le_bytes()].concat());
    bmp.extend(b"\x01\0\x18\0");
    bmp.extend([0; 24]);
    for line in colors.chunks(3 * drawn.width).rev() {
        bmp.extend(line);
        bmp.extend(vec![0; row - line.len()]);
    }
    let inks = drawn.each(|gray| [0, 0, 0, 255 - gray]);
    vec![
        drawn.png(),
        drawn.jpeg(|_| ()),
        drawn.jpeg(|encoder| encoder.set_progressive(true)),
        drawn.jpeg_of(JpegColor::Cmyk, &inks, |_| ()),
        drawn.jpeg_of(JpegColor::CmykAsYcck, &inks, |_| ()),
        webp,
        gif,
        tiff.into_inner(),
        bmp,
        pdf_of(&drawn),
    ]
}

/// Returns a document of one picture, as scanners make them.
fn pdf_of(drawn: &Drawn) -> Vec<u8> {
    let data = miniz_oxide::deflate::compress_to_vec_zlib(&drawn.gray, 6);
    let image = format!(
        "/Subtype/Image/Width {}/Height {}/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode",
        drawn.width, drawn.height
    );
    document(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 99 99]>>".to_vec(),
        b"<</Type/Page/Contents 4 0 R/Resources<</XObject<</A 5 0 R>>>>>>".to_vec(),
        stream("", b"q 99 0 0 99 0 0 cm /A Do Q"),
        stream(&image, &data),
    ])
}

#[test]
fn every_format_is_read() {
    for (index, file) in every_format().iter().enumerate() {
        assert_eq!(scan(file).as_deref(), Ok(DIGITS), "{index}");
    }
}

#[test]
fn a_flipped_bit_or_a_torn_end_is_an_error_or_makes_no_difference() {
    const TRIES: usize = 60;
    let mut files = every_format();
    files.push(sheet(false).0);
    for (index, file) in files.iter().enumerate() {
        let expected = if index + 1 == files.len() { VALID } else { DIGITS };
        let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
        let mut draw = |below: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            usize::try_from(seed >> 16).expect("64 bits") % below
        };
        for attempt in 0..TRIES {
            let mut file = file.clone();
            // Half of the changes hit the first bytes, where the headers are.
            let reach = if attempt % 2 == 0 { file.len() } else { file.len().min(200) };
            match attempt % 5 {
                0 => file.truncate(draw(reach)),
                1 => drop(file.splice(draw(reach)..file.len(), [])),
                _ => {
                    for _ in 0..=attempt % 4 {
                        let at = draw(reach);
                        file[at] ^= 1 << draw(8);
                    }
                }
            }
            let outcome = found(&file);
            let is_right = match &outcome {
                // Of a torn text, some rows may be left: they are reported as a damaged code.
                Ok((digits, _)) => digits == expected || digits.len() < 80,
                Err(_) => true,
            };
            assert!(is_right, "{index}, {attempt}: {outcome:?}");
        }
    }
}
