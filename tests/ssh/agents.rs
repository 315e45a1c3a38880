//! `collab ssh add` and `remove` with a real agent, and with agents that answer wrongly.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::thread;
use std::time::{Duration, Instant};

use collab::ssh_wire::Writer;
use serde_json::json;

use super::{good, has, login_key, login_line};
use crate::support::collab::{ALICE, BOB, Collab, Home, set_mode};

const HINT: &str = "start another one with `eval \"$(ssh-agent)\"`, or write the key into a file \
    with `collab ssh export FILE`";

/// A real agent, which ends with the test.
pub(super) struct Agent {
    pub(super) socket: PathBuf,
    process: String,
}

impl Agent {
    /// Starts an agent. To confirm the use of a key, it asks a program that answers `confirms`.
    pub(super) fn start(home: &Home, confirms: bool) -> Self {
        let socket = home.at("agent");
        let ask =
            home.file("askpass", format!("#!/bin/sh\necho asked >> \"$0.log\"\n{confirms}\n"));
        set_mode(&ask, 0o700);
        let mut agent = Command::new("ssh-agent");
        agent.arg("-a").arg(&socket).env("SSH_ASKPASS", &ask).env("SSH_ASKPASS_REQUIRE", "force");
        let said = good(agent.output().expect("it runs"));
        let process = said.split("SSH_AGENT_PID=").nth(1).and_then(|rest| rest.split(';').next());
        Self { socket, process: String::from(process.expect("it says its number")) }
    }

    /// Returns the output of ssh-add with these arguments.
    fn ssh_add(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new("ssh-add");
        command.args(arguments).env("SSH_AUTH_SOCK", &self.socket).output().expect("it runs")
    }

    fn lists(&self) -> String {
        String::from_utf8(self.ssh_add(&["-L"]).stdout).expect("text")
    }

    fn collab(&self, home: &Home, arguments: &[&str]) -> Collab {
        home.collab(arguments).env("SSH_AUTH_SOCK", &self.socket)
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(&self.process).status();
    }
}

const EMPTY: &str = "The agent has no identities.\n";

#[test]
fn the_agent_forgets_the_key_of_an_account_that_is_removed() {
    if !has(&["ssh-agent", "ssh-add"]) {
        return;
    }
    let home = Home::of(&[&ALICE, &BOB]);
    let agent = Agent::start(&home, true);
    let removed = |name: &str| {
        let said = agent.collab(&home, &["remove", name, "--yes"]).stderr_any().run();
        said.stderr.contains("Its login key is no longer in the SSH agent either.\n")
    };
    agent.collab(&home, &["ssh", "add", "-q"]).run();
    agent.collab(&home, &["ssh", "add", "-q", "-a", "bob"]).run();
    assert!(removed("alice"));
    assert_eq!(agent.lists(), login_line(&BOB) + "\n");
    agent.collab(&home, &["ssh", "remove", "-q", "-a", "bob"]).run();
    assert!(!removed("bob"), "it was not there any more");
    // A locked agent does not list its keys.
    home.holds(&ALICE, crate::support::collab::Saved::Confirmed);
    let said = agent.collab(&home, &["remove", "alice", "--yes"]).stderr_any().run();
    assert!(
        said.stderr.contains("If it is locked, it can still have a login key"),
        "{}",
        said.stderr
    );
}

/// An account is removed whatever the agent answers.
#[test]
fn an_account_is_removed_even_if_the_agent_refuses() {
    let home = Home::of(&[&ALICE, &BOB]);
    let held = {
        let mut body = Vec::new();
        Writer::new(&mut body).string(&login_key(&ALICE).blob()).string(b"alice login");
        [&[12, 0, 0, 0, 1][..], &body].concat()
    };
    let frame = |body: &[u8]| {
        let length = u32::try_from(body.len()).expect("it is short").to_be_bytes();
        [&length[..], body].concat()
    };
    let (refused, held) = (frame(&[5]), frame(&held));
    // The agent answers message 11, a request for the list, with the key.
    let socket =
        answering(&home, move |kind| Some(if kind == 11 { &held } else { &refused }.clone()));
    let said =
        home.collab(["remove", "alice", "--yes"]).env("SSH_AUTH_SOCK", socket).stderr_any().run();
    assert!(said.stderr.contains("a login key can still be in the SSH agent: "), "{}", said.stderr);
    let gone = home.at("nothing");
    home.collab(["remove", "bob", "--yes", "-q"]).env("SSH_AUTH_SOCK", gone).run();
    assert!(home.accounts().is_empty());
}

#[test]
fn the_key_goes_into_a_real_agent_and_out_of_it() {
    if !has(&["ssh-agent", "ssh-add"]) {
        return;
    }
    let home = Home::of(&[&ALICE, &BOB]);
    let agent = Agent::start(&home, true);
    agent
        .collab(&home, &["ssh", "add"])
        .stderr("The login key of alice is in the SSH agent for 8h.\n")
        .keystore_unchanged()
        .run();
    let fingerprint = login_key(&ALICE).fingerprint();
    let listed = good(agent.ssh_add(&["-l"]));
    assert_eq!(listed, format!("256 {fingerprint} alice login (ED25519)\n"));
    assert_eq!(agent.lists(), login_line(&ALICE) + "\n");
    agent.collab(&home, &["ssh", "add", "-a", "bob", "-q", "--forever"]).run();
    assert_eq!(agent.lists(), format!("{}\n{}\n", login_line(&ALICE), login_line(&BOB)));

    let removed = "The login key of alice is no longer in the SSH agent.\n";
    agent.collab(&home, &["ssh", "remove"]).stderr(removed).keystore_unchanged().run();
    assert_eq!(agent.lists(), login_line(&BOB) + "\n");
    let absent = "The login key of alice was not in the SSH agent.\n";
    agent.collab(&home, &["ssh", "remove"]).stderr(absent).run();

    let told = |arguments: &[&str]| agent.collab(&home, arguments).stdout_any().run().json();
    let add = ["ssh", "add", "--json", "--for", "90m"];
    assert_eq!(
        told(&add),
        json!({
            "name": "alice",
            "identity": ALICE.identity,
            "fingerprint": fingerprint,
            "added": true,
            "seconds": 5400,
            "confirm": false,
        })
    );
    assert_eq!(told(&["ssh", "add", "--json", "--forever"])["seconds"], serde_json::Value::Null);
    assert_eq!(told(&["ssh", "remove", "--json"])["removed"], true);
    assert_eq!(told(&["ssh", "remove", "--json"])["removed"], false);
}

#[test]
fn the_agent_forgets_the_key_after_its_time_and_asks_where_that_is_wanted() {
    if !has(&["ssh-agent", "ssh-add", "ssh-keygen"]) {
        return;
    }
    for confirms in [true, false] {
        let home = Home::of(&[&ALICE]);
        let agent = Agent::start(&home, confirms);
        home.file("key.pub", login_line(&ALICE) + "\n");
        home.file("message", "hello");
        let signs = || {
            let _ = fs::remove_file(home.at("message.sig"));
            let mut command = Command::new("ssh-keygen");
            command.args(["-q", "-Y", "sign", "-n", "test", "-f", "key.pub", "message"]);
            command.current_dir(home.path()).env("SSH_AUTH_SOCK", &agent.socket);
            command.output().expect("it runs").status.success()
        };
        let asked = || fs::read_to_string(home.at("askpass.log")).unwrap_or_default();
        agent.collab(&home, &["ssh", "add", "-q"]).run();
        assert!(signs());
        assert_eq!(asked(), "");
        agent
            .collab(&home, &["ssh", "add", "-q", "--confirm"])
            .env("SSH_ASKPASS", "/bin/true")
            .env("SSH_ASKPASS_REQUIRE", "force")
            .run();
        assert_eq!(signs(), confirms);
        assert_eq!(asked(), "asked\n");

        agent.collab(&home, &["ssh", "add", "-q", "--for", "1s"]).run();
        let since = Instant::now();
        while agent.lists() != EMPTY {
            assert!(since.elapsed() < Duration::from_mins(1), "the agent keeps the key");
            thread::yield_now();
        }
    }
}

#[test]
fn a_confirmation_that_nobody_may_be_able_to_give_is_warned_of() {
    if !has(&["ssh-agent"]) {
        return;
    }
    let home = Home::of(&[&ALICE]);
    let agent = Agent::start(&home, true);
    agent
        .collab(&home, &["ssh", "add", "-c", "-q"])
        .stderr(
            "warning: SSH_ASKPASS and a display are not both set here; an agent without a way to \
             ask refuses each use of the key\n",
        )
        .run();
}

#[test]
fn a_locked_agent_takes_and_shows_nothing() {
    if !has(&["ssh-agent", "ssh-add"]) {
        return;
    }
    let home = Home::of(&[&ALICE]);
    let agent = Agent::start(&home, true);
    let ask = home.file("secret", "#!/bin/sh\necho seven\n");
    set_mode(&ask, 0o700);
    let mut lock = Command::new("ssh-add");
    lock.arg("-x").env("SSH_AUTH_SOCK", &agent.socket).env("SSH_ASKPASS", &ask);
    good(lock.env("SSH_ASKPASS_REQUIRE", "force").output().expect("it runs"));
    agent
        .collab(&home, &["ssh", "add", "--forever"])
        .refused(1, "the SSH agent refused the key", "if it is locked, `ssh-add -X` unlocks it")
        .run();
    agent
        .collab(&home, &["ssh", "add"])
        .refused(
            1,
            "this SSH agent takes no lifetime, or is locked",
            "`--forever` adds the key without one; `ssh-add -X` unlocks a locked agent",
        )
        .run();
    // The locked agent does not tell whether it has the key.
    agent
        .collab(&home, &["ssh", "remove", "-q"])
        .stderr(
            "The SSH agent lists no key. If it is locked, the login key of alice can still be in \
             it: `ssh-add -X` unlocks it.\n",
        )
        .run();
}

/// Starts an agent that answers each message with this function; `None` closes the connection.
fn answering(home: &Home, answer: impl Fn(u8) -> Option<Vec<u8>> + Send + 'static) -> PathBuf {
    let socket = home.at("fake");
    let _ = fs::remove_file(&socket);
    let listener = UnixListener::bind(&socket).expect("a socket");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut length = [0; 4];
            while stream.read_exact(&mut length).is_ok() {
                let mut message = vec![0; u32::from_be_bytes(length) as usize];
                if stream.read_exact(&mut message).is_err() {
                    break;
                }
                let Some(answer) = answer(message[0]) else { break };
                if stream.write_all(&answer).is_err() {
                    break;
                }
                // An answer that announces more bytes than it has is the last one.
                let announced = answer.get(..4).map(|it| [it[0], it[1], it[2], it[3]]);
                if announced.is_none_or(|it| u32::from_be_bytes(it) as usize != answer.len() - 4) {
                    break;
                }
            }
        }
    });
    socket
}

#[test]
fn each_bad_answer_of_an_agent_has_its_message() {
    let home = Home::of(&[&ALICE]);
    let cases: [(Option<&[u8]>, &str); 8] = [
        (None, "the SSH agent closed the connection without an answer"),
        (Some(b"\0\0"), "the SSH agent closed the connection in the middle of its answer"),
        (
            Some(b"\0\0\0\x09\x0c\0\0"),
            "the SSH agent closed the connection in the middle of its answer",
        ),
        (Some(b"\xff\xff\xff\xff\x06"), "the SSH agent announced an answer that is too long"),
        (Some(b"HTTP/1.1 400 Bad Request"), "the SSH agent announced an answer that is too long"),
        (Some(b"\0\0\0\0"), "the SSH agent gave an answer that collab does not understand"),
        (Some(b"\0\0\0\x01\x63"), "the SSH agent gave an answer that collab does not understand"),
        (
            Some(b"\0\0\0\x05\x0c\xff\xff\xff\xff"),
            "the SSH agent gave an answer that collab does not understand",
        ),
    ];
    for (answer, message) in cases {
        let answer = answer.map(<[u8]>::to_vec);
        let socket = answering(&home, move |_| answer.clone());
        for arguments in [&["ssh", "add"][..], &["ssh", "add", "--forever"], &["ssh", "remove"]] {
            home.collab(arguments).env("SSH_AUTH_SOCK", &socket).refused(1, message, HINT).run();
        }
        let failed = home.collab(["ssh", "add", "--json"]).env("SSH_AUTH_SOCK", &socket);
        let failure = failed.status(1).stderr_any().run().failure();
        assert_eq!((&failure["error"], &failure["exit"]), (&json!(message), &json!(1)));
    }
}

#[test]
fn an_agent_that_takes_no_constraints_is_named_as_that() {
    let home = Home::of(&[&ALICE]);
    let frame = |body: &[u8]| {
        let mut frame = Vec::new();
        Writer::new(&mut frame).string(body);
        frame
    };
    let mut list = vec![12];
    Writer::new(&mut list).uint32(1).string(b"another key").string(b"");
    let socket = answering(&home, move |kind| {
        Some(match kind {
            17 => frame(&[6]),
            11 => frame(&list),
            _ => frame(&[5]),
        })
    });
    let lifetime = ("this SSH agent takes no lifetime", "`--forever` adds the key without one");
    for (flags, (error, hint)) in [
        (&[][..], lifetime),
        (&["--for", "1h"], lifetime),
        (
            &["--confirm"],
            (
                "this SSH agent takes no lifetime or can't ask before each use",
                "`--forever` without `--confirm` adds the key without them",
            ),
        ),
        (
            &["--confirm", "--forever"],
            (
                "this SSH agent can't ask before each use",
                "without `--confirm` the key is added to be used freely",
            ),
        ),
    ] {
        home.collab(["ssh", "add"])
            .args(flags)
            .env("SSH_AUTH_SOCK", &socket)
            .refused(1, error, hint)
            .run();
    }
    home.collab(["ssh", "add", "--forever"])
        .env("SSH_AUTH_SOCK", &socket)
        .stderr("The login key of alice is in the SSH agent until it ends.\n")
        .run();
}

#[test]
fn an_agent_that_keeps_a_key_it_was_to_remove_is_named_as_that() {
    let home = Home::of(&[&ALICE]);
    let mut list = vec![12];
    Writer::new(&mut list).uint32(1).string(&login_key(&ALICE).blob()).string(b"");
    let mut listed = Vec::new();
    Writer::new(&mut listed).string(&list);
    let socket = answering(&home, move |kind| {
        Some(if kind == 11 { listed.clone() } else { b"\0\0\0\x01\x05".to_vec() })
    });
    home.collab(["ssh", "remove"])
        .env("SSH_AUTH_SOCK", &socket)
        .refused(
            1,
            "the SSH agent has the login key, and refused to remove it",
            "`ssh-add -D` removes every key; or end the agent with `ssh-agent -k`",
        )
        .run();
}

#[test]
fn a_missing_agent_is_told_before_the_passphrase_is_asked_for() {
    let home = Home::of(&[&ALICE]);
    home.locks(&[]);
    let start = "start one with `eval \"$(ssh-agent)\"`, or write the key into a file with `collab \
                 ssh export FILE`";
    for socket in [None, Some("")] {
        let run = home.collab(["ssh", "add"]);
        let run = socket.into_iter().fold(run, |run, value| run.env("SSH_AUTH_SOCK", value));
        run.refused(1, "no SSH agent is here: SSH_AUTH_SOCK is not set", start).run();
    }
    let gone = home.at("gone");
    drop(UnixListener::bind(&gone).expect("a socket"));
    for socket in [gone, home.at("nowhere")] {
        home.collab(["ssh", "add"])
            .env("SSH_AUTH_SOCK", socket)
            .refused(1, "the SSH agent that SSH_AUTH_SOCK names is not running", HINT)
            .run();
    }
}

#[test]
fn an_invalid_lifetime_is_refused() {
    let home = Home::of(&[&ALICE]);
    for bad in ["0", "0h", "8 hours", "1y", "-1h", "99999w"] {
        home.collab(["ssh", "add", &format!("--for={bad}")]).status(2).stderr_any().run();
    }
    home.collab(["ssh", "add", "--for", "8h", "--forever"]).status(2).stderr_any().run();
}
