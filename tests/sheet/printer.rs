//! `collab print --printer`: the input of `lp`, and the data that CUPS keeps.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use crate::support::collab::{ALICE, Home, PASSPHRASE, set_mode, skip_without};
use crate::support::display::wait_for;

const HINT: &str = "make a file of it with `collab print --sheet FILE.pdf`";

#[test]
fn gets_the_sheet_and_nothing_of_the_environment() {
    let home = Home::of(&[&ALICE]);
    let bin = home.at("bin");
    fs::create_dir(&bin).expect("a folder");
    let lp = bin.join("lp");
    let script = "#!/bin/sh\necho \"$@\" > job\nenv > environment\ncat > printed\n";
    fs::write(&lp, script).expect("a file");
    set_mode(&lp, 0o700);
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let print = |arguments: &[&str]| {
        home.collab(["print", "--printer"])
            .args(arguments)
            .env("PATH", &path)
            .env("COLLAB_PASSPHRASE", PASSPHRASE)
    };
    print(&[])
        .stderr(
            "The sheet is on its way to the printer. Printers remember what they print, and this \
             computer keeps a copy for a day. Once it is printed, `cancel -a -x` deletes that copy.\n",
        )
        .run();
    let read = |name: &str| fs::read(home.at(name)).expect("it was made");
    assert_eq!(read("job"), b"-t sheet\n");
    assert!(read("printed").starts_with(b"%PDF-"));
    let environment = String::from_utf8(read("environment")).expect("text");
    assert!(!environment.contains(PASSPHRASE) && !environment.contains("COLLAB"), "{environment}");
    fs::rename(home.at("printed"), home.at("printed.pdf")).expect("it was made");
    set_mode(&home.at("printed.pdf"), 0o600);
    home.collab(["-q", "check", "--image", "printed.pdf"])
        .stdout(format!("{}\n", ALICE.identity))
        .run();
    print(&["attic", "-q"]).run();
    assert_eq!(read("job"), b"-t sheet -d attic\n");

    fs::write(&lp, "#!/bin/sh\ncat > printed\necho 'lp: no such printer' >&2\nexit 1\n")
        .expect("a file");
    print(&[]).refused(1, "`lp` printed nothing: \"lp: no such printer\"", HINT).run();
    fs::remove_file(&lp).expect("it was made");
    home.collab(["print", "--printer"])
        .env("PATH", &bin)
        .refused(1, "there is no `lp` here to print with", HINT)
        .run();
}

/// CUPS with one printer that discards its output; it ends with its guard.
struct Cups {
    daemon: Child,
    folder: PathBuf,
}

impl Cups {
    fn start(folder: PathBuf) -> Option<Self> {
        const DAEMON: &str = "/usr/sbin/cupsd";
        if !Path::new(DAEMON).exists() {
            skip_without("cupsd");
            return None;
        }
        fs::create_dir(&folder).expect("a folder");
        let at = |name: &str| folder.join(name).display().to_string();
        let limits = "DefaultAuthType None\n<Location />\nAllow all\n</Location>\n\
            <Location /admin>\nAllow all\n</Location>\n\
            <Policy default>\n<Limit All>\nOrder deny,allow\n</Limit>\n</Policy>\n";
        let settings = format!("Listen {}\nBrowsing Off\n{limits}", at("socket"));
        fs::write(at("cupsd.conf"), settings).expect("a file");
        let folders = ["ServerRoot", "RequestRoot", "CacheDir", "StateDir"];
        for name in folders {
            fs::create_dir(at(name)).expect("a folder");
        }
        let places = folders.iter().chain(&["ErrorLog", "AccessLog", "PageLog"]);
        let places: Vec<String> = places.map(|name| format!("{name} {}\n", at(name))).collect();
        let files = format!("FileDevice Yes\n{}", places.concat());
        fs::write(at("cups-files.conf"), files).expect("a file");
        let daemon = Command::new(DAEMON)
            .args(["-f", "-c", &at("cupsd.conf"), "-s", &at("cups-files.conf")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("cupsd starts");
        let cups = Self { daemon, folder };
        wait_for("CUPS to have a printer", || {
            cups.client("lpadmin", &["-p", "attic", "-E", "-v", "file:/dev/null", "-m", "raw"])
                .status
                .success()
        });
        Some(cups)
    }

    fn server(&self) -> PathBuf {
        self.folder.join("socket")
    }

    fn client(&self, program: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(program);
        command.args(arguments).env("CUPS_SERVER", self.server()).output().expect("it starts")
    }

    /// Returns the documents that CUPS still has.
    fn documents(&self) -> Vec<Vec<u8>> {
        let spool = fs::read_dir(self.folder.join("RequestRoot")).expect("a folder");
        let paths = spool.map(|entry| entry.expect("an entry").path());
        paths
            .filter(|path| path.file_name().is_some_and(|name| name.as_encoded_bytes()[0] == b'd'))
            .map(|path| fs::read(path).expect("a file"))
            .collect()
    }
}

impl Drop for Cups {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

#[test]
fn of_cups_prints_it_and_forgets_it_when_asked() {
    let home = Home::of(&[&ALICE]);
    let Some(cups) = Cups::start(home.at("cups")) else { return };
    let print = |arguments: &[&str]| {
        home.collab(["print", "--printer"]).args(arguments).env("CUPS_SERVER", cups.server())
    };
    print(&[])
        .refused(1, "`lp` printed nothing: \"lp: Error - No default destination.\"", HINT)
        .run();
    print(&["cellar"])
        .refused(
            1,
            "`lp` printed nothing: \"lp: Error - The printer or class does not exist.\"",
            HINT,
        )
        .run();
    print(&["attic", "-q"]).run();
    home.collab(["-q", "print", "--sheet", "same.pdf"]).run();
    assert_eq!(cups.documents(), [fs::read(home.at("same.pdf")).expect("a file")]);
    wait_for("it to be printed", || !cups.client("lpstat", &["-W", "completed"]).stdout.is_empty());
    assert!(cups.client("cancel", &["-a", "-x"]).status.success());
    wait_for("it to be deleted", || cups.documents().is_empty());
}
