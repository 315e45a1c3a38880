//! The rate at which the QR code of a sheet is read from bad pictures, by collab and by `zbarimg`.
//!
//! `cargo bench -p collab-lab --bench pictures` makes 300 pictures of our own sheets, rotated,
//! tilted, blurred, noisy, shadowed, compressed and covered, and prints the table of
//! `docs/paper.md`. All randomness comes from a seed: `COLLAB_LAB_SEED` sets another, and
//! `COLLAB_LAB_SHARE=0.1` takes that share of the pictures. `COLLAB_PICTURES_LEVELS=1` measures the
//! level and the side of the QR code instead; `COLLAB_PICTURES_KEEP=FOLDER` keeps the pictures
//! there.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "pictures are places in numbers and numbers in places, some thousand wide"
)]

mod camera;
#[path = "../../tests/support/generator.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod generator;
mod light;
mod program;
mod readers;
mod set;
mod sheets;
mod table;
#[path = "../work.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod work;

use std::fs::{self, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use generator::Generator;
use qrcode::EcLevel;
use set::Class;
use sheets::Printed;
use table::Tally;

/// The number of sheets that are photographed.
const SHEETS: u32 = 4;
const LEVELS: [(&str, EcLevel); 4] =
    [("L", EcLevel::L), ("M", EcLevel::M), ("Q", EcLevel::Q), ("H", EcLevel::H)];
/// Sides of the QR code with its quiet zone, in millimeters.
const SIDES: [f64; 4] = [30.0, 36.0, 44.0, 52.0];

fn main() {
    for program in ["pdftoppm", "zbarimg"] {
        let mut command = Command::new(program);
        if command.arg("-h").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
            say(&format!("NOT MEASURED: there is no {program} here"));
            return;
        }
    }
    let (seed, share) = (work::seed(), work::share(1.0));
    let kept = std::env::var_os("COLLAB_PICTURES_KEEP");
    let temporary = private_folder();
    let folder = kept.as_ref().map_or(temporary.path(), Path::new);
    let keystores = private_folder();
    let sheets: Vec<_> =
        (0..SHEETS).map(|case| Printed::of(seed, case, keystores.path())).collect();
    let all = Measurement { seed, share, folder, is_kept: kept.is_some() };
    let table = if work::number::<u8>("COLLAB_PICTURES_LEVELS").is_some_and(|value| value != 0) {
        all.levels(&sheets)
    } else {
        all.classes(&sheets)
    };
    work::say(&format!("seed {seed}, share {share}\n\n{table}"));
}

/// Returns a folder that only its owner may open.
fn private_folder() -> tempfile::TempDir {
    let private = Permissions::from_mode(0o700);
    tempfile::Builder::new().permissions(private).tempdir().expect("a folder")
}

struct Measurement<'a> {
    seed: u64,
    share: f64,
    folder: &'a Path,
    is_kept: bool,
}

impl Measurement<'_> {
    fn classes(&self, sheets: &[Printed]) -> String {
        let mut rows = Vec::new();
        for class in Class::ALL {
            rows.push((class.name(), self.class(class, sheets, "", 1.0)));
            say(class.name());
        }
        table::classes(&mut rows)
    }

    /// Measures a third of the pictures of every class for each level and side.
    fn levels(&self, sheets: &[Printed]) -> String {
        let mut rows = Vec::new();
        for (name, level) in LEVELS {
            let of_side = |side: f64| {
                let sheets: Vec<_> = sheets.iter().map(|sheet| sheet.with(level, side)).collect();
                let mut sum = [Tally::default(), Tally::default()];
                for class in Class::ALL {
                    let tallies = self.class(class, &sheets, &format!("{name}{side}-"), 1.0 / 3.0);
                    for (sum, tally) in sum.iter_mut().zip(&tallies) {
                        sum.add(tally);
                    }
                }
                say(&format!("level {name}, {side} mm"));
                sum
            };
            rows.push((name, SIDES.map(of_side).into()));
        }
        table::levels(&rows, &SIDES)
    }

    /// Returns our tally and zbarimg's for the pictures of a class.
    fn class(&self, class: Class, sheets: &[Printed], prefix: &str, part: f64) -> [Tally; 2] {
        let mut tallies = [Tally::default(), Tally::default()];
        let pictures = work::part(class.pictures(), self.share * part);
        for case in 0..pictures {
            let sheet = &sheets[(case % SHEETS) as usize];
            let mut generator = Generator::of(self.seed, class.name(), case);
            let file = set::picture(class, sheet, &mut generator);
            let name = class.name().replace([' ', '%'], "");
            let path = self.folder.join(format!("{prefix}{name}-{case:02}.{}", file.ending));
            fs::write(&path, &file.bytes).expect("the folder takes it");
            let [ours, theirs] = &mut tallies;
            ours.count(readers::ours(&path, &sheet.keystore));
            theirs.count(readers::zbarimg(&path, &sheet.digits));
            if self.is_kept {
                fs::write(path.with_extension("txt"), &sheet.digits).expect("the folder takes it");
            } else {
                fs::remove_file(&path).expect("it was just made");
            }
        }
        tallies
    }
}

fn say(line: &str) {
    writeln!(io::stderr(), "{line}").expect("stderr is there");
}
