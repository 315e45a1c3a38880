use std::time::Duration;

use super::*;

const KEY: PublicKey = PublicKey::from_bytes([7; 32]);

/// 2026-01-31T12:00:00Z.
fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_hours(491_628)
}

fn key_words() -> String {
    KEY.line("")
}

fn rsa() -> (String, Vec<u8>) {
    let blob = b"\0\0\0\x07ssh-rsa\0\0\0\x01\x03\0\0\0\x01\x7f".to_vec();
    (format!("ssh-rsa {}", Base64::encode_string(&blob)), blob)
}

/// Returns the judgment of a file about [`KEY`], for the namespace `file`.
fn judged(file: &str, principal: Option<&str>) -> String {
    let signers = AllowedSigners::read(file.as_bytes());
    assert_eq!(signers.unread(), [], "{file}");
    format!("{:?}", signers.judge(&KEY.blob(), "file", principal, now()))
}

#[test]
fn a_line_allows_a_key_within_its_options() {
    let words = key_words();
    for (before_key, principal, expected) in [
        ("maria", None, "Ok"),
        ("maria", Some("maria"), "Ok"),
        ("maria", Some("bob"), "Principal"),
        ("maria,bob", Some("bob"), "Ok"),
        ("*", Some("anybody"), "Ok"),
        ("*,!bob", Some("bob"), "Principal"),
        ("!bob", None, "Principal"),
        ("did:key:z6Mk*", Some("did:key:z6MkfQ"), "Ok"),
        ("\"maria smith\"", Some("maria smith"), "Ok"),
        ("maria namespaces=\"file\"", None, "Ok"),
        ("maria NameSpaces=\"git,fi*\"", None, "Ok"),
        ("maria namespaces=\"git\"", None, "Namespace"),
        ("maria namespaces=\"*,!file\"", None, "Namespace"),
        ("maria namespaces=\"\"", None, "Namespace"),
        ("maria valid-after=\"20260131Z\"", None, "Ok"),
        ("maria valid-after=\"20260131120000Z\"", None, "Ok"),
        ("maria valid-after=\"20260131120001Z\"", None, "NotYet"),
        ("maria valid-before=\"20260131120000Z\"", None, "Ok"),
        ("maria valid-before=\"20260131115959Z\"", None, "Expired"),
        ("maria valid-after=\"20250101Z\",valid-before=\"20270101Z\"", None, "Ok"),
        ("maria valid-after=\"20250101\"", None, "LocalTime"),
        ("maria valid-before=\"20300101\"", None, "LocalTime"),
        ("maria valid-before=\"20250101Z\",valid-after=\"20240101\"", None, "Expired"),
        ("maria namespaces=\"git\",valid-before=\"20300101\"", None, "Namespace"),
        ("maria cert-authority", None, "Authority"),
        ("maria CERT-AUTHORITY,namespaces=\"file\"", None, "Authority"),
        ("maria cert-authority", Some("bob"), "Principal"),
    ] {
        let verdict = judged(&format!("{before_key} {words} a comment\n"), principal);
        let is_it = verdict.starts_with(expected) || verdict.contains(expected);
        assert!(is_it, "{before_key} {principal:?}: {verdict}");
    }
}

#[test]
fn the_nearest_line_is_told_and_any_line_allows() {
    let words = key_words();
    let other = PublicKey::from_bytes([8; 32]).line("");
    let lines = [
        ("Key", format!("maria {other}")),
        ("Principal { line: 2", format!("bob {words}")),
        ("Namespace { line: 3", format!("maria namespaces=\"git\" {words}")),
        ("Expired { line: 4", format!("maria valid-before=\"20250101Z\" {words}")),
        ("Unchecked { line: 5", format!("maria cert-authority {words}")),
        ("Ok(Allowed { line: 6", format!("maria {words}")),
    ];
    for count in 1..=lines.len() {
        let file: Vec<&str> = lines[..count].iter().map(|(_, line)| line.as_str()).collect();
        let verdict = judged(&file.join("\n"), Some("maria"));
        assert!(verdict.contains(lines[count - 1].0), "{verdict}");
    }
}

#[test]
fn blanks_comments_and_line_ends_are_read_over() {
    let words = key_words();
    for file in [
        format!("# who signs\r\n\r\n \t\nmaria {words}\r\n"),
        format!("   maria\t\t{words}   a comment \"with an open quote\n"),
        format!("maria namespaces=\"file\"  \t {words}"),
    ] {
        assert!(judged(&file, None).starts_with("Ok"), "{file}");
    }
    let comment = [b"maria ", words.as_bytes(), b" M\xfcller\n"].concat();
    let signers = AllowedSigners::read(&comment);
    assert!(signers.judge(&KEY.blob(), "file", None, now()).is_ok(), "a comment in Latin-1");
    assert!(AllowedSigners::read(b"").is_empty() && AllowedSigners::read(b"#\n\n").is_empty());
}

#[test]
fn keys_of_other_algorithms_and_their_authorities_are_not_judged() {
    let (words, blob) = rsa();
    let signers = AllowedSigners::read(format!("maria {words}\n").as_bytes());
    let unchecked = |what| Err(NotAllowed::Unchecked { line: 1, what });
    let verdict = signers.judge(&blob, "file", None, now());
    assert_eq!(verdict, unchecked(Unchecked::Algorithm("ssh-rsa")));
    assert_eq!(signers.judge(&blob[1..], "file", None, now()), Err(NotAllowed::Key));

    let mut certificate = b"\0\0\0\x20ssh-ed25519-cert-v01@openssh.com".to_vec();
    Writer::new(&mut certificate).string(&KEY.blob()).string(b"a signature");
    let line = format!("maria cert-authority {}\n", key_words());
    let signers = AllowedSigners::read(line.as_bytes());
    let verdict = signers.judge(&certificate, "file", None, now());
    assert_eq!(verdict, unchecked(Unchecked::Authority));
    let signers = AllowedSigners::read(line.replace("cert-authority", "").as_bytes());
    assert_eq!(signers.judge(&certificate, "file", None, now()), Err(NotAllowed::Key));
}

#[test]
fn a_line_that_cannot_be_read_costs_its_own_grant_alone() {
    let words = key_words();
    let (algorithm, base64) = words.split_once(' ').expect("two words");
    let rsa = rsa().0;
    let unknown = |name: &str| LineError::UnknownOption(name.to_owned());
    for (line, why) in [
        (String::from("maria"), LineError::NoKey),
        (String::from("ssh-ed25519"), LineError::NoPrincipal),
        (words.clone(), LineError::NoPrincipal),
        (format!("{words} a comment"), LineError::NoPrincipal),
        (format!("\"\" {words}"), LineError::NoPrincipal),
        (format!("maria {algorithm}"), LineError::NoKey),
        (format!("maria namespaces=\"file\" {algorithm}"), LineError::NoKey),
        (String::from("maria namespaces=\"file\""), LineError::NoKey),
        (format!("maria {algorithm} {}", &base64[..40]), LineError::MalformedKey),
        (format!("maria {algorithm} {base64}="), LineError::MalformedKey),
        (format!("maria ssh-rsa {base64}"), LineError::MalformedKey),
        (format!("maria {}", rsa.replace("ssh-rsa", algorithm)), LineError::MalformedKey),
        (format!("\"maria {words}"), LineError::OpenQuote),
        (format!("maria namespaces=\"file {words}"), LineError::OpenQuote),
        (format!("maria namespaces=file {words}"), LineError::NoValue("namespaces")),
        (format!("maria valid-after {words}"), LineError::NoValue("valid-after")),
        (format!("maria valid-after=\"soon\" {words}"), LineError::NotATime("valid-after")),
        (format!("maria valid-before=\"20260230Z\" {words}"), LineError::NotATime("valid-before")),
        (
            format!("maria valid-after=\"20260102Z\",valid-before=\"20260102Z\" {words}"),
            LineError::NeverValid,
        ),
        (
            format!("maria namespaces=\"file\",namespaces=\"git\" {words}"),
            LineError::RepeatedOption("namespaces"),
        ),
        (format!("maria no-touch-required {words}"), unknown("no-touch-required")),
        (format!("maria cert-authority=\"yes\" {words}"), unknown("cert-authority")),
        (format!("maria namespaces=\"file\"x {words}"), unknown("x")),
        (format!("maria cert-authority, {words}"), unknown("")),
        (format!("maria, bob {words}"), unknown("bob")),
        (format!("ma\u{1b}[2Jria {words}"), LineError::NotText),
        (format!("maria\0 {words}"), LineError::NotText),
        (format!("\u{feff}maria {words}"), LineError::NotText),
        (format!("\rmaria {words}"), LineError::NotText),
        (format!("\u{c}maria {words}"), LineError::NotText),
        (format!("maria \u{c}{words}"), LineError::NotText),
        (format!("mar\"ia\" {words}"), LineError::InnerQuote),
        (format!("*,!mar\"ia\" {words}"), LineError::InnerQuote),
        (format!("mar\\\"ia {words}"), LineError::InnerQuote),
        (format!("\"maria\"x {words}"), LineError::InnerQuote),
        (format!("maria valid-after=\"19700101Z\" {words}"), LineError::NotATime("valid-after")),
    ] {
        let file = format!("{line}\nmaria {words}\n");
        let signers = AllowedSigners::read(file.as_bytes());
        assert_eq!(signers.unread(), [(1, why)], "{line}");
        let verdict = signers.judge(&KEY.blob(), "file", None, now());
        assert_eq!(verdict.map(|allowed| allowed.line), Ok(2), "{line}");
    }
    let latin = [b"M\xfcller ", words.as_bytes()].concat();
    assert_eq!(AllowedSigners::read(&latin).unread(), [(1, LineError::NotText)]);
}
