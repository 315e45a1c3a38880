//! Power cuts: ext4 as it is, cut off at a random moment of a write.
//!
//! The rule: a keystore is as before or as after; and as after, if the program had said by then
//! that it is done. The file system is mounted so that it does no more than it promises, and
//! commits what it likes each second.
//!
//! It needs root, loop devices, `mkfs.ext4` and `mount`; where they are missing it says so.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::cases::{Case, ours};
use crate::image::{Image, Mounted};
use crate::neighbours::neighbours;
use crate::promises::Allowed;
use crate::sample::{dice, share, share_of};
use crate::scratch::{Found, Scratch, copy};
use crate::strace::set_up;
use crate::tally::{Row, Tally, broken, of_looks};
use crate::work::{say, seed, turn};

/// How often each case is cut off.
const CUTS: u32 = 40;

#[test]
fn a_power_cut_leaves_a_keystore_as_before_or_as_after() {
    let turn = turn();
    let start = Instant::now();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let place = |name: &str| folder.path().join(name);
    let image = Image::make(place("image"));
    let mounted = image.and_then(|image| Ok((image.mount(place("mounted"))?, image)));
    let (mounted, image) = match mounted {
        Ok(mounted) => mounted,
        Err(why) => return skip(&why),
    };
    let house = House { folder: folder.path().to_owned(), mounted, image };
    let rows: Vec<Row> =
        ours().into_iter().chain(neighbours()).map(|case| house.cut(&case)).collect();
    drop(house);
    let seconds = start.elapsed().as_secs_f64();
    say(&format!(
        "power cuts on ext4, noauto_da_alloc, commit=1 (seed {}, share {}, {seconds:.1} s)\n{}",
        seed(),
        share(),
        of_looks(&rows, "cuts"),
    ));
    drop(turn);
    if let Some(broken) = broken(&rows) {
        panic!("{broken}");
    }
}

fn skip(why: &str) {
    let required = std::env::var_os("COLLAB_TEST_REQUIRE_POWERCUTS").is_some();
    assert!(!required, "no file system could be made and mounted: {why}");
    say(&format!(
        "SKIPPED: no power was cut, since no file system could be made and mounted: {why}"
    ));
}

/// Where the power is cut.
struct House {
    // Unmounted before its image goes.
    mounted: Mounted,
    image: Image,
    folder: PathBuf,
}

impl House {
    fn cut(&self, case: &Case) -> Row {
        let before = Scratch::before(case);
        let old = (case.look)(&before.home());
        let (new, duration) = self.undisturbed(case, &before);
        let cuts = share_of((0..CUTS).collect(), case.name);
        let mut row = Row {
            name: case.name,
            is_ours: case.is_ours,
            points: cuts.len(),
            tally: Tally::default(),
        };
        for cut in cuts {
            // Half as long again, so that a third of the cuts come when it is done.
            let most = u32::try_from(duration.as_micros()).expect("short") * 3 / 2;
            let delay = Duration::from_micros(dice(case.name, cut).below(most).into());
            row.tally += self.cut_once(case, &before, &Allowed { old: &old, new: &new }, delay);
        }
        row
    }

    /// What is there after, and how long it takes.
    fn undisturbed(&self, case: &Case, before: &Scratch) -> (Found, Duration) {
        let home = self.fresh_home(before);
        let start = Instant::now();
        let status = self.command(case).status().expect("the program starts");
        let duration = start.elapsed();
        assert!(status.success(), "{}", case.name);
        let new = (case.look)(&home);
        assert_eq!(new.lines, case.after, "{}", case.name);
        (new, duration)
    }

    fn cut_once(
        &self,
        case: &Case,
        before: &Scratch,
        allowed: &Allowed<'_>,
        delay: Duration,
    ) -> Tally {
        self.fresh_home(before);
        let mut child = self.command(case).spawn().expect("the program starts");
        thread::sleep(delay);
        // It is a child, and not waited for yet: its number is nobody else's.
        kill_process(Pid::from_child(&child), Signal::STOP).expect("it is ours");
        let done = child.try_wait().expect("a child").is_some_and(|status| status.success());
        let said = fs::read_to_string(self.folder.join("stdout")).expect("text");
        let copy = self.image.copy(self.folder.join("copy"));
        let _ = kill_process(Pid::from_child(&child), Signal::CONT);
        child.wait().expect("it ends");

        let reported = done || said.contains("did:key:");
        let after = copy.mount(self.folder.join("after")).expect("the journal is replayed");
        let found = (case.look)(&after.path().join("home"));
        let mut tally = Tally::of_a_look();
        let wrong = allowed.judge(&found, reported, &mut tally);
        if !wrong.is_empty() {
            tally.broken = 1;
            tally.told.push(format!("{}: cut after {delay:?}: {}", case.name, wrong.join("; ")));
        }
        tally
    }

    /// The home on the image, as before, for good.
    fn fresh_home(&self, before: &Scratch) -> PathBuf {
        let home = self.home();
        if home.exists() {
            fs::remove_dir_all(&home).expect("it is ours");
        }
        fs::create_dir(&home).expect("a folder");
        copy(&before.home(), &home);
        self.mounted.sync();
        home
    }

    fn home(&self) -> PathBuf {
        self.mounted.path().join("home")
    }

    fn command(&self, case: &Case) -> Command {
        let mut command = Command::new(case.program);
        set_up(&mut command, case, &self.home(), &self.folder.join("input"));
        let stdout = File::create(self.folder.join("stdout")).expect("a file");
        command.stdout(Stdio::from(stdout)).stderr(Stdio::null());
        command
    }
}
