//! Clipboard managers with a history, each fed by `wl-paste --watch` on a compositor.
//!
//! The rule: each manager first shows that it keeps a copy by another program.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use super::{Desk, HINT, MANAGER, digits, is_missing};
use crate::support::collab::skip_without;
use crate::support::display::{Display as _, WaylandCompositor, run, wait_for};

const LIST: &str = "a shopping list";

/// A running clipboard manager.
struct Manager<'a> {
    desk: &'a Desk,
    watch: Child,
}

impl<'a> Manager<'a> {
    /// Starts a manager that hands every copy to this program.
    fn start(desk: &'a Desk, display: &WaylandCompositor, program: &[&str]) -> Self {
        let watch = Command::new("wl-paste")
            .args(["--type", "text", "--watch"])
            .args(program)
            .envs(display.variables())
            .env("HOME", desk.folder.path())
            .current_dir(desk.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("wl-paste starts");
        let manager = Self { desk, watch };
        // The manager may not listen yet, so the first entry is copied again until it is kept.
        wait_for("the history to keep a list", || {
            display.copy(LIST);
            manager.history().contains(LIST)
        });
        manager
    }

    fn file(desk: &Desk) -> PathBuf {
        desk.folder.path().join("history")
    }

    fn history(&self) -> String {
        fs::read_to_string(Self::file(self.desk)).unwrap_or_default()
    }
}

impl Drop for Manager<'_> {
    fn drop(&mut self) {
        let _ = self.watch.kill();
        let _ = self.watch.wait();
    }
}

#[test]
fn that_heeds_the_hint_does_not_keep_the_code() {
    let Some(display) = WaylandCompositor::start() else { return };
    let desk = Desk::new();
    let script = desk.folder.path().join("manager");
    let listens = format!(
        "text=$(cat)\nif wl-paste --list-types | grep -qx {HINT}; then echo secret; \
         else echo \"<$text>\"; fi >> history\n"
    );
    fs::write(&script, listens).expect("a script");
    let manager = Manager::start(&desk, &display, &["sh", "manager"]);
    desk.copy_well(&display, "1");
    wait_for("the manager to be told of a secret", || manager.history().contains("secret"));
    desk.wait_until_nobody_holds();
    display.copy("the end");
    wait_for("the manager to go on", || manager.history().contains("<the end>"));
    assert!(!digits(&manager.history()).contains(&desk.code[..5]), "{}", manager.history());
}

/// The manager keeps the code, which collab cannot prevent, and serves it itself, which must end.
#[test]
fn that_ignores_the_hint_serves_the_code_only_for_a_time() {
    if is_missing("clipman") {
        return skip_without("clipman");
    }
    let Some(display) = WaylandCompositor::start() else { return };
    let desk = Desk::new();
    let _manager = Manager::start(&desk, &display, &["clipman", "--histpath=history", "store"]);
    let mut lists = 0;
    wait_for("a manager that is fast enough to be taken for one", || {
        // The manager does not take over a text equal to its latest entry, such as the code after a
        // copy that was too slow.
        lists += 1;
        let list = format!("list {lists}");
        let copied =
            run(Command::new("wl-copy").arg("--foreground").arg(list).envs(display.variables()));
        assert!(copied.status.success(), "it ends when the manager serves the list");
        let begun = Instant::now();
        desk.copy_well(&display, "4");
        wait_for("the manager to serve the code", || {
            let targets = display.targets();
            !targets.is_empty() && !targets.iter().any(|target| target == HINT)
        });
        desk.has_code(&display) && begun.elapsed() < MANAGER
    });
    wait_for("the code to go", || !desk.has_code(&display));
    desk.wait_until_nobody_holds();
    assert!(!desk.has_code(&display));
}
