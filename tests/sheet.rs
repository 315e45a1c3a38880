//! `collab print --sheet`: a sheet of paper that a person, a phone and `collab` can read.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::collab::{ALICE, BOB, Home, NOT_VERIFIED, leak, mode, set_mode, skip_without};

#[cfg(target_os = "linux")]
mod printer;
mod scripts;

const FORMATS: [&str; 3] = ["sheet.pdf", "sheet.svg", "sheet.txt"];

/// Returns another program's output for a file, or `None` where it is not installed.
fn neighbor(program: &str, arguments: &[&str], folder: &Path) -> Option<String> {
    let Ok(output) = Command::new(program).args(arguments).current_dir(folder).output() else {
        skip_without(program);
        return None;
    };
    assert!(output.status.success(), "{program} {arguments:?}: {output:?}");
    Some(String::from_utf8(output.stdout).expect("text"))
}

/// Returns a home with Alice's account and a sheet of it in each format.
fn with_sheets() -> Home {
    let home = Home::of(&[&ALICE]);
    for file in FORMATS {
        make(&home, file, &[]);
    }
    home
}

fn make(home: &Home, file: &str, more: &[&str]) {
    home.collab(["-q", "print", "--sheet", file]).args(more).keystore_unchanged().run();
}

#[test]
fn is_a_new_private_file_to_print_and_then_delete() {
    for file in FORMATS {
        let home = Home::of(&[&ALICE]);
        home.collab(["print", "--sheet", file])
            .stderr(format!(
                "The sheet is in \"{file}\". Print it, then delete the file: anyone who has it has the \
                 account.\n"
            ))
            .keystore_unchanged()
            .run();
        assert_eq!(mode(&home.at(file)), 0o600);
        let before = fs::read(home.at(file)).expect("it is there");
        home.collab(["print", "--sheet", file])
            .refused(
                1,
                &format!("\"{file}\" is there already, and is left as it is"),
                "name a file that is not there yet",
            )
            .run();
        assert_eq!(fs::read(home.at(file)).expect("it is there"), before);
    }
}

#[test]
fn text_says_it_all_in_pure_rows() {
    let home = with_sheets();
    let text = fs::read_to_string(home.at("sheet.txt")).expect("text");
    assert!(text.is_ascii() && text.lines().all(|line| line.len() <= 72), "{text}");
    for said in [
        "Backup code of alice\n====================\n",
        ALICE.identity,
        "in the format backup code 1",
        "     1: 77435         2: 07352         3: 94189         4: 34422\n",
        "    13: 89435        14: 14563        15: 26925        16: 88077\n",
        "docs/backup-code.md",
        "Never give this code to anyone, whoever asks.",
        "the crate collab-account in cargo's registry",
    ] {
        assert!(text.contains(said), "{said}");
    }
}

#[test]
fn its_text_pastes_back() {
    let home = with_sheets();
    let pasted = |text: &str| {
        home.collab(["-q", "check"]).stdin(text).stdout(format!("{}\n", ALICE.identity)).run();
    };
    pasted(&fs::read_to_string(home.at("sheet.txt")).expect("text"));
    // In the order of the page, in the order of the file, and with the page's layout.
    for way in
        [&["sheet.pdf", "-"][..], &["-raw", "sheet.pdf", "-"], &["-layout", "sheet.pdf", "-"]]
    {
        let Some(text) = neighbor("pdftotext", way, home.path()) else { return };
        pasted(&text);
        for said in ["Backup code of alice", ALICE.identity, "What to do with it"] {
            assert!(text.contains(said), "{said}: {text}");
        }
    }
}

#[test]
fn a_text_with_four_boxes_cut_out_is_the_whole_code() {
    let home = with_sheets();
    let text = fs::read_to_string(home.at("sheet.txt")).expect("text");
    let boxes = ALICE.boxes();
    for holes in [[0, 1, 2, 3], [0, 5, 10, 15], [3, 4, 9, 12]] {
        let unreadable = |text: String, &hole: &usize| text.replacen(&boxes[hole], "?????", 1);
        let cut = holes.iter().fold(text.clone(), unreadable);
        home.collab(["-q", "--keystore", "new", "restore", "--repair", "--expect", ALICE.identity])
            .stdin(cut)
            .stdout(format!("{}\n", ALICE.identity))
            .stderr_any()
            .run();
        fs::remove_file(home.at("new")).expect("it was made");
    }
}

#[test]
fn readers_of_qr_codes_read_it() {
    let home = with_sheets();
    let read = |picture: &str| {
        let read = neighbor("zbarimg", &["--quiet", "--raw", picture], home.path());
        assert_eq!(read.as_deref().map(str::trim), Some(ALICE.code), "{picture}");
        set_mode(&home.at(picture), 0o600);
        home.collab(["-q", "check", "--image", picture])
            .stdout(format!("{}\n", ALICE.identity))
            .run();
    };
    for resolution in ["150", "300"] {
        for (format, ending) in [("-png", "png"), ("-jpeg", "jpg")] {
            let name = format!("at-{resolution}");
            let drawn = ["-singlefile", format, "-r", resolution, "sheet.pdf", &name];
            let Some(_) = neighbor("pdftoppm", &drawn, home.path()) else { return };
            read(&format!("{name}.{ending}"));
        }
    }
    let drawn = ["-d", "150", "-p", "150", "-o", "svg.png", "sheet.svg"];
    let Some(_) = neighbor("rsvg-convert", &drawn, home.path()) else { return };
    read("svg.png");
    home.collab(["-q", "print", "--qr", "qr.png"]).run();
    read("qr.png");
    home.collab(["-q", "print", "--qr", "qr.svg"]).run();
    let drawn = ["-d", "150", "-p", "150", "-o", "qr-svg.png", "qr.svg"];
    let Some(_) = neighbor("rsvg-convert", &drawn, home.path()) else { return };
    read("qr-svg.png");
}

#[test]
fn the_pdf_has_one_page_its_fonts_and_no_code_in_its_properties() {
    let home = with_sheets();
    make(&home, "letter.pdf", &["--page", "letter"]);
    let Some(about) = neighbor("pdfinfo", &["sheet.pdf"], home.path()) else { return };
    assert!(about.contains("Pages:           1\n") && about.contains("595.276 x 841.89 pts (A4)"));
    assert_eq!(leak(ALICE.code, &about), None);
    let letter = neighbor("pdfinfo", &["letter.pdf"], home.path()).expect("it is here");
    assert!(letter.contains("612 x 792 pts (letter)"), "{letter}");
    let fonts = neighbor("pdffonts", &["sheet.pdf"], home.path()).expect("it is here");
    let embedded = |line: &str| line.split_whitespace().rev().nth(4) == Some("yes");
    assert_eq!(fonts.lines().skip(2).filter(|line| embedded(line)).count(), 2, "{fonts}");
}

#[test]
fn the_paper_is_that_of_the_locale() {
    for (variables, page) in [
        (&[][..], "width=\"210mm\" height=\"297mm\""),
        (&[("LANG", "en_US.UTF-8")], "width=\"215.9mm\" height=\"279.4mm\""),
        (&[("LANG", "en_US.UTF-8"), ("LC_PAPER", "de_DE.UTF-8")], "width=\"210mm\""),
        (&[("LC_ALL", "es_MX"), ("LC_PAPER", "de_DE.UTF-8")], "width=\"215.9mm\""),
        (&[("LC_ALL", ""), ("LANG", "fr_CA@euro")], "width=\"215.9mm\""),
    ] {
        let home = Home::of(&[&ALICE]);
        let mut run = home.collab(["-q", "print", "--sheet", "sheet.svg"]);
        for (name, value) in variables {
            run = run.env(name, value);
        }
        run.run();
        let drawn = fs::read_to_string(home.at("sheet.svg")).expect("text");
        assert!(drawn.contains(page), "{variables:?}");
    }
}

#[test]
fn goes_to_standard_output_where_that_is_asked() {
    let home = with_sheets();
    let written = |format: &str| {
        let mut run = home.collab(["print", "--sheet", "-", "--format", format]).command();
        let output = run.output().expect("it runs");
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        output.stdout
    };
    for (format, file) in ["pdf", "svg", "txt"].into_iter().zip(FORMATS) {
        assert_eq!(written(format), fs::read(home.at(file)).expect("it is there"), "{format}");
    }
    home.collab(["print", "--sheet", "-"])
        .refused(
            2,
            "- does not tell the sheet's format",
            "end the name in .pdf, .svg or .txt, or say `--format pdf`",
        )
        .run();
    home.collab(["print", "--sheet", "paper"])
        .refused(
            2,
            "\"paper\" does not tell the sheet's format",
            "end the name in .pdf, .svg or .txt, or say `--format pdf`",
        )
        .run();
}

#[test]
fn a_blank_one_needs_no_passphrase_and_has_no_code() {
    let home = Home::of(&[&ALICE]);
    home.locks(&[]);
    for file in FORMATS {
        home.collab(["print", "--blank", "--sheet", file])
            .stderr(format!(
                "The sheet is in \"{file}\". Write the boxes that `collab print` shows, or \
                 those of your old paper, into it by hand.\n{NOT_VERIFIED}"
            ))
            .keystore_unchanged()
            .run();
        let bytes = fs::read(home.at(file)).expect("it is there");
        let text = String::from_utf8_lossy(&bytes);
        assert!(!ALICE.boxes().iter().any(|digits| text.contains(digits)), "{file}");
    }
    let text = fs::read_to_string(home.at("sheet.txt")).expect("text");
    assert_eq!(text.matches(": _____").count(), 16);
    home.collab(["check", "--image", "sheet.pdf"])
        .refused(
            4,
            "this sheet was made with empty boxes, so it has no QR code",
            "type what was written into them: without `--image` you are asked for it",
        )
        .run();
    home.holds_nothing_new(&["print", "--sheet", "full.pdf"]);
    home.collab(["-q", "print", "--sheet", "full.pdf", "--passphrase-file", "passphrase"]).run();
}

#[test]
fn carries_a_note() {
    let home = Home::of(&[&ALICE]);
    let note = "Märta has the other — ask her. 12: is a number";
    for file in FORMATS {
        make(&home, file, &["--note", note]);
        home.collab(["-q", "check"])
            .args(match file {
                "sheet.txt" => ["--code-file", file],
                "sheet.pdf" => ["--image", file],
                _ => continue,
            })
            .stdout(format!("{}\n", ALICE.identity))
            .run();
    }
    let text = fs::read_to_string(home.at("sheet.txt")).expect("text");
    assert!(text.contains(&format!("\n- {note}\n")));
    let drawn = fs::read_to_string(home.at("sheet.svg")).expect("text");
    assert!(drawn.contains(note));
    if let Some(text) = neighbor("pdftotext", &["sheet.pdf", "-"], home.path()) {
        assert!(text.contains(note), "{text}");
        home.collab(["-q", "check"]).stdin(text).stdout(format!("{}\n", ALICE.identity)).run();
    }
    make(&home, "script.svg", &["--note", "<script>&"]);
    let drawn = fs::read_to_string(home.at("script.svg")).expect("text");
    assert!(drawn.contains("&lt;script&gt;&amp;") && !drawn.contains("<script>"));
}

#[test]
fn refuses_a_note_that_has_no_room_or_no_letters() {
    let home = Home::of(&[&ALICE]);
    let refused = |note: &str, file: &str, status, error: &str, hint: &str| {
        home.collab(["print", "--note", note, "--sheet", file]).refused(status, error, hint).run();
        assert!(!home.at(file).exists());
    };
    // Beria Erfe, which Unicode has had since version 17.
    refused(
        "see \u{16ea0}",
        "sheet.pdf",
        1,
        "no font on this computer has the note's \"\u{16ea0}\"",
        "install a font that has it, or use `--sheet FILE.svg` and print that in a browser",
    );
    make(&home, "sheet.svg", &["--note", "see \u{16ea0}"]);
    for file in ["lines.pdf", "lines.svg"] {
        refused(
            &"line\n".repeat(40),
            file,
            2,
            "the note has more lines than the sheet has room for",
            "there is room for more by hand",
        );
    }
    refused(
        &"long ".repeat(50),
        "long.txt",
        2,
        "the note has over 240 characters",
        "there is room for more by hand",
    );
    let none = (
        "that is about a sheet, and none is asked for",
        "name its file with `--sheet FILE.pdf`, or print it with `--printer`",
    );
    for arguments in [&["--note", "x"][..], &["--blank"], &["--page", "a4"]] {
        home.collab(["print"]).args(arguments).refused(2, none.0, none.1).run();
    }
}

#[test]
fn refuses_invisible_characters_in_a_note_in_every_format() {
    let home = Home::of(&[&ALICE]);
    let controls = ('\u{1}'..='\u{9f}').filter(|c| c.is_control() && *c != '\n');
    let marks = "\u{ad}\u{61c}\u{200b}\u{200d}\u{200e}\u{2028}\u{2029}\u{202e}\u{2066}\u{feff}\u{fffe}\u{ffff}";
    for character in controls.chain(marks.chars()) {
        let code = u32::from(character);
        for file in FORMATS {
            home.collab(["print", "--sheet", file, "--note", &format!("ü\na{character}b")])
                .refused(
                    2,
                    &format!(
                        "character 4 of the note is U+{code:04X}, which nobody can see on paper"
                    ),
                    "take it out of the note; of such characters only a line end may stay",
                )
                .run();
            assert!(!home.at(file).exists());
        }
    }
}

#[test]
fn gives_json() {
    let home = Home::of(&[&ALICE, &BOB]);
    for (arguments, key, value) in [
        (&["--sheet", "sheet.pdf"][..], "sheet", "sheet.pdf"),
        (&["--qr", "qr.png"], "qr", "qr.png"),
    ] {
        let given =
            home.collab(["print", "-a", "bob", "--json"]).args(arguments).stdout_any().run().json();
        let wanted = serde_json::json!({ "name": "bob", "identity": BOB.identity, key: value });
        assert_eq!(given, wanted);
    }
}

#[test]
fn a_qr_code_is_a_new_picture_of_ours() {
    let home = Home::of(&[&ALICE]);
    for file in ["qr.png", "qr.svg"] {
        let run = || home.collab(["print", "--qr", file]).keystore_unchanged();
        run()
            .stderr(format!(
                "The QR code is in \"{file}\". Anyone who has that file has the account.\n"
            ))
            .run();
        assert_eq!(mode(&home.at(file)), 0o600);
        run()
            .status(1)
            .stderr(format!(
                "error: \"{file}\" is there already, and is left as it is\n\
                 hint: name a file that is not there yet\n"
            ))
            .run();
    }
    home.collab(["print", "--qr", "qr.gif"])
        .refused(2, "\"qr.gif\" does not tell the picture's format", "end the name in .svg or .png")
        .run();
}

#[test]
fn one_form_at_a_time() {
    let home = Home::of(&[&ALICE]);
    for (arguments, error) in [
        (&["--sheet", "a.pdf", "--digits"][..], "`--sheet` can't be used with `--digits`"),
        (&["--sheet", "a.pdf", "--qr"], "`--sheet` can't be used with `--qr`"),
        (&["--sheet", "a.pdf", "--printer"], "`--sheet` can't be used with `--printer`"),
        (&["--printer", "--digits"], "`--printer` can't be used with `--digits`"),
    ] {
        home.collab(["print"]).args(arguments).refused(2, error, "see `collab print --help`").run();
    }
}
