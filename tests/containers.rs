//! Environments where the usual folders do not belong to the user: jobs in containers, volumes,
//! mounts, sudo. A refusal names its reason, and every remedy that it names works there.

#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, chown, symlink};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::support::collab::{
    ALICE, Home, Saved, hold, is_root, mode, set_mode, skip, skip_without,
};

/// The user of a job, their group, and another group, by number.
#[derive(Clone, Copy)]
pub(crate) struct User(pub(crate) u32, u32, u32);

pub(crate) const ROOT: User = User(0, 0, 0);
pub(crate) const SOMEBODY: User = User(1000, 1000, 2000);
/// The owner of the home folder of a job in a container.
pub(crate) const RUNNER: u32 = 1001;

/// A machine with `collab` on the PATH.
pub(crate) struct Machine {
    pub(crate) home: Home,
    pub(crate) user: User,
    pub(crate) variables: BTreeMap<&'static str, String>,
}

impl Machine {
    /// Returns a machine on which this user works, or `None` where only root could make it.
    pub(crate) fn of(user: User) -> Option<Self> {
        if !is_root() {
            skip("only root can make the folders of other users");
            return None;
        }
        let home = Home::new();
        set_mode(home.path(), 0o755);
        for (name, mode) in [("bin", 0o755), ("tmp", 0o1777)] {
            fs::create_dir(home.at(name)).expect("a folder");
            set_mode(&home.at(name), mode);
        }
        // Another process copies the file: a program that another thread's child still holds open
        // cannot be run.
        let mut copy = Command::new("cp");
        let copied = copy.arg(env!("CARGO_BIN_EXE_collab")).arg(home.at("bin/collab")).status();
        assert!(copied.expect("cp runs").success());
        set_mode(&home.at("bin/collab"), 0o755);
        let mut machine = Self { home, user, variables: BTreeMap::new() };
        let own = machine.folder("home", user.0, 0o700);
        machine.variables.insert("HOME", own);
        machine.variables.insert("TMPDIR", machine.home.at("tmp").to_string_lossy().into());
        Some(machine)
    }

    /// Makes a folder with this owner and mode.
    pub(crate) fn folder(&self, name: &str, owner: u32, mode: u32) -> String {
        let path = self.home.at(name);
        fs::create_dir_all(&path).expect("a folder");
        chown(&path, Some(owner), Some(if owner == 0 { self.user.2 } else { owner }))
            .expect("root may");
        set_mode(&path, mode);
        path.to_string_lossy().into()
    }

    /// Sets a variable of the machine's environment.
    pub(crate) fn variable(&mut self, name: &'static str, value: impl Into<String>) {
        self.variables.insert(name, value.into());
    }

    /// Runs a script as the user, without the tests' environment and without a terminal.
    pub(crate) fn run(&self, script: &str) -> Output {
        let User(user, group, other) = self.user;
        let mut command = Command::new("setpriv");
        command
            .args([format!("--reuid={user}"), format!("--regid={group}")])
            .arg(format!("--groups={other}"))
            .args(["--", "bash", "-e", "-o", "pipefail", "-c", script])
            .current_dir("/")
            .env_clear()
            .envs(&self.variables)
            .env("PATH", format!("{}:/usr/bin:/bin", self.home.at("bin").display()))
            .stdin(Stdio::null());
        command.output().expect("setpriv runs")
    }

    /// Runs a script that must succeed, and returns its stdout.
    #[track_caller]
    pub(crate) fn works(&self, script: &str) -> String {
        let output = self.run(script);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script}\n{stderr}");
        String::from_utf8(output.stdout).expect("text")
    }

    /// Checks that creating an account is refused with exactly this message and these remedies, and
    /// that every remedy works.
    #[track_caller]
    fn is_no_dead_end(&self, refusal: &str, ways: &[&str]) {
        let output = self.run("collab init -q");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(7), "{stderr}");
        assert!(stderr.contains(refusal), "{stderr}");
        let hint = stderr.split_once("\nhint: ").expect("a hint").1;
        let named: Vec<&str> = hint.split('`').skip(1).step_by(2).collect();
        let kind = |way: &&str| way.split([' ', '=']).next().expect("a word").to_owned();
        let kinds: Vec<String> =
            named.iter().filter(|way| **way != "$GITHUB_ENV").map(kind).collect();
        assert_eq!(kinds, ways, "{hint}");
        assert_eq!(hint.contains("sudo"), self.variables.contains_key("SUDO_UID"), "{hint}");
        for way in named {
            let identity = match kind(&way).as_str() {
                "COLLAB_KEYSTORE" => self.works(&format!(
                    "{way}; collab init -q; collab check < <(collab print) >/dev/null; collab \
                     whoami"
                )),
                "chmod" => {
                    let made = self.works(&format!("{way}; collab init -q"));
                    self.works("collab remove default --yes --without-backup");
                    made
                }
                "--shared-folder" => {
                    let made = self.works("collab init -q --shared-folder");
                    self.works(
                        "COLLAB_SHARED_FOLDER=1 collab remove default --yes --without-backup",
                    );
                    made
                }
                "--keystore" => self.works(&format!("collab whoami {way}")),
                "$GITHUB_ENV" => continue,
                other => panic!("{other} is no way out that is known"),
            };
            assert!(identity.starts_with("did:key:"), "{way}: {identity}");
        }
    }
}

const FOREIGN: &str = "belongs to another user";
const SHARED: &str = "others may put files into the folder";

#[test]
fn a_home_of_another_user_is_no_dead_end_for_root() {
    let Some(mut machine) = Machine::of(ROOT) else { return };
    let home = machine.folder("theirs", RUNNER, 0o755);
    machine.variable("HOME", home);
    machine.is_no_dead_end(FOREIGN, &["COLLAB_KEYSTORE", "--shared-folder"]);
}

#[test]
fn a_temporary_folder_of_another_user_is_no_dead_end_for_root() {
    let Some(mut machine) = Machine::of(ROOT) else { return };
    let folder = machine.folder("theirs", RUNNER, 0o755);
    machine.variable("COLLAB_KEYSTORE", format!("{folder}/keystore.json"));
    machine.is_no_dead_end(FOREIGN, &["COLLAB_KEYSTORE", "--shared-folder"]);
}

#[test]
fn a_volume_that_all_may_write_is_no_dead_end() {
    for name in ["volume", "a volume", "it's"] {
        let Some(mut machine) = Machine::of(SOMEBODY) else { return };
        let volume = machine.folder(name, 0, 0o777);
        machine.variable("COLLAB_KEYSTORE", format!("{volume}/keystore.json"));
        machine.is_no_dead_end(SHARED, &["COLLAB_KEYSTORE", "--shared-folder"]);
    }
}

#[test]
fn a_volume_of_a_group_is_no_dead_end() {
    let Some(mut machine) = Machine::of(SOMEBODY) else { return };
    let volume = machine.folder("volume", 0, 0o2775);
    machine.variable("COLLAB_KEYSTORE", format!("{volume}/keystore.json"));
    machine.is_no_dead_end(SHARED, &["COLLAB_KEYSTORE", "--shared-folder"]);
}

#[test]
fn a_folder_of_ones_own_that_all_may_write_can_be_closed() {
    for user in [SOMEBODY, ROOT] {
        for name in ["own", "my own"] {
            let Some(mut machine) = Machine::of(user) else { return };
            let folder = machine.folder(name, user.0, 0o777);
            machine.variable("COLLAB_KEYSTORE", format!("{folder}/keystore.json"));
            machine.is_no_dead_end(SHARED, &["chmod", "COLLAB_KEYSTORE", "--shared-folder"]);
        }
    }
}

#[test]
fn a_volume_for_temporary_files_is_a_good_place_for_ones_own_folder() {
    let Some(mut machine) = Machine::of(SOMEBODY) else { return };
    let volume = machine.folder("empty-dir", 0, 0o777);
    machine.variable("TMPDIR", volume);
    machine.works("export COLLAB_KEYSTORE=$(mktemp -d)/keystore.json; collab init -q");
}

#[test]
fn sudo_with_the_home_of_its_user_is_told_so() {
    let Some(mut machine) = Machine::of(ROOT) else { return };
    let home = machine.folder("theirs", RUNNER, 0o700);
    machine.variable("HOME", home);
    machine.variable("SUDO_UID", RUNNER.to_string());
    machine.is_no_dead_end(FOREIGN, &["COLLAB_KEYSTORE", "--shared-folder"]);
}

#[test]
fn a_keystore_of_another_user_is_refused_in_any_folder() {
    let Some(mut machine) = Machine::of(ROOT) else { return };
    let folder = machine.folder("own", 0, 0o700);
    let keystore = PathBuf::from(&folder).join("keystore.json");
    hold(&keystore, &ALICE, Saved::Confirmed);
    chown(&keystore, Some(RUNNER), None).expect("root may");
    machine.variable("COLLAB_KEYSTORE", keystore.to_string_lossy());
    machine.is_no_dead_end(FOREIGN, &["COLLAB_KEYSTORE"]);
    for arguments in ["whoami", "init bob -q", "use alice"] {
        let output = machine.run(&format!("collab {arguments} --shared-folder"));
        assert_eq!(output.status.code(), Some(7));
    }
}

#[test]
fn a_linked_keystore_is_refused_and_its_target_named() {
    let Some(mut machine) = Machine::of(ROOT) else { return };
    let folder = PathBuf::from(machine.folder("own", 0, 0o700));
    hold(&folder.join("the real one.json"), &ALICE, Saved::Confirmed);
    for target in ["the real one.json", "../own/the real one.json", "second.json"] {
        symlink("the real one.json", folder.join("second.json")).expect("a link");
        symlink(target, folder.join("link.json")).expect("a link");
        machine.variable("COLLAB_KEYSTORE", folder.join("link.json").to_string_lossy());
        machine.is_no_dead_end("is a symbolic link to", &["--keystore"]);
        let output = machine.run("collab whoami --shared-folder");
        assert_eq!(output.status.code(), Some(7));
        fs::remove_file(folder.join("link.json")).expect("it is there");
        fs::remove_file(folder.join("second.json")).expect("it is there");
    }
}

#[test]
fn a_shared_folder_does_not_excuse_a_file_that_can_be_made_private() {
    let Some(mut machine) = Machine::of(SOMEBODY) else { return };
    let volume = machine.folder("volume", 0, 0o777);
    let keystore = PathBuf::from(&volume).join("keystore.json");
    machine.variable("COLLAB_KEYSTORE", keystore.to_string_lossy());
    machine.variable("COLLAB_SHARED_FOLDER", "1");
    machine.works("collab init -q");
    for shared in [0o644, 0o660, 0o777] {
        set_mode(&keystore, shared);
        for command in ["collab whoami", "collab use default", "collab init bob -q"] {
            let output = machine.run(command);
            let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(7), "{stderr}");
            assert!(stderr.contains("make it yours alone with `chmod 600"), "{stderr}");
            assert_eq!(mode(&keystore), shared, "it has its mode back");
        }
        let hint = machine.run("collab whoami").stderr;
        let hint = String::from_utf8(hint).expect("text");
        machine.works(&format!("{}; collab whoami", hint.split('`').nth(1).expect("a command")));
    }
}

#[test]
fn only_the_value_1_says_that_a_folder_is_shared() {
    let Some(mut machine) = Machine::of(SOMEBODY) else { return };
    let volume = machine.folder("volume", 0, 0o777);
    machine.variable("COLLAB_KEYSTORE", format!("{volume}/keystore.json"));
    for (value, status) in [("", 7), ("0", 7), ("no", 2), ("true", 2)] {
        machine.variable("COLLAB_SHARED_FOLDER", value);
        assert_eq!(machine.run("collab init -q").status.code(), Some(status), "{value}");
    }
}

/// A file system that shows every file with one mode and ignores chmod: NTFS mounted with
/// `ntfs-3g`.
struct Modeless(PathBuf);

impl Modeless {
    fn mounted(home: &Home, options: &str) -> Option<Self> {
        let (image, folder) = (home.at("image"), home.at("mount"));
        fs::create_dir(&folder).expect("a folder");
        fs::File::create(&image).and_then(|file| file.set_len(16 << 20)).expect("a file");
        let done = |program: &str, arguments: &[&str]| {
            let mut command = Command::new(program);
            command.args(arguments).env("PATH", "/usr/sbin:/sbin:/usr/bin:/bin");
            command.output().is_ok_and(|output| output.status.success())
        };
        let (image, there) = (image.to_string_lossy(), folder.to_string_lossy());
        let is_made = done("mkntfs", &["-F", "-q", &image]);
        if !is_made {
            skip_without("mkntfs");
            return None;
        }
        let is_mounted = done("ntfs-3g", &["-o", options, &image, &there]);
        if !is_mounted {
            skip("nothing can be mounted here");
        }
        is_mounted.then(|| Self(folder))
    }
}

impl Drop for Modeless {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_mount_that_ignores_chmod_is_no_dead_end() {
    let Some(mut machine) = Machine::of(SOMEBODY) else { return };
    let options = "uid=1000,gid=1000";
    let Some(volume) = Modeless::mounted(&machine.home, options) else { return };
    machine.variable("COLLAB_KEYSTORE", volume.0.join("keystore.json").to_string_lossy());
    machine.is_no_dead_end(SHARED, &["COLLAB_KEYSTORE", "--shared-folder"]);
    machine.works("collab init -q --shared-folder; collab use default --shared-folder");
    let there = fs::metadata(volume.0.join("keystore.json")).expect("it is there");
    assert_ne!(there.mode() & 0o077, 0, "it would show nothing");
    let output = machine.run("collab whoami");
    assert_eq!(output.status.code(), Some(7));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("chmod"));
}

#[test]
fn a_mount_that_shows_every_file_as_open_is_no_dead_end() {
    let Some(mut machine) = Machine::of(SOMEBODY) else { return };
    let options = "uid=1000,gid=1000,dmask=077,fmask=000";
    let Some(volume) = Modeless::mounted(&machine.home, options) else { return };
    machine.variable("COLLAB_KEYSTORE", volume.0.join("keystore.json").to_string_lossy());
    let refusal = "its file system shows it with the mode 0777, and the mode can't be changed";
    machine.is_no_dead_end(refusal, &["COLLAB_KEYSTORE", "--shared-folder"]);
    let left = fs::read_dir(&volume.0).expect("a folder").count();
    assert_eq!(left, 2, "the keystore and its lock file");
    // An existing keystore is refused with the same message.
    let output = machine.run("collab whoami");
    assert!(String::from_utf8_lossy(&output.stderr).contains(refusal));
}
