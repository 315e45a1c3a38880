//! `--image`: the code from a picture of its sheet, for `restore` and `check`.

use std::fs;
use std::path::PathBuf;

use png::{BitDepth, ColorType};
use qrcode::{Color, QrCode};

use crate::support::collab::{ALICE, BOB, Home, set_mode};

const NO_CODE: (&str, &str) = (
    "no QR code was found in the picture",
    "take it again, sharp and without shadows, the whole square and the white around it; or type \
     the boxes",
);

/// Returns a PNG picture with these QR codes side by side.
fn picture(home: &Home, name: &str, texts: &[&str]) -> PathBuf {
    const MODULE: usize = 6;
    const SIDE: usize = 60 * MODULE;
    let width = SIDE * texts.len().max(1);
    let mut pixels = vec![255; width * SIDE];
    for (index, text) in texts.iter().enumerate() {
        let code = QrCode::new(text).expect("it is short");
        for y in 0..code.width() * MODULE {
            for x in 0..code.width() * MODULE {
                if code[(x / MODULE, y / MODULE)] == Color::Dark {
                    let [x, y] = [x + index * SIDE + 5 * MODULE, y + 5 * MODULE];
                    pixels[y * width + x] = 0;
                }
            }
        }
    }
    let mut file = Vec::new();
    let side = |length: usize| u32::try_from(length).expect("some hundreds");
    let mut encoder = png::Encoder::new(&mut file, side(width), side(SIDE));
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header().expect("a vector takes everything");
    writer.write_image_data(&pixels).expect("a vector takes everything");
    writer.finish().expect("a vector takes everything");
    home.file(name, file)
}

#[test]
fn restores_and_checks() {
    let home = Home::new();
    picture(&home, "photo.png", &[ALICE.code]);
    home.collab(["-q", "restore", "alice", "--image", "photo.png"])
        .stdout(format!("{}\n", ALICE.identity))
        .run();
    home.collab(["-q", "check", "--image", "photo.png"])
        .stdout(format!("{}\n", ALICE.identity))
        .run();
    let mut run = home.collab(["-q", "check", "--image", "-"]).command();
    let input = fs::File::open(home.at("photo.png")).expect("it is there");
    let output = run.stdin(input).output().expect("it runs");
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_code_in_groups_is_read() {
    let home = Home::of(&[&ALICE]);
    picture(&home, "photo.png", &[&ALICE.rows()]);
    home.collab(["-q", "check", "--image", "photo.png"])
        .stdout(format!("{}\n", ALICE.identity))
        .run();
}

#[test]
fn a_foreign_qr_code_beside_it_does_not_matter() {
    let home = Home::of(&[&ALICE]);
    picture(&home, "photo.png", &["https://example.org/", ALICE.code]);
    home.collab(["-q", "check", "--image", "photo.png"])
        .stdout(format!("{}\n", ALICE.identity))
        .run();
}

#[test]
fn no_code_a_foreign_code_and_several_codes_have_their_own_messages() {
    let home = Home::of(&[&ALICE]);
    for (texts, error, hint) in [
        (&[][..], NO_CODE.0, NO_CODE.1),
        (
            &["https://example.org/"],
            "the QR code in the picture is not a backup code",
            "take a picture of the sheet's",
        ),
        (
            &[ALICE.code, BOB.code],
            "there are several backup codes in the picture",
            "take a picture of the one that you mean",
        ),
    ] {
        picture(&home, "photo.png", texts);
        for command in ["check", "restore"] {
            home.collab([command, "--image", "photo.png"])
                .secret(ALICE.code)
                .secret(BOB.code)
                .refused(4, error, hint)
                .run();
        }
    }
}

#[test]
fn a_damaged_code_is_corrected_or_refused_as_any_other() {
    let home = Home::of(&[&ALICE]);
    picture(&home, "photo.png", &[&ALICE.with(&[(3, &ALICE.slip(3))])]);
    home.collab(["check", "--image", "photo.png"]).status(4).stderr_any().run();
    picture(&home, "photo.png", &[BOB.code]);
    home.collab(["check", "--image", "photo.png"]).status(5).stdout_any().stderr_any().run();
}

#[test]
fn a_file_that_is_not_a_picture_is_refused() {
    let home = Home::of(&[&ALICE]);
    let whole = fs::read(picture(&home, "whole.png", &[ALICE.code])).expect("it is there");
    let type_it = "type the boxes instead: without `--image` you are asked for them";
    let save_it = "save it as PNG, JPEG or PDF, or take a screenshot of it";
    let unknown = ("the file is not a picture that collab can read", save_it);
    let text = ("the file is a text, which collab can't read", "`--code-file FILE` reads a text");
    let mut huge = whole.clone();
    // The header claims 2^31 - 1 columns; the chunk's checksum is left wrong.
    huge[16..20].copy_from_slice(&0x7fff_ffff_u32.to_be_bytes());
    let too_large = (
        "the picture is over the limit of 64 MiB, or of 64 megapixels, or unpacks to too much",
        "cut out the part with the QR code, or make it smaller",
    );
    for (name, bytes, (error, hint)) in [
        ("empty", &b""[..], unknown),
        ("text", ALICE.code.as_bytes(), text),
        ("noise", b"\x01\x80\xfe\x00", unknown),
        ("gif", b"GIF89a", ("the picture is damaged", type_it)),
        ("cut short", &whole[..40], ("the picture is damaged", type_it)),
        ("no more than begun", b"\xff\xd8\xff\xe0", ("the picture is damaged", type_it)),
        ("huge", &huge, too_large),
        (
            "heic",
            b"\0\0\0\x18ftypheic\0\0\0\0",
            ("the file is a HEIC picture, which collab can't read", save_it),
        ),
        (
            "a foreign PDF",
            b"%PDF-1.4\n1 0 obj\n",
            (
                "the PDF has no QR code and no backup code in its text",
                "name the PDF of the sheet, or a photo of the paper",
            ),
        ),
    ] {
        home.file(name, bytes);
        home.collab(["check", "--image", name]).secret(ALICE.code).refused(4, error, hint).run();
    }
    home.collab(["check", "--image", "none"])
        .refused(
            1,
            "the file given to `--image` does not exist",
            "name the file that holds the picture, or pipe the picture in",
        )
        .run();
}

#[test]
fn one_source_is_taken_and_a_file_that_others_can_read_is_warned_of() {
    let home = Home::of(&[&ALICE]);
    let photo = picture(&home, "photo.png", &[ALICE.code]);
    home.collab(["check", "--image", "photo.png", "--code-file", "-"])
        .refused(2, "`--image` can't be used with `--code-file`", "see `collab check --help`")
        .run();
    set_mode(&photo, 0o644);
    home.collab(["check", "--image", "photo.png"])
        .stdout(format!("{}\n", ALICE.identity))
        .stderr(
            "warning: \"photo.png\" is readable by others, and it opens the account; make it yours \
             alone with `chmod 600`\nYour code works. It opens alice.\n",
        )
        .run();
}
