//! A real sshd on the loopback interface accepts the login key, and no other key of the account.

use std::fmt::Write as _;
use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output};
use std::thread;
use std::time::Duration;

use super::agents::Agent;
use super::{good, has, login_line};
use crate::support::collab::{ALICE, BOB, Home, OTHER_PASSPHRASE, is_root, set_mode, skip_without};

const SSHD: &str = "/usr/sbin/sshd";

/// Whether a server can be started.
fn is_possible() -> bool {
    if !Path::new(SSHD).exists() {
        skip_without("sshd");
        return false;
    }
    if is_root() {
        // The folder in which sshd runs its unprivileged part.
        fs::create_dir_all("/run/sshd").expect("root may");
    }
    has(&["ssh", "ssh-agent", "ssh-add", "ssh-keygen"])
}

/// A server that accepts the keys in these lines. It ends with the test.
struct Server {
    process: Child,
    port: u16,
}

impl Server {
    fn new(home: &Home, lines: &[String]) -> Self {
        home.file("authorized_keys", lines.join("\n") + "\n");
        if !home.at("host").exists() {
            let mut keygen = Command::new("ssh-keygen");
            keygen.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(home.at("host"));
            good(keygen.output().expect("it runs"));
        }
        let mut configuration = String::new();
        for (name, value) in [
            ("HostKey", home.at("host").to_string_lossy().as_ref()),
            ("AuthorizedKeysFile", home.at("authorized_keys").to_string_lossy().as_ref()),
            ("StrictModes", "no"),
            ("UsePAM", "no"),
            ("PasswordAuthentication", "no"),
            ("KbdInteractiveAuthentication", "no"),
            ("PermitRootLogin", "prohibit-password"),
            ("PidFile", "none"),
            ("LogLevel", "ERROR"),
        ] {
            let _ = writeln!(configuration, "{name} {value}");
        }
        let configuration = home.file("sshd_config", configuration);
        // The port was free a moment ago. If it is taken by now, sshd ends, and another port is
        // tried.
        loop {
            let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
            let port = free.local_addr().expect("it has one").port();
            drop(free);
            let mut sshd = Command::new(SSHD);
            sshd.arg("-D").arg("-f").arg(&configuration);
            sshd.arg("-o").arg(format!("ListenAddress=127.0.0.1:{port}"));
            let mut process = sshd.spawn().expect("it runs");
            while process.try_wait().expect("it was started").is_none() {
                if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                    return Self { process, port };
                }
                thread::sleep(Duration::from_millis(5));
            }
        }
    }

    /// Runs a command on the server.
    fn run(&self, flags: &[&str], variables: &[(&str, &Path)], command: &str) -> Output {
        let mut ssh = Command::new("ssh");
        ssh.args(["-F", "none", "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR"])
            .args(["-o", "UserKnownHostsFile=/dev/null"])
            .args(["-o", "PreferredAuthentications=publickey"])
            .args(["-p", &self.port.to_string()])
            .args(flags)
            .args(["127.0.0.1", command])
            .env_remove("SSH_AUTH_SOCK")
            .envs(variables.iter().copied());
        ssh.output().expect("it runs")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn the_login_key_gets_in_through_the_agent() {
    if !is_possible() {
        return;
    }
    let home = Home::of(&[&ALICE, &BOB]);
    let agent = Agent::start(&home, true);
    let server = Server::new(&home, &[login_line(&ALICE)]);
    let socket = [("SSH_AUTH_SOCK", agent.socket.as_path())];
    let enters = || server.run(&["-o", "IdentityFile=none"], &socket, "echo in");
    assert!(!enters().status.success(), "without a key nobody gets in");
    home.collab(["ssh", "add", "-q", "-a", "bob"]).env("SSH_AUTH_SOCK", &agent.socket).run();
    assert!(!enters().status.success(), "another's key does not get in");
    home.collab(["ssh", "add", "-q"]).env("SSH_AUTH_SOCK", &agent.socket).run();
    assert_eq!(good(enters()), "in\n");
    home.collab(["ssh", "remove", "-q"]).env("SSH_AUTH_SOCK", &agent.socket).run();
    assert!(!enters().status.success(), "a key that was removed does not get in");
}

#[test]
fn the_login_key_gets_in_from_a_file() {
    if !is_possible() {
        return;
    }
    let home = Home::of(&[&ALICE]);
    let server = Server::new(&home, &[login_line(&ALICE)]);
    home.file("new", OTHER_PASSPHRASE);
    home.collab(["ssh", "export", "plain", "-q", "--no-passphrase"]).run();
    home.collab(["ssh", "export", "locked", "-q", "--new-passphrase-file", "new"]).run();
    let ask = home.file("ask", format!("#!/bin/sh\necho '{OTHER_PASSPHRASE}'\n"));
    set_mode(&ask, 0o700);
    let asking = [("SSH_ASKPASS", ask.as_path()), ("SSH_ASKPASS_REQUIRE", Path::new("force"))];
    for name in ["plain", "locked"] {
        let file = home.at(name);
        let flags = ["-i", &file.to_string_lossy(), "-o", "IdentitiesOnly=yes"];
        assert_eq!(good(server.run(&flags, &asking, "echo in")), "in\n", "{name}");
    }
}

#[test]
fn the_identity_gets_nobody_in() {
    if !is_possible() {
        return;
    }
    let home = Home::of(&[&ALICE]);
    let agent = Agent::start(&home, true);
    let line = home.collab(["whoami", "--format", "ssh-signing"]).stdout_any().run().stdout;
    let server = Server::new(&home, &[line.trim_end().to_owned()]);
    home.collab(["ssh", "add", "-q"]).env("SSH_AUTH_SOCK", &agent.socket).run();
    home.collab(["ssh", "export", "plain", "-q", "--no-passphrase"]).run();
    let socket = [("SSH_AUTH_SOCK", agent.socket.as_path())];
    assert!(!server.run(&["-o", "IdentityFile=none"], &socket, "true").status.success());
    let file = home.at("plain");
    assert!(!server.run(&["-i", &file.to_string_lossy()], &[], "true").status.success());
}

#[test]
fn an_agent_that_is_forwarded_gets_no_key_unless_it_is_forced() {
    if !is_possible() {
        return;
    }
    let home = Home::of(&[&ALICE, &BOB]);
    let agent = Agent::start(&home, true);
    let server = Server::new(&home, &[login_line(&ALICE)]);
    let socket = [("SSH_AUTH_SOCK", agent.socket.as_path())];
    home.collab(["ssh", "add", "-q"]).env("SSH_AUTH_SOCK", &agent.socket).run();
    let program = env!("CARGO_BIN_EXE_collab");
    let keystore = home.keystore();
    let there = |arguments: &str| {
        let keystore = keystore.to_string_lossy();
        let command = format!("'{program}' --keystore '{keystore}' -a bob {arguments}");
        server.run(&["-A", "-o", "IdentityFile=none"], &socket, &command)
    };
    let refused = there("ssh add");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    let message = "error: this SSH agent is forwarded: it runs on the machine that you came from\n";
    assert!(said.starts_with(message), "{said}");
    let lists = || {
        let mut list = Command::new("ssh-add");
        let list = list.arg("-L").env("SSH_AUTH_SOCK", &agent.socket);
        String::from_utf8(list.output().expect("it runs").stdout).expect("text")
    };
    assert_eq!(lists(), login_line(&ALICE) + "\n");
    good(there("ssh add --force -q"));
    assert_eq!(lists(), format!("{}\n{}\n", login_line(&ALICE), login_line(&BOB)));
    // Removing a key needs no `--force`.
    good(there("ssh remove -q"));
    assert_eq!(lists(), login_line(&ALICE) + "\n");
}
