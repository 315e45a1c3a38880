//! `collab print` in a pipe: the code and nothing else.

use std::fs::OpenOptions;
use std::process::{Command, Stdio};

use crate::support::collab::{ALICE, BOB, Home, Saved, set_mode, skip, skip_without};

#[test]
fn gives_four_rows_of_four_boxes() {
    let home = Home::of(&[&ALICE]);
    let rows = "77435 07352 94189 34422\n54254 42186 41957 75604\n\
                94397 58847 34633 11826\n89435 14563 26925 88077\n";
    assert_eq!(rows, ALICE.rows());
    home.collab(["print"]).stdout(rows).keystore_unchanged().run();
    for flag in ["--plain", "--inline", "--no-input", "-q", "--color=always", "--color=never"] {
        home.collab(["print", flag]).stdout(rows).keystore_unchanged().run();
    }
}

#[test]
fn gives_a_run_of_80_digits() {
    let home = Home::of(&[&ALICE]);
    home.collab(["print", "--digits"]).stdout(ALICE.code.to_owned() + "\n").run();
}

#[test]
fn gives_json() {
    let home = Home::of(&[&ALICE]);
    for arguments in [&["print", "--json"][..], &["print", "--json", "--digits"]] {
        let given = home.collab(arguments).stdout_any().run().json();
        assert_eq!(
            given,
            serde_json::json!({
                "name": "alice",
                "identity": ALICE.identity,
                "boxes": ALICE.boxes(),
                "digits": ALICE.code,
            })
        );
    }
}

#[test]
fn gives_a_qr_code_without_escapes() {
    let home = Home::of(&[&ALICE]);
    let drawn = home.collab(["print", "--qr"]).stdout_any().run().stdout;
    assert!(drawn.chars().all(|c| " ▀▄█\n".contains(c)), "{drawn}");
    assert!(drawn.lines().all(|line| line.chars().count() <= 41), "it fits half a terminal");

    let picture = home.file("qr.pgm", as_picture(&drawn));
    let Ok(read) = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(&picture).output() else {
        skip_without("zbarimg");
        return;
    };
    assert_eq!(String::from_utf8_lossy(&read.stdout).trim(), ALICE.code);
}

/// Half blocks as a picture (PGM), eight dots a module.
fn as_picture(drawn: &str) -> Vec<u8> {
    const SCALE: usize = 8;
    let mut modules: Vec<Vec<bool>> = Vec::new();
    for line in drawn.lines() {
        modules.push(line.chars().map(|c| "▀█".contains(c)).collect());
        modules.push(line.chars().map(|c| "▄█".contains(c)).collect());
    }
    let (width, height) = (modules[0].len() * SCALE, modules.len() * SCALE);
    let mut picture = format!("P5\n{width} {height}\n255\n").into_bytes();
    for row in &modules {
        let dots = row.iter().flat_map(|&dark| [if dark { 0 } else { 255 }; SCALE]);
        let line: Vec<u8> = dots.collect();
        (0..SCALE).for_each(|_| picture.extend(&line));
    }
    picture
}

#[test]
fn gives_one_form_at_a_time() {
    let home = Home::of(&[&ALICE]);
    home.collab(["print", "--digits", "--qr"])
        .refused(2, "`--digits` can't be used with `--qr`", "see `collab print --help`")
        .run();
}

#[test]
fn only_a_qr_code_on_the_terminal_is_inverted() {
    let home = Home::of(&[&ALICE]);
    home.collab(["print", "--qr", "qr.svg", "--invert"])
        .refused(
            2,
            "`--invert` is for a QR code on the terminal, and a file was named",
            "leave `--invert` out: a picture is dark on white for every reader",
        )
        .run();
    assert!(!home.at("qr.svg").exists());
    home.collab(["print", "--invert"]).status(2).stderr_any().run();
}

#[test]
fn gives_the_account_that_was_chosen() {
    let home = Home::of(&[&ALICE, &BOB]);
    home.collab(["print"]).stdout(ALICE.rows()).run();
    home.collab(["print", "-a", "bob"]).stdout(BOB.rows()).run();
    home.collab(["--account=bob", "print"]).stdout(BOB.rows()).run();
    home.collab(["print"]).env("COLLAB_ACCOUNT", "bob").stdout(BOB.rows()).run();
    home.collab(["print"]).env("COLLAB_ACCOUNT", "").stdout(ALICE.rows()).run();
    // The flag beats the variable.
    home.collab(["print", "-a", "alice"]).env("COLLAB_ACCOUNT", "bob").stdout(ALICE.rows()).run();
}

#[test]
fn refuses_where_there_is_nothing_to_print() {
    let home = Home::new();
    home.collab(["print"]).refused_without_an_account().run();
    home.collab(["print", "-a", "alice"]).refused_without_an_account().run();
    let home = Home::of(&[&ALICE]);
    home.collab(["-q", "remove", "--all", "--yes"]).run();
    home.collab(["print"]).refused_without_an_account().run();
}

#[test]
fn refuses_an_account_that_is_not_here() {
    let home = Home::of(&[&ALICE]);
    let (error, hint) = ("there is no account named \"bob\"", "see `collab accounts`");
    home.collab(["print", "-a", "bob"]).refused(3, error, hint).run();
    home.collab(["print"]).env("COLLAB_ACCOUNT", "bob").refused(3, error, hint).run();
}

#[test]
fn refuses_to_choose_among_several() {
    let home = crate::remove::two_without_a_default();
    home.collab(["print"])
        .refused(
            3,
            "no account is the default",
            "choose one with `collab use NAME`, or name it with `--account NAME`",
        )
        .run();
}

#[test]
fn a_full_disk_is_an_error_and_a_reader_that_left_is_not() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    for form in ["--digits", "--qr", "--json"] {
        let Ok(full) = OpenOptions::new().write(true).open("/dev/full") else {
            skip("this system has no /dev/full");
            return;
        };
        let output = home.collab(["print", form]).command().stdout(full).output().expect("it runs");
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).expect("text");
        assert!(said.contains("the result can't be written to standard output"), "{said}");
        assert!(crate::support::collab::leak(ALICE.code, &said).is_none(), "{said}");

        let mut child = home
            .collab(["print", form])
            .command()
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        drop(child.stdout.take());
        assert_eq!(child.wait().expect("it ends").code(), Some(0));
    }
}

#[test]
fn warns_in_ci_that_the_log_may_show_the_code() {
    let home = Home::of(&[&ALICE]);
    let said = home.collab(["print"]).env("CI", "true").stdout(ALICE.rows()).stderr_any().run();
    assert!(said.stderr.starts_with("warning: this is a CI job"), "{}", said.stderr);
    home.collab(["print", "--sheet", "sheet.txt", "-q"]).env("CI", "true").run();
}

#[test]
fn warns_of_a_file_that_others_can_read_before_the_code_is_in_it() {
    let home = Home::of(&[&ALICE]);
    let warning = "warning: standard output is a file that others can read, and the backup code is in \
                   it; make the file yours alone with `chmod 600`\n";
    for arguments in [
        &["print"][..],
        &["print", "--digits"],
        &["print", "--qr"],
        &["print", "--json"],
        &["print", "-q"],
        &["print", "--sheet", "-", "--format", "pdf"],
        &["print", "--sheet", "-", "--format", "svg"],
        &["print", "--sheet", "-", "--format", "txt"],
    ] {
        for (mode, is_told) in
            [(0o600, false), (0o644, true), (0o640, true), (0o604, true), (0o620, false)]
        {
            let path = home.file("out", "");
            set_mode(&path, mode);
            let file = OpenOptions::new().write(true).open(&path).expect("it is ours");
            let output = home.collab(arguments).command().stdout(file).output().expect("it runs");
            assert!(output.status.success(), "{output:?}");
            let said = String::from_utf8(output.stderr).expect("text");
            let bare = warning.trim_start_matches("warning: ").trim_end();
            let told = match arguments {
                [_, "--json"] => format!("{{\"warnings\":[\"{bare}\"]}}\n"),
                _ => String::from(warning),
            };
            assert_eq!(said, if is_told { told } else { String::new() }, "{arguments:?} {mode:o}");
        }
    }
    // A result without a secret may go anywhere.
    for arguments in
        [&["whoami"][..], &["accounts"], &["print", "--blank", "--sheet", "-", "--format", "pdf"]]
    {
        let path = home.file("out", "");
        set_mode(&path, 0o644);
        let file = OpenOptions::new().write(true).open(&path).expect("it is ours");
        let output = home.collab(arguments).command().stdout(file).output().expect("it runs");
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    }
}
