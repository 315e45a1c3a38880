//! The command line: a secret among the arguments is refused and never repeated, wrong usage is
//! reported like every other failure, and the help shows nothing of the environment.

use base64ct::{Base64, Encoding as _};
use collab::code::EntropyError;
use collab::keystore::RecoveryCode;

use crate::support::collab::{ALICE, BOB, CODES, Home, PASSPHRASE, Saved, leak};
use crate::support::slips::Generator;

/// Commands in every form that a parser treats differently.
const COMMANDS: [&[&str]; 18] = [
    &["init"],
    &["init", "alice"],
    &["print"],
    &["print", "--digits"],
    &["print", "-a", "alice"],
    &["copy"],
    &["restore"],
    &["restore", "alice", "--repair"],
    &["check"],
    &["accounts"],
    &["use", "alice"],
    &["rename", "alice", "bob"],
    &["remove", "alice", "--yes"],
    &["whoami", "--format", "hex"],
    &["completions", "bash"],
    &["man"],
    &["hold-clipboard"],
    &["no-such-command"],
];

/// Returns the ways in which people might put a backup code among the arguments.
fn shapes() -> Vec<Vec<String>> {
    let code = ALICE.code;
    let pieces = |size: usize| -> Vec<String> {
        code.as_bytes().chunks(size).map(|piece| String::from_utf8_lossy(piece).into()).collect()
    };
    let after = |flag: &str| vec![flag.to_owned(), code.to_owned()];
    let wide = code.bytes().filter_map(|b| char::from_u32(u32::from('０') + u32::from(b - b'0')));
    vec![
        vec![code.to_owned()],
        pieces(5),
        pieces(10),
        pieces(20),
        vec![pieces(5).join(" ")],
        vec![pieces(5).join("-")],
        vec![pieces(4).join("-")],
        vec![pieces(5).join("\n")],
        vec![wide.collect()],
        vec![format!("--code-file={code}")],
        vec![format!("-a{code}")],
        vec![format!("--{code}")],
        vec![format!("-{code}")],
        vec![format!("--{code}=x")],
        vec![format!("--expect={}", pieces(5).join(" "))],
        after("--keystore"),
        after("--color"),
        after("--expect"),
        after("--no-such-flag"),
        after("--"),
    ]
}

#[test]
fn a_code_is_refused_wherever_it_stands_and_never_repeated() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    let (error, hint) = (
        "an argument looks like a backup code, and a secret is never an argument",
        "the shell's history now holds it: delete it there; then pipe the code in, use \
         `--code-file FILE`, or type it when asked",
    );
    for (turn, command) in COMMANDS.into_iter().enumerate() {
        for (index, shape) in shapes().into_iter().enumerate() {
            for at in 0..=command.len() {
                let mut arguments: Vec<String> = command.iter().map(|&it| it.into()).collect();
                arguments.splice(at..at, shape.clone());
                let run = |more: &[&str]| {
                    home.collab(more).args(&arguments).secret(ALICE.code).keystore_unchanged()
                };
                run(&[]).refused(2, error, hint).run();
                // JSON is tried with every shape and every command, but not with each combination.
                if (turn + index + at) % 4 == 0 {
                    let failed = run(&["--json"]).status(2).stderr_any().run().failure();
                    assert_eq!(failed["exit"], 2);
                    assert_eq!(failed["error"], error);
                }
            }
        }
    }
}

/// Returns the words of every command and subcommand.
fn every_command() -> Vec<Vec<String>> {
    let named = |command: &clap::Command| command.get_name().to_owned();
    let tree = collab::cli::tree();
    let below = |command: &clap::Command| {
        let name = named(command);
        let below: Vec<_> =
            command.get_subcommands().map(|it| vec![name.clone(), named(it)]).collect();
        if below.is_empty() { vec![vec![name]] } else { below }
    };
    tree.get_subcommands().flat_map(below).collect()
}

#[test]
fn every_command_refuses_a_code() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    let commands = every_command();
    assert!(commands.len() > 30);
    for command in commands {
        for shape in shapes() {
            let arguments = [&command[..], &shape].concat();
            let run = home.collab(&arguments).secret(ALICE.code).keystore_unchanged();
            run.status(2).stderr_any().run();
        }
    }
}

#[test]
fn a_part_of_a_code_is_never_repeated() {
    let home = Home::new();
    for length in [5, 6, 9, 10, 15, 19] {
        let part = &ALICE.code[..length];
        let spaced = format!("{} {}", &part[..3], &part[3..]);
        for part in [part, &spaced] {
            let flag = format!("--{part}");
            let value = format!("--color={part}");
            let account = format!("-a{part}");
            for arguments in [
                &[part][..],
                &[&flag],
                &[&value],
                &["init", part],
                &["init", "alice", part],
                &["init", &flag],
                &["print", &account],
                &["print", "--account", part],
                &["use", part],
                &["rename", "alice", part],
                &["rename", part, "alice"],
                &["remove", part],
                &["restore", "--expect", part],
                &["whoami", "--format", part],
                &["whoami", "--format", "hex", &flag],
                &["completions", part],
                &["man", part],
                &["copy", &flag],
                &["accounts", part],
                &["accounts", "--", part],
            ] {
                for json in [&[][..], &["--json"]] {
                    home.collab(json)
                        .args(arguments)
                        .secret(ALICE.code)
                        .status(2)
                        .stderr_any()
                        .keystore_unchanged()
                        .run();
                }
            }
            // These words could be file names.
            home.collab(["restore", "--code-file", part])
                .secret(ALICE.code)
                .refused(
                    1,
                    "the file given to `--code-file` does not exist",
                    "name the file that holds the code, or pipe the code in",
                )
                .run();
            home.collab(["init", "--keystore", part])
                .secret(ALICE.code)
                .stdout_any()
                .stderr_any()
                .run();
        }
    }
}

#[test]
fn a_part_of_a_code_in_a_variable_is_never_repeated() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    for value in [ALICE.code, &ALICE.code[..5], &ALICE.code[..19]] {
        home.collab(["whoami"])
            .env("COLLAB_ACCOUNT", value)
            .secret(ALICE.code)
            .status(2)
            .stderr_any()
            .keystore_unchanged()
            .run();
        home.collab(["whoami"])
            .env("COLLAB_KEYSTORE", value)
            .secret(ALICE.code)
            .status(3)
            .stderr_any()
            .keystore_unchanged()
            .run();
    }
}

#[test]
fn a_mistyped_argument_that_is_not_a_secret_is_quoted() {
    let home = Home::new();
    let refused = |arguments: &[&str], error: &str, hint: &str| {
        home.collab(arguments).refused(2, error, hint).run();
    };
    let see = "`collab help` lists all commands";
    refused(&["inti"], "there is no command named \"inti\"", "did you mean `collab init`?");
    refused(&["frobnicate"], "there is no command named \"frobnicate\"", see);
    refused(&["--frobnicate"], "unexpected argument \"--frobnicate\"", see);
    refused(&["whoami", "--jsno"], "unexpected argument \"--jsno\"", "did you mean `--json`?");
    refused(&["whoami", "Now!"], "unexpected argument \"Now!\"", "see `collab whoami --help`");
    refused(&["--keystore"], "`--keystore` needs a value", see);
    refused(&["print", "-a"], "`--account` needs a value", "see `collab print --help`");
    refused(
        &["restore", "bob", "--expect"],
        "`--expect` needs a value",
        "see `collab restore --help`",
    );
    // A command inside a command is answered with its own page.
    refused(
        &["ssh", "remove", "--all"],
        "unexpected argument \"--all\"",
        "see `collab ssh remove --help`",
    );
    refused(&["export", "pkcs8"], "`--key` is missing", "it can be login, encryption");
    // A flag is not corrected to one that begins differently.
    let local = "see `collab git setup --help`";
    refused(&["git", "setup", "--local"], "unexpected argument \"--local\"", local);
    let global = "did you mean `--global`?";
    refused(&["git", "setup", "--globla"], "unexpected argument \"--globla\"", global);
    let account = "the account is named with `--account bob`";
    refused(&["whoami", "bob"], "unexpected argument \"bob\"", account);
    let output = "the file to write is named with `-o FILE`";
    refused(&["export", "age", "key"], "unexpected argument \"key\"", output);
    let list = "`collab ssh` shows the key, `ssh-add -l` lists the agent's";
    refused(&["ssh", "list"], "there is no command named \"list\"", list);
    let export = "did you mean `collab ssh export`?";
    refused(&["ssh", "exprot"], "there is no command named \"exprot\"", export);
    home.file("paper.txt", "");
    home.file("photo.JPG", "");
    let code = "a file with the code is given with `--code-file paper.txt`";
    refused(&["check", "paper.txt"], "unexpected argument \"paper.txt\"", code);
    refused(&["restore", "bob", "paper.txt"], "unexpected argument \"paper.txt\"", code);
    let image = "a picture of the sheet is given with `--image photo.JPG`";
    refused(&["check", "photo.JPG"], "unexpected argument \"photo.JPG\"", image);
    let said = home.collab(["restore", "paper.txt", "--json"]).status(2).stderr_any().run();
    assert_eq!(said.failure()["hint"], code);
    refused(&["ssh", "export"], "`<FILE>` is missing", "see `collab ssh export --help`");
    refused(
        &["ssh", "add", "--forever", "--for", "3h"],
        "`--forever` can't be used with `--for`",
        "see `collab ssh add --help`",
    );
    refused(&["--json=yes", "whoami"], "`--json` takes no value", see);
    refused(
        &["whoami", "--color", "pink"],
        "\"pink\" is no value for `--color`",
        "it can be auto, always, never",
    );
    refused(
        &["whoami", "--format=did", "--format=hex"],
        "`--format` can be given only once",
        "see `collab whoami --help`",
    );
    refused(&["--json-", "--", "x"], "unexpected argument \"--json-\"", "did you mean `--json`?");
    refused(&["\u{1b}[31mred"], "there is no command named \"\\u{1b}[31mred\"", see);
}

#[test]
fn arguments_that_are_not_utf8_are_refused_as_such() {
    use std::os::unix::ffi::OsStrExt as _;
    let home = Home::new();
    let bytes = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    for command in ["init", "use", "remove"] {
        home.collab([command])
            .arg(bytes)
            .refused(2, "an argument is not UTF-8", &format!("see `collab {command} --help`"))
            .run();
    }
    home.collab([bytes]).status(2).stderr_any().run();
}

#[test]
fn wrong_usage_is_json_where_that_was_asked_for() {
    let home = Home::new();
    for arguments in
        [&["--json", "inti"][..], &["inti", "--json"], &["--json"], &["rename", "--json"]]
    {
        let failed = home.collab(arguments).status(2).stderr_any().run().failure();
        let keys: Vec<&String> = failed.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["error", "exit", "hint"]);
        assert_eq!(failed["exit"], 2);
    }
}

#[test]
fn the_account_flag_goes_with_commands_that_have_no_name_of_their_own() {
    let home = Home::new();
    home.holds(&ALICE, Saved::Unconfirmed);
    for arguments in [
        &["init"][..],
        &["init", "bob"],
        &["restore"],
        &["use", "alice"],
        &["rename", "alice", "bob"],
        &["remove", "alice", "--yes", "--without-backup"],
        &["remove", "--all", "--yes", "--without-backup"],
        &["accounts"],
        &["completions", "bash"],
        &["man"],
    ] {
        for flag in [&["-a", "alice"][..], &["--account=alice"], &["-aalice"]] {
            home.collab(arguments)
                .args(flag)
                .refused(
                    2,
                    "`--account` does not go with this command",
                    "it takes the name of its account as an argument, or none",
                )
                .run();
        }
    }
}

#[test]
fn the_account_variable_is_ignored_by_commands_that_name_their_own() {
    let home = Home::new();
    for arguments in [
        &["init", "alice"][..],
        &["accounts"],
        &["use", "alice"],
        &["rename", "alice", "bob"],
        &["remove", "bob", "--yes", "--without-backup"],
    ] {
        for account in ["mallory", "Not A Name"] {
            if account == "mallory" || arguments == ["accounts"] {
                home.collab(arguments).arg("-q").env("COLLAB_ACCOUNT", account).stdout_any().run();
            }
        }
    }
    home.collab(["restore", "-q"])
        .env("COLLAB_ACCOUNT", "mallory")
        .stdin(ALICE.code)
        .stdout(ALICE.identity.to_owned() + "\n")
        .run();
}

#[test]
fn help_shows_no_value_of_the_environment() {
    let home = Home::new();
    let tree = collab::cli::tree();
    let mut commands: Vec<Vec<&str>> =
        tree.get_subcommands().map(|command| vec![command.get_name()]).collect();
    commands.push(Vec::new());
    for command in commands {
        for help in ["-h", "--help"] {
            let said = home
                .collab(&command)
                .arg(help)
                .env("COLLAB_BACKUP_CODE", ALICE.code)
                .env("COLLAB_PASSPHRASE", "correct horse battery staple")
                .env("COLLAB_KEYSTORE", "/a/secret/place")
                .env("COLLAB_ACCOUNT", "mallory")
                .stdout_any()
                .run();
            for value in ["correct horse", "/a/secret", "mallory"] {
                assert!(!said.stdout.contains(value), "{}", said.stdout);
            }
            assert!(leak(ALICE.code, &said.stdout).is_none());
            assert!(said.stdout.contains("Usage: collab"), "{}", said.stdout);
            assert!(!said.stdout.contains("hold-clipboard") || command == ["hold-clipboard"]);
        }
    }
}

#[test]
fn without_arguments_the_everyday_commands_are_shown() {
    let home = Home::new();
    let output = home.collab::<[&str; 0]>([]).command().output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(said.starts_with("An account that is yours alone."), "{said}");
    assert!(said.contains("  collab init ") && said.contains("`collab help`"), "{said}");
    assert!(said.lines().count() < 24, "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
}

#[test]
fn help_lists_all_commands_and_then_the_options() {
    let home = Home::new();
    let help = home.collab(["help"]).stdout_any().run().stdout;
    for flag in ["--help", "-h"] {
        home.collab([flag]).stdout(help.clone()).run();
    }
    let (commands, options) = help.split_once("Options of every command:").expect("both");
    for command in collab::cli::tree().get_subcommands() {
        let shown = commands.contains(&format!("\n  {} ", command.get_name()));
        assert_eq!(shown, !command.is_hide_set(), "{}", command.get_name());
    }
    assert!(options.contains("--keystore <FILE>") && !commands.contains("--keystore"));
}

#[test]
fn help_explains_a_command_as_the_command_does() {
    let home = Home::new();
    for path in [&["init"][..], &["ssh", "add"], &["recovery-codes"], &["help"]] {
        let said = home.collab(path).arg("--help").stdout_any().run().stdout;
        home.collab(["help"]).args(path).stdout(said).run();
    }
    for command in ["help", "man"] {
        home.collab([command, "frobnicate"])
            .refused(
                2,
                "there is no command named \"frobnicate\"",
                "`collab help` lists all commands and topics",
            )
            .run();
        let restore = "`collab restore` brings an account back from its backup code";
        home.collab([command, "login"])
            .refused(2, "there is no command named \"login\"", restore)
            .run();
        home.collab([command, "hold-clipboard"]).status(2).stderr_any().run();
    }
}

#[test]
fn the_help_of_a_command_has_its_own_options_and_one_line_for_the_others() {
    let home = Home::new();
    for path in every_visible_command() {
        for flag in ["-h", "--help"] {
            let help = home.collab(&path).arg(flag).stdout_any().run().stdout;
            let line = "\n`collab help options` lists the options of every command.\n";
            assert!(help.contains(line), "{help}");
            for option in ["--keystore", "--no-input", "--color", "--inline"] {
                assert!(!help.contains(&format!("  {option}")), "{help}");
            }
        }
    }
    let options = home.collab(["help", "options"]).stdout_any().run().stdout;
    for option in ["--keystore <FILE>", "-a, --account <NAME>", "--no-input", "--color <WHEN>"] {
        assert!(options.contains(&format!("  {option} ")), "{options}");
    }
}

#[test]
fn help_topics_explain_exit_codes_environment_and_json() {
    let home = Home::new();
    let said = |topic| home.collab(["help", topic]).stdout_any().run().stdout;
    let exit_codes = said("exit-codes");
    for status in ["0  ", "1  ", "2  ", "9  ", "10 ", "130"] {
        assert!(exit_codes.contains(&format!("\n  {status}  ")), "{exit_codes}");
    }
    assert!(said("environment").contains("\n  COLLAB_BACKUP_CODE  "));
    assert!(said("json").contains("\n  whoami  "));
    for topic in ["exit-codes", "environment", "json", "options"] {
        assert!(said(topic).lines().all(|line| line.chars().count() <= 80), "{topic}");
        assert!(said("exit-codes").lines().all(|line| line.trim_end() == line));
    }
}

/// Returns every visible command and subcommand.
pub(crate) fn every_visible_command() -> Vec<Vec<String>> {
    let tree = collab::cli::tree();
    let mut paths = Vec::new();
    for command in tree.get_subcommands().filter(|command| !command.is_hide_set()) {
        let name = command.get_name().to_owned();
        let below = command.get_subcommands().map(|it| vec![name.clone(), it.get_name().into()]);
        paths.extend(below);
        paths.push(vec![name]);
    }
    paths
}

#[test]
fn tells_its_version() {
    let home = Home::of(&[&ALICE]);
    for arguments in [&["--version"][..], &["-V"], &["-q", "--version"]] {
        let said = home.collab(arguments).stdout_any().run().stdout;
        let (first, formats) = said.split_once('\n').expect("two lines");
        assert!(first.starts_with(concat!("collab ", env!("CARGO_PKG_VERSION"))), "{said}");
        assert_eq!(formats, "backup code 1, keystore 1, vault 1\n");
    }
    let keystore = std::fs::read_to_string(home.keystore()).expect("a keystore");
    assert!(keystore.contains("\"version\": 1,"), "the version of the keystore's format");
    home.collab(["print", "--sheet", "sheet.txt", "-q"]).run();
    let sheet = std::fs::read_to_string(home.at("sheet.txt")).expect("a sheet");
    assert!(sheet.contains("backup code 1"), "the version of the backup code");
}

#[test]
fn help_for_a_reader_that_is_gone_is_no_failure() {
    use std::process::Stdio;
    let home = Home::new();
    for arguments in [&["--help"][..], &["man"], &["completions", "zsh"]] {
        let mut child =
            home.collab(arguments).command().stdout(Stdio::piped()).spawn().expect("it runs");
        drop(child.stdout.take());
        assert_eq!(child.wait().expect("it ends").code(), Some(0));
    }
}

// Secrets in places that are not meant for them.

/// Flags that take a value.
const FLAGS: [&str; 10] = [
    "--account",
    "--passphrase-file",
    "--new-passphrase-file",
    "--recovery-code-file",
    "--code-file",
    "--image",
    "--out",
    "--expect",
    "--color",
    // Last, because a keystore that is created is an existing path from then on.
    "--keystore",
];

/// Commands with their required arguments, into which secrets are put.
const WITH_ARGUMENTS: [&[&str]; 8] = [
    &["init"],
    &["print"],
    &["restore"],
    &["rename", "alice"],
    &["remove"],
    &["passphrase", "set"],
    &["recovery-codes", "status"],
    &["no-such-command"],
];

/// Runs a command with a secret at each position among the arguments, as an argument of its own and
/// as the value of every flag; `check` examines the output.
fn everywhere(home: &Home, command: &[&str], secret: &[String], check: &dyn Fn(&str, &str)) {
    let mut lines: Vec<Vec<String>> = Vec::new();
    let words = || command.iter().map(|&word| String::from(word)).collect::<Vec<_>>();
    for at in 0..=command.len() {
        let mut line = words();
        line.splice(at..at, secret.iter().cloned());
        lines.push(line);
    }
    let joined = secret.join(" ");
    for odd in [
        format!("--{joined}"),
        format!("-a{joined}"),
        format!("-{joined}"),
        format!("--x={joined}"),
    ] {
        lines.push([words(), vec![odd]].concat());
    }
    lines.push([words(), vec![String::from("--")], secret.to_vec()].concat());
    for flag in FLAGS {
        lines.push([words(), vec![flag.to_owned(), joined.clone()]].concat());
        lines.push([words(), vec![format!("{flag}={joined}")]].concat());
    }
    for (index, line) in lines.into_iter().enumerate() {
        let run = home.collab(&line);
        let run = if index % 3 == 2 { run.arg("--json") } else { run };
        let output = run.command().output().expect("it runs");
        let said = [output.stdout, output.stderr].concat();
        check(&format!("{line:?}"), &String::from_utf8_lossy(&said));
    }
}

/// Returns a random recovery code.
fn recovery_code(random: &mut Generator) -> String {
    let mut entropy = |bytes: &mut [u8]| {
        for byte in bytes {
            *byte = u8::try_from(random.below(256)).expect("a byte");
        }
        Ok::<_, EntropyError>(())
    };
    let code = RecoveryCode::generate(&mut entropy).expect("it is made");
    code.text().expose().clone()
}

#[test]
fn no_piece_of_a_backup_code_comes_back_in_any_grouping() {
    let mut random = Generator::of(12, "pieces", 0);
    let separators = ["", " ", "-", "/", ".", ",", ":", "_", "x", "|"];
    for (turn, command) in WITH_ARGUMENTS.into_iter().enumerate() {
        for whole in [true, false] {
            let start = random.below(60) as usize;
            let digits = if whole { BOB.code } else { &BOB.code[start..start + 5 + turn] };
            let separator = separators[random.below(10) as usize];
            let size = 1 + random.below(6) as usize;
            let groups = digits.as_bytes().chunks(size).map(String::from_utf8_lossy);
            let grouped = groups.collect::<Vec<_>>().join(separator);
            // A file that one command creates under such a name would exist for the next command.
            let home = Home::of(&[&ALICE]);
            let mut public = home.path().to_string_lossy().into_owned();
            public.push_str(ALICE.identity);
            everywhere(&home, command, &[grouped], &|line, said| {
                let leaked = (5..=digits.len()).map(|end| &digits[end - 5..end]);
                let squeezed: String =
                    said.chars().filter(|c| !separators.contains(&&*c.to_string())).collect();
                let mut leaked = leaked
                    .filter(|five| !public.contains(five))
                    .filter(|five| said.contains(five) || squeezed.contains(five));
                let made = line.contains("\"init\"") && line.contains("--keystore");
                assert!(made || leaked.next().is_none(), "{line}: {said}");
            });
        }
    }
}

/// As Kubernetes writes it in a secret.
#[test]
fn no_piece_of_a_backup_code_in_base64_comes_back() {
    for command in WITH_ARGUMENTS {
        let home = Home::of(&[&ALICE]);
        for secret in [BOB.code, &format!("{}\n", BOB.rows()), &BOB.code[..20]] {
            let encoded = Base64::encode_string(secret.as_bytes());
            everywhere(&home, command, std::slice::from_ref(&encoded), &|line, said| {
                let mut pieces = (8..=encoded.len()).map(|end| &encoded[end - 8..end]);
                let made = line.contains("\"init\"") && line.contains("--keystore");
                assert!(made || !pieces.any(|piece| said.contains(piece)), "{line}: {said}");
            });
        }
    }
}

#[test]
fn no_group_of_a_recovery_code_comes_back_and_a_whole_one_is_refused() {
    let home = Home::of(&[&ALICE]);
    let mut random = Generator::of(12, "recovery codes", 0);
    for (turn, command) in WITH_ARGUMENTS.into_iter().enumerate() {
        let code = recovery_code(&mut random);
        let secret: Vec<String> = match turn % 4 {
            0 => vec![code.clone()],
            1 => vec![code.to_lowercase().replace('-', " ")],
            2 => vec![code.replace('-', "")],
            _ => code.split('-').map(String::from).collect(),
        };
        everywhere(&home, command, &secret, &|line, said| {
            let upper = said.to_uppercase();
            let leaked = code.split('-').find(|group| upper.contains(group));
            assert_eq!(leaked, None, "{line}: {said}");
            assert!(said.contains("looks like a recovery code"), "{line}: {said}");
            assert!(said.contains("the shell's history now holds it"), "{line}: {said}");
        });
    }
}

#[test]
fn half_a_recovery_code_is_not_repeated() {
    let home = Home::of(&[&ALICE]);
    for code in CODES {
        for part in [&code[..9], &code[..14], &code[..24]] {
            for arguments in [&["init", part][..], &["use", part], &[part], &["restore", part]] {
                let said = home.collab(arguments).status(2).stderr_any().run().stderr;
                assert!(!part.split('-').any(|group| said.contains(group)), "{said}");
            }
        }
    }
}

#[test]
fn a_passphrase_behind_the_command_passphrase_is_not_repeated() {
    let home = Home::of(&[&ALICE]);
    home.locks(&CODES);
    for secret in ["my secret", "hunter2", "tr0ub4dor&3", PASSPHRASE, "über-geheim", "--hunter2"] {
        for command in [
            &["passphrase"][..],
            &["passphrase", "set"],
            &["passphrase", "remove"],
            &["recovery-codes"],
            &["recovery-codes", "new"],
        ] {
            everywhere(&home, command, &[String::from(secret)], &|line, said| {
                // Text before the command's name is not an argument of the command.
                let before = !line.starts_with(&format!("[\"{}\"", command[0]));
                let said = said.replace("there is no command named", "");
                assert!(before || !said.contains(secret.trim_start_matches('-')), "{line}: {said}");
            });
        }
    }
}

#[test]
fn an_unexpected_argument_of_passphrase_is_told_without_it() {
    let home = Home::of(&[&ALICE]);
    let hint = "if that was a secret, delete it from the shell's history; a secret is typed when \
                asked, or read from a file";
    let refused = |arguments: &[&str], error: &str| {
        home.collab(arguments).refused(2, error, hint).run();
    };
    refused(&["passphrase", "set", "my secret"], "`collab passphrase set` takes no such argument");
    refused(&["passphrase", "my secret"], "`collab passphrase` has no such command");
    refused(&["recovery-codes", "a b"], "`collab recovery-codes` has no such command");
}

#[test]
fn a_file_that_is_not_there_is_named_only_if_it_can_be_no_secret() {
    let home = Home::of(&[&ALICE]);
    home.locks(&[]);
    std::fs::create_dir(home.at("folder")).expect("a folder");
    let hint = "name the file that holds the passphrase, or pipe the passphrase in";
    for secret in ["hunter2", "no/folder", "ends/", "Correct Horse", &"long".repeat(80)] {
        let unnamed = "the file given to `--passphrase-file`";
        let said = home.collab(["print", "--passphrase-file", secret]).status(1).stderr_any().run();
        assert!(said.stderr.starts_with(&format!("error: {unnamed} ")), "{}", said.stderr);
        assert!(!said.stderr.contains(secret));
    }
    for path in ["./hunter2", "folder/hunter2"] {
        home.collab(["print", "--passphrase-file", path])
            .refused(1, &format!("the passphrase file \"{path}\" does not exist"), hint)
            .run();
    }
}

#[test]
fn a_path_that_exists_is_shown_as_it_is() {
    let home = Home::new();
    for name in ["IMG_20261128_101530.png", "20261128101530123456789.png"] {
        let path = home.file(name, "no picture");
        home.collab(["restore", "--image", name]).status(4).stderr_any().run();
        crate::support::collab::set_mode(&path, 0o644);
        for argument in [vec!["--code-file", name], vec![&format!("--code-file={name}")]] {
            let said = home.collab(["restore"]).args(argument).status(4).stderr_any().run().stderr;
            assert!(said.contains(&format!("warning: \"{name}\" is readable by others")), "{said}");
        }
    }
}

#[test]
fn a_masked_path_is_not_in_the_words_of_the_system() {
    let home = Home::new();
    let part = &ALICE.code[..10];
    for keystore in
        ["d".repeat(300) + part, format!("/dev/null/{part}"), format!("/dev/null/{part}/k")]
    {
        home.collab(["init", "--keystore", &keystore]).secret(part).status(1).stderr_any().run();
    }
}

#[test]
fn command_names_of_other_programs_are_answered_with_ours() {
    let home = Home::new();
    for (words, command) in [
        (&["new", "create", "signup", "register"][..], "init"),
        (&["login", "log-in", "recover", "import", "restroe", "resotre", "Login"], "restore"),
        (&["list", "ls"], "accounts"),
        (&["show", "backup", "code", "paper", "qr"], "print"),
        (&["delete", "rm", "logout", "signout"], "remove NAME"),
        (&["test"], "check"),
    ] {
        for word in words {
            let said = home.collab([word]).status(2).stderr_any().run().stderr;
            let hint = said.split_once("hint: ").expect("it has one").1;
            assert!(hint.starts_with(&format!("`collab {command}` ")), "{word}: {hint}");
        }
    }
    for (command, words, answer) in [
        ("passphrase", &["forgot", "reset"][..], "`collab passphrase set` takes a recovery code"),
        ("passphrase", &["change", "new"], "`collab passphrase set` sets a passphrase"),
        ("passphrase", &["unlock", "off"], "`collab passphrase remove` unlocks"),
        ("recovery-codes", &["use"], "type the code where a command asks for the passphrase"),
        ("recovery-codes", &["generate", "renew"], "`collab recovery-codes new` makes"),
        ("recovery-codes", &["list", "left"], "`collab recovery-codes status` says"),
        ("recovery-codes", &["delete"], "`collab recovery-codes revoke` makes"),
    ] {
        for word in words {
            let said = home.collab([command, word]).status(2).stderr_any().run().stderr;
            let hint = said.split_once("hint: ").expect("it has one").1;
            assert!(hint.starts_with(answer), "{command} {word}: {hint}");
        }
    }
    for slip in ["remov", "remvoe", "rmeove", "removed", "remo", "emove", "restore-", "retore"] {
        let said = home.collab([slip]).status(2).stderr_any().run().stderr;
        assert!(!said.contains("collab remove"), "{said}");
    }
}

#[test]
fn a_hint_repeats_the_keystore_that_was_given() {
    let home = Home::new();
    let keystore = home.at("my own.json");
    let shown = keystore.to_string_lossy();
    let none = format!("there is no account in the keystore \"{shown}\" yet");
    home.collab(["whoami", "--keystore", &shown])
        .refused(
            3,
            &none,
            &format!(
                "create one with `collab init --keystore '{shown}'`, or bring one back with \
                 `collab restore --keystore '{shown}'`"
            ),
        )
        .run();
    // The variable is still set when the person follows the hint.
    home.collab(["whoami"])
        .env("COLLAB_KEYSTORE", &keystore)
        .refused(3, &none, "create one with `collab init`, or bring one back with `collab restore`")
        .run();
}
