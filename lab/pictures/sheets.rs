//! Sheets of seeded codes, as the printer makes them.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use qrcode::{Color, EcLevel, QrCode};
use rqrr::PreparedImage;

use crate::generator::Generator;
use crate::program;

const DOTS_PER_INCH: u32 = 200;
const DOTS: f64 = DOTS_PER_INCH as f64 / 25.4;
/// The quiet zone of a QR code, in modules.
const QUIET: usize = 4;

/// A printed sheet.
pub(crate) struct Printed {
    /// The 80 digits on it.
    pub(crate) digits: String,
    /// The keystore that contains only the sheet's account.
    pub(crate) keystore: PathBuf,
    /// The middle of the QR code and its side without the quiet zone, in millimeters.
    pub(crate) middle: [f64; 2],
    pub(crate) side: f64,
    gray: Vec<u8>,
    size: [usize; 2],
}

impl Printed {
    /// Returns the sheet of a code of this seed, with its PDF rendered by `pdftoppm`.
    pub(crate) fn of(seed: u64, case: u32, folder: &Path) -> Self {
        let digits = Generator::of(seed, "sheet", case).code().canonical_text().expose().clone();
        let keystore = folder.join(format!("keystore-{case}"));
        let (gray, size) = rendered(&program::sheet(&keystore, &digits));
        let mut sheet = Self { digits, keystore, middle: [0.0; 2], side: 0.0, gray, size };
        sheet.find();
        sheet
    }

    /// Returns the same sheet with a QR code of another level and size: `side` includes the quiet
    /// zone.
    pub(crate) fn with(&self, level: EcLevel, side: f64) -> Self {
        let code = QrCode::with_error_correction_level(&self.digits, level).expect("80 digits");
        let modules = code.width();
        let colors = code.into_colors();
        let module = side / (modules + 2 * QUIET) as f64;
        let inside = module * modules as f64;
        let mut gray = self.gray.clone();
        // The cleared square also covers the old code.
        let cleared = side.max(self.side * 1.3) / 2.0;
        for (index, shade) in gray.iter_mut().enumerate() {
            let [x, y] = [index % self.size[0], index / self.size[0]];
            let at = [x, y].map(|dot| (dot as f64 + 0.5) / DOTS);
            let from = [at[0] - self.middle[0], at[1] - self.middle[1]];
            if from.iter().all(|along| along.abs() <= cleared) {
                let place = from.map(|along| ((along + inside / 2.0) / module).floor());
                let is_inside = place.iter().all(|n| (0.0..modules as f64).contains(n));
                let is_dark = is_inside
                    && colors[place[1] as usize * modules + place[0] as usize] == Color::Dark;
                *shade = if is_dark { 0 } else { 255 };
            }
        }
        Self {
            digits: self.digits.clone(),
            keystore: self.keystore.clone(),
            middle: self.middle,
            side: inside,
            gray,
            ..*self
        }
    }

    /// Returns the shade of the paper at a place, from 0 to 1, or `None` outside the page.
    pub(crate) fn shade(&self, place: [f64; 2]) -> Option<f32> {
        let [x, y] = place.map(|along| along * DOTS - 0.5);
        let [width, height] = self.size;
        if x < 0.0 || y < 0.0 || x >= (width - 1) as f64 || y >= (height - 1) as f64 {
            return None;
        }
        let [left, top] = [x as usize, y as usize];
        let [right, down] = [(x - left as f64) as f32, (y - top as f64) as f32];
        let at = |x: usize, y: usize| f32::from(self.gray[y * width + x]);
        let row = |y: usize| at(left, y) * (1.0 - right) + at(left + 1, y) * right;
        Some((row(top) * (1.0 - down) + row(top + 1) * down) / 255.0)
    }

    /// Returns the middle of the page.
    pub(crate) fn page_middle(&self) -> [f64; 2] {
        self.size.map(|dots| dots as f64 / DOTS / 2.0)
    }

    /// Finds the QR code on the clean page.
    fn find(&mut self) {
        let [width, height] = self.size;
        let at = |x, y| self.gray[y * width + x];
        let mut image = PreparedImage::prepare_from_greyscale(width, height, at);
        let grids = image.detect_grids();
        let [grid] = &grids[..] else { panic!("{} QR codes on a clean sheet", grids.len()) };
        let (meta, text) = grid.decode().expect("a clean QR code");
        assert_eq!(text, self.digits);
        // rqrr's corners are one module too far to the right and below.
        let modules = f64::from(u32::try_from(meta.version.to_size()).expect("at most 177"));
        let [from, to] = [grid.bounds[0], grid.bounds[2]]
            .map(|corner| [f64::from(corner.x) / DOTS, f64::from(corner.y) / DOTS]);
        self.side = (to[0] - from[0]) * modules / (modules + 1.0);
        self.middle = from.map(|along| along + self.side / 2.0);
    }
}

/// Returns the only page of a PDF in shades of gray, and its size.
fn rendered(pdf: &[u8]) -> (Vec<u8>, [usize; 2]) {
    let dots = DOTS_PER_INCH.to_string();
    let mut child = Command::new("pdftoppm")
        .args(["-gray", "-r", &dots, "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftoppm starts");
    child.stdin.take().expect("a pipe").write_all(pdf).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "pdftoppm failed");
    // A PGM file: P5, width, height, 255, and the pixels.
    let mut lines = output.stdout.splitn(4, |&byte| byte == b'\n');
    let mut line = || lines.next().expect("a PGM file");
    assert_eq!(line(), b"P5");
    let size = str::from_utf8(line()).expect("numbers").to_owned();
    let mut sides = size.split(' ').map(|side| side.parse().expect("a number"));
    let size = [sides.next().expect("a width"), sides.next().expect("a height")];
    assert_eq!(line(), b"255");
    let gray = line().to_vec();
    assert_eq!(gray.len(), size[0] * size[1]);
    (gray, size)
}
