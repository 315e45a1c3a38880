//! Pictures and documents of the sheet, made and saved again by common programs.
//!
//! The table in docs/reading.md lists these cases. `COLLAB_UPDATE=1 cargo test generated` rewrites
//! it.

mod memory;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use crate::support::collab::{ALICE, BOB, Home, skip_without};

/// The outcome of reading a picture.
#[derive(Clone, Copy)]
enum Outcome {
    Read,
    Refused(&'static str),
}
use Outcome::{Read, Refused};

const BLANK: &str = "this sheet was made with empty boxes, so it has no QR code";
const SEVERAL: &str = "there are several backup codes in the picture";
const ENCRYPTED: &str = "the PDF is encrypted";
const FOREIGN_PDF: &str = "the PDF has no QR code and no backup code in its text";
const UNUSUAL: &str = "the file is a TIFF picture of an unusual kind, which collab can't read";
const NO_CODE: &str = "no QR code was found in the picture";

/// A kind of picture: its name, the script that makes `out` from the files below, and the outcome.
type Case = (&'static str, &'static str, Outcome);

/// Files that every script may use.
const BASE: &str = "\
    pdftoppm -singlefile -png -r 150 sheet.pdf page; \
    pdftoppm -singlefile -png -r 300 -gray sheet.pdf scan; \
    pdftoppm -singlefile -png -r 150 bob.pdf bob; \
    pdftoppm -singlefile -png -r 100 blank.pdf blank";

const DOCUMENTS: &[Case] = &[
    ("as `collab print` made it", "cp sheet.pdf out", Read),
    ("`qpdf --linearize`", "qpdf --linearize sheet.pdf out", Read),
    ("`qpdf --object-streams=generate`", "qpdf --object-streams=generate sheet.pdf out", Read),
    (
        "`qpdf --recompress-flate --compression-level=9`",
        "qpdf --recompress-flate --compression-level=9 --object-streams=generate sheet.pdf out",
        Read,
    ),
    ("`qpdf --qdf`", "qpdf --qdf sheet.pdf out", Read),
    ("`qpdf --stream-data=uncompress`", "qpdf --stream-data=uncompress sheet.pdf out", Read),
    ("`gs -sDEVICE=pdfwrite`", "gs -q -o out -sDEVICE=pdfwrite sheet.pdf", Read),
    (
        "`gs -dPDFSETTINGS=/screen`",
        "gs -q -o out -sDEVICE=pdfwrite -dPDFSETTINGS=/screen sheet.pdf",
        Read,
    ),
    (
        "`gs -dPDFSETTINGS=/ebook`",
        "gs -q -o out -sDEVICE=pdfwrite -dPDFSETTINGS=/ebook sheet.pdf",
        Read,
    ),
    (
        "`gs -dPDFSETTINGS=/printer`",
        "gs -q -o out -sDEVICE=pdfwrite -dPDFSETTINGS=/printer sheet.pdf",
        Read,
    ),
    (
        "`gs -dPDFSETTINGS=/prepress`",
        "gs -q -o out -sDEVICE=pdfwrite -dPDFSETTINGS=/prepress sheet.pdf",
        Read,
    ),
    (
        "`gs -dCompatibilityLevel=1.3`",
        "gs -q -o out -sDEVICE=pdfwrite -dCompatibilityLevel=1.3 sheet.pdf",
        Read,
    ),
    (
        "`gs -dNoOutputFonts`, words as outlines",
        "gs -q -o out -sDEVICE=pdfwrite -dNoOutputFonts sheet.pdf",
        Read,
    ),
    ("`gs -sDEVICE=pdfimage24`", "gs -q -r150 -o out -sDEVICE=pdfimage24 sheet.pdf", Read),
    ("`gs -sDEVICE=pdfimage8`", "gs -q -r150 -o out -sDEVICE=pdfimage8 sheet.pdf", Read),
    ("`gs -sDEVICE=pdfimage32`, inks", "gs -q -r150 -o out -sDEVICE=pdfimage32 sheet.pdf", Read),
    ("PostScript and back", "gs -q -o out.ps -sDEVICE=ps2write sheet.pdf; ps2pdf out.ps out", Read),
    ("`mutool clean`", "mutool clean sheet.pdf out.pdf; mv out.pdf out", Read),
    ("`mutool clean -g`", "mutool clean -g sheet.pdf out.pdf; mv out.pdf out", Read),
    ("`mutool clean -gggg -z`", "mutool clean -gggg -z sheet.pdf out.pdf; mv out.pdf out", Read),
    ("`mutool clean -z -f -i`", "mutool clean -z -f -i sheet.pdf out.pdf; mv out.pdf out", Read),
    ("`mutool clean -d`", "mutool clean -d sheet.pdf out.pdf; mv out.pdf out", Read),
    ("`mutool clean -a -z`", "mutool clean -a -z sheet.pdf out.pdf; mv out.pdf out", Read),
    ("`pdftocairo -pdf`", "pdftocairo -pdf sheet.pdf out", Read),
    ("PostScript of `pdftops` and back", "pdftops sheet.pdf out.ps; ps2pdf out.ps out", Read),
    ("the SVG by `rsvg-convert -f pdf`", "rsvg-convert -f pdf -o out sheet.svg", Read),
    ("a picture in a PDF, deflated", "img2pdf page.png -o out", Read),
    ("a picture in a PDF, as JPEG", "convert page.png o.jpg; img2pdf o.jpg -o out", Read),
    (
        "a picture in a PDF, 16 bits",
        "convert page.png -depth 16 png48:o.png; img2pdf o.png -o out",
        Read,
    ),
    (
        "a picture in a PDF, packed as ASCII and LZW",
        "gs -q -r150 -o o.pdf -sDEVICE=pdfimage8 sheet.pdf; gs -q -o out -sDEVICE=pdfwrite -dASCII85EncodePages=true -dEncodeGrayImages=true -dGrayImageFilter=/LZWEncode -dAutoFilterGrayImages=false o.pdf",
        Read,
    ),
    ("a picture in a PDF, 1 bit", "convert page.png -monochrome o.png; img2pdf o.png -o out", Read),
    (
        "a picture in a PDF, as fax (group 4)",
        "convert scan.png -monochrome -compress group4 o.tif; img2pdf o.tif -o out",
        Read,
    ),
    (
        "a picture in a PDF, as fax by `gs`",
        "convert scan.png -monochrome o.png; img2pdf o.png -o o.pdf; gs -q -o out -sDEVICE=pdfwrite -dMonoImageFilter=/CCITTFaxEncode o.pdf",
        Read,
    ),
    (
        "a picture in a PDF, with a palette",
        "convert page.png -colors 8 png8:o.png; img2pdf o.png -o out",
        Read,
    ),
    (
        "a picture in a PDF, in inks",
        "convert page.png -colorspace CMYK o.jpg; img2pdf o.jpg -o out",
        Read,
    ),
    (
        "a picture in a PDF, with opacity",
        "convert page.png -transparent white png32:o.png; printf '<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"600\" height=\"850\"><image width=\"600\" height=\"850\" xlink:href=\"o.png\"/></svg>' >o.svg; rsvg-convert -f pdf -o out o.svg",
        Read,
    ),
    (
        "a picture in a PDF, as JPEG 2000",
        "convert page.png o.jp2; img2pdf o.jp2 -o out",
        Refused("the PDF holds a picture in JPEG 2000, which collab can't read"),
    ),
    ("a scan by `pdftocairo`", "pdftocairo -pdf -rx 100 sheet.pdf out", Read),
    ("a scan, turned page by `qpdf --rotate`", "qpdf --rotate=90 sheet.pdf out", Read),
    (
        "several pages, one with the sheet",
        "qpdf --empty --pages blank.pdf sheet.pdf blank.pdf -- out",
        Read,
    ),
    ("the same sheet twice", "qpdf --empty --pages sheet.pdf sheet.pdf -- out", Read),
    ("two pages with two codes", "qpdf --empty --pages sheet.pdf bob.pdf -- out", Refused(SEVERAL)),
    ("two scans of two codes", "img2pdf page.png bob.png -o out", Refused(SEVERAL)),
    (
        "pages with a sheet of one code and a scan of another",
        "img2pdf bob.png -o bob2.pdf; qpdf --empty --pages sheet.pdf bob2.pdf -- out",
        Refused(SEVERAL),
    ),
    ("a sheet with empty boxes", "cp blank.pdf out", Refused(BLANK)),
    ("the same by `qpdf --linearize`", "qpdf --linearize blank.pdf out", Refused(BLANK)),
    ("the same by `gs`", "gs -q -o out -sDEVICE=pdfwrite blank.pdf", Refused(BLANK)),
    (
        "the same by `mutool clean -z`",
        "mutool clean -z blank.pdf out.pdf; mv out.pdf out",
        Refused(BLANK),
    ),
    ("a scan of a sheet with empty boxes", "img2pdf blank.png -o out", Refused(NO_CODE)),
    (
        "encrypted with a password",
        "qpdf --encrypt secret secret 256 -- sheet.pdf out",
        Refused(ENCRYPTED),
    ),
    (
        "encrypted, opens without a password",
        "qpdf --encrypt '' owner 256 -- sheet.pdf out",
        Refused(ENCRYPTED),
    ),
    (
        "encrypted as before 2008",
        "qpdf --allow-weak-crypto --encrypt '' o 40 -- sheet.pdf out",
        Refused(ENCRYPTED),
    ),
    (
        "of something else",
        "printf '%%!\\n/Times-Roman 20 selectfont 72 700 moveto (Hello) show showpage\\n' >out.ps; \
         ps2pdf out.ps out",
        Refused(FOREIGN_PDF),
    ),
    (
        "a typed text with the digits",
        "(printf '%%!\\n/Courier 12 selectfont\\n'; y=700; while read -r row; do \
         printf '72 %s moveto (%s) show\\n' $y \"$row\"; y=$((y - 20)); done <rows; \
         echo showpage) >out.ps; ps2pdf out.ps out",
        Read,
    ),
];

const PICTURES: &[Case] = &[
    ("PNG, color", "cp page.png out", Read),
    ("PNG, gray, 300 dpi", "cp scan.png out", Read),
    ("PNG, 1 bit", "convert page.png -monochrome png:out", Read),
    ("PNG, palette", "convert page.png -colors 16 png8:out", Read),
    ("PNG, 16 bits", "convert page.png -depth 16 png48:out", Read),
    ("PNG, with opacity", "convert page.png -transparent white png32:out", Read),
    ("PNG, interlaced", "convert page.png -interlace PNG png:out", Read),
    ("JPEG, quality 90", "convert page.png -quality 90 jpg:out", Read),
    ("JPEG, quality 50", "convert page.png -quality 50 jpg:out", Read),
    ("JPEG, quality 20", "convert page.png -quality 20 jpg:out", Read),
    ("JPEG, gray", "convert page.png -colorspace gray jpg:out", Read),
    ("JPEG, progressive", "convert page.png -interlace JPEG jpg:out", Read),
    ("JPEG, inks (CMYK)", "convert page.png -colorspace CMYK jpg:out", Read),
    ("JPEG, inks, progressive", "convert page.png -colorspace CMYK -interlace JPEG jpg:out", Read),
    ("JPEG, inks, gray", "convert scan.png -colorspace CMYK -quality 70 jpg:out", Read),
    ("WebP, lossless", "cwebp -quiet -lossless page.png -o out", Read),
    ("WebP, quality 75", "cwebp -quiet -q 75 page.png -o out", Read),
    ("WebP, quality 20", "cwebp -quiet -q 20 page.png -o out", Read),
    (
        "WebP, with opacity",
        "convert page.png -transparent white o.png; cwebp -quiet o.png -o out",
        Read,
    ),
    ("GIF", "convert page.png gif:out", Read),
    ("GIF, 2 colors", "convert page.png -monochrome gif:out", Read),
    ("GIF, interlaced", "convert page.png -interlace GIF gif:out", Read),
    ("BMP, 24 bits", "convert page.png -type truecolor bmp:out", Read),
    ("BMP, 8 bits", "convert page.png -colors 200 -type palette -compress none bmp3:out", Read),
    (
        "BMP, run lengths",
        "convert page.png -colors 16 -type palette -compress rle bmp3:out",
        Refused("the file is a BMP picture packed as run lengths, which collab can't read"),
    ),
    ("BMP, 1 bit", "convert page.png -monochrome bmp3:out", Read),
    ("BMP, version 2", "convert page.png -type truecolor bmp2:out", Read),
    ("TIFF", "convert page.png -compress none tiff:out", Read),
    ("TIFF, LZW", "convert page.png -compress lzw tiff:out", Read),
    ("TIFF, deflated", "convert page.png -compress zip tiff:out", Read),
    ("TIFF, JPEG", "convert page.png -compress jpeg tiff:out", Read),
    ("TIFF, PackBits", "convert page.png -compress rle tiff:out", Read),
    ("TIFF, fax (group 4)", "convert scan.png -monochrome -compress group4 tiff:out", Read),
    (
        "TIFF, fax (group 3)",
        "convert scan.png -monochrome -compress fax tiff:out",
        Refused(UNUSUAL),
    ),
    ("TIFF, 1 bit", "convert page.png -monochrome -compress lzw tiff:out", Read),
    ("TIFF, gray", "convert scan.png -compress lzw tiff:out", Read),
    (
        "TIFF, palette",
        "convert page.png -colors 16 -type palette -compress lzw tiff:out",
        Refused(UNUSUAL),
    ),
    ("TIFF, 16 bits", "convert page.png -depth 16 -compress zip tiff:out", Read),
    ("TIFF, inks", "convert page.png -colorspace CMYK -compress lzw tiff:out", Read),
    (
        "TIFF, tiles",
        "convert page.png -define tiff:tile-geometry=256x256 -compress lzw tiff:out",
        Read,
    ),
    ("TIFF, planes", "convert page.png -interlace plane -compress lzw tiff:out", Read),
    ("TIFF, pages", "convert blank.png page.png -compress lzw tiff:out", Read),
    (
        "TIFF, pages with two codes",
        "convert page.png bob.png -compress lzw tiff:out",
        Refused(SEVERAL),
    ),
    ("turned by 90°", "convert page.png -rotate 90 png:out", Read),
    ("turned by 30°", "convert page.png -rotate 30 jpg:out", Read),
    ("mirrored", "convert page.png -flop png:out", Read),
    ("inverted", "convert page.png -negate png:out", Read),
    (
        "a screenshot, 60 %",
        "convert page.png -resize 60% -background gray40 -gravity center -extent 1600x1200 png:out",
        Read,
    ),
    ("faded", "convert page.png -level 0,100% +level 55,80% jpg:out", Read),
    ("blurred", "convert page.png -blur 0x1.2 jpg:out", Read),
    ("two codes beside each other", "convert page.png bob.png +append png:out", Refused(SEVERAL)),
    ("a sheet with empty boxes", "cp blank.png out", Refused(NO_CODE)),
    (
        "HEIC",
        "heif-enc -q 80 page.png -o out.heic >log; mv out.heic out",
        Refused("the file is a HEIC picture, which collab can't read"),
    ),
    (
        "JPEG 2000",
        "convert page.png jp2:out",
        Refused("the file is a JPEG 2000 picture, which collab can't read"),
    ),
    ("SVG", "cp sheet.svg out", Refused("the file is an SVG drawing, which collab can't read")),
    (
        "PostScript",
        "pdftops sheet.pdf out",
        Refused("the file is a PostScript document, which collab can't read"),
    ),
    (
        "PPM",
        "pdftoppm -singlefile sheet.pdf o; mv o.ppm out",
        Refused("the file is a Netpbm picture, which collab can't read"),
    ),
    (
        "Photoshop",
        "convert page.png psd:out",
        Refused("the file is a Photoshop picture, which collab can't read"),
    ),
    (
        "the sheet as text",
        "cp sheet.txt out",
        Refused("the file is a text, which collab can't read"),
    ),
];

/// Returns the first program of a script that is not installed.
fn missing(script: &str) -> Option<&'static str> {
    const PROGRAMS: [&str; 12] = [
        "qpdf",
        "gs",
        "ps2pdf",
        "mutool",
        "pdftocairo",
        "pdftops",
        "pdftoppm",
        "rsvg-convert",
        "convert",
        "cwebp",
        "heif-enc",
        "img2pdf",
    ];
    let is_used = |program: &&&str| script.split([' ', '(']).any(|word| word == **program);
    let is_here = |program: &&str| {
        ["/usr/bin", "/bin"].iter().any(|folder| Path::new(folder).join(program).exists())
    };
    PROGRAMS.iter().filter(is_used).find(|program| !is_here(program)).copied()
}

fn run(script: &str, folder: &Path) {
    let mut command = Command::new("sh");
    command.args(["-ec", script]).current_dir(folder).env("PATH", "/usr/bin:/bin");
    let output = command.output().expect("a shell");
    // qpdf reports warnings through its exit status.
    assert!(matches!(output.status.code(), Some(0 | 3)), "{script}: {output:?}");
}

/// Returns a home with the sheets of Alice and Bob, one with empty boxes, and pictures of them.
fn with_files() -> Home {
    let home = Home::of(&[&ALICE, &BOB]);
    for (arguments, file) in [
        (&["-a", "alice"][..], "sheet.pdf"),
        (&["-a", "alice"], "sheet.svg"),
        (&["-a", "alice"], "sheet.txt"),
        (&["-a", "bob"], "bob.pdf"),
        (&["-a", "alice", "--blank"], "blank.pdf"),
    ] {
        home.collab(["-q", "print", "--sheet", file]).args(arguments).run();
    }
    home.file("rows", ALICE.rows());
    run(BASE, home.path());
    home
}

/// Runs cases in parallel, each in its own folder, and returns those with another outcome than
/// expected.
fn failures(home: &Home, cases: &[Case]) -> Vec<String> {
    let next = Mutex::new(cases.iter().enumerate());
    let failed = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some((index, case)) = next.lock().expect("no panic").next() else { return };
                    if let Some(said) = failure(home, index, case) {
                        failed.lock().expect("no panic").push(said);
                    }
                }
            });
        }
    });
    failed.into_inner().expect("no panic")
}

fn failure(home: &Home, index: usize, (kind, script, outcome): &Case) -> Option<String> {
    if let Some(program) = missing(script) {
        skip_without(program);
        return None;
    }
    let folder = home.at(&format!("case-{index}"));
    fs::create_dir(&folder).expect("a new folder");
    for entry in fs::read_dir(home.path()).expect("a folder").flatten() {
        if entry.path().is_file() {
            fs::hard_link(entry.path(), folder.join(entry.file_name())).expect("a link");
        }
    }
    run(script, &folder);
    let path = folder.join("out");
    let mut command = home.collab(["--account", "alice", "check", "--image"]).arg(&path).command();
    let output = command.output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let is_right = match outcome {
        Read => output.status.success() && output.stdout.starts_with(ALICE.identity.as_bytes()),
        Refused(error) => {
            output.status.code() == Some(4) && said.contains(&format!("error: {error}\n"))
        }
    };
    fs::remove_dir_all(&folder).expect("it was made");
    (!is_right).then(|| format!("{kind}: {:?} {said}", output.status.code()))
}

fn demand(cases: &[Case]) {
    if let Some(program) = missing(BASE) {
        return skip_without(program);
    }
    let failed = failures(&with_files(), cases);
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn documents_of_a_sheet_are_read_or_refused_with_the_right_reason() {
    demand(DOCUMENTS);
}

#[test]
fn pictures_of_a_sheet_are_read_or_refused_with_the_right_reason() {
    demand(PICTURES);
}

/// Returns the section of docs/reading.md that lists these cases.
pub(crate) fn section() -> String {
    let mut text = String::from(
        "\n`--image FILE` reads a picture or a PDF. The test `tests/pictures.rs` makes each of these \
         kinds with\nthe programs that people use, and reads it. A QR code that is damaged is \
         corrected as\n[paper.md](paper.md) says; a code with wrong digits is treated as a typed one.\n",
    );
    for (title, cases) in [("PDF of a sheet", DOCUMENTS), ("Picture of a sheet", PICTURES)] {
        let _ = write!(text, "\n| {title} | outcome |\n| --- | --- |\n");
        for (kind, _, outcome) in cases {
            let outcome = match outcome {
                Read => String::from("read"),
                Refused(error) => format!("refused: {error}"),
            };
            let _ = writeln!(text, "| {kind} | {outcome} |");
        }
    }
    text + "\n"
}
