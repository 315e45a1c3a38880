//! CI jobs: the ones in docs/ci.md, and the action in packaging/action, each in its own
//! environment. The backup code appears in no log.

use std::fs;
use std::os::unix::fs::chown;
use std::path::Path;
use std::process::Command;

use crate::containers::{Machine, ROOT, RUNNER, SOMEBODY, User};
use crate::support::collab::{
    ALICE, BOB, Home, Person, digits, leak, leak_in_keystore, mode, set_mode, skip_without,
};

const CI: &str = include_str!("../docs/ci.md");

/// Returns the block of the documentation that begins with this comment.
fn block(name: &str) -> Vec<&'static str> {
    let mut lines = CI.lines().skip_while(|line| *line != format!("# {name}"));
    lines.next().expect("it is there");
    lines.take_while(|line| *line != "```").collect()
}

/// Returns the lines indented below each line that ends in `head`, in order.
fn below(lines: &[&'static str], head: &str) -> Vec<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.trim() == head) {
        let inner = lines[index + 1..].iter();
        let inner = inner.take_while(|next| indent(next) > indent(line));
        found.push(inner.map(|line| line.trim_start()).collect::<Vec<_>>().join("\n"));
    }
    assert!(!found.is_empty(), "{head}");
    found
}

/// Returns the value of a key.
fn value(lines: &[&'static str], key: &str) -> String {
    let value = lines.iter().find_map(|line| line.trim().strip_prefix(key));
    value.expect("it is there").trim().to_owned()
}

/// Returns the backup code of the account in the documents.
fn shown_code() -> String {
    let readme = include_str!("../README.md");
    let rows = readme.lines().filter(|line| {
        line.len() == 23
            && line.split(' ').all(|five| five.len() == 5 && five.parse::<u32>().is_ok())
    });
    rows.take(4).collect::<Vec<_>>().join(" ")
}

/// The environment that a runner gives to the steps of a job.
struct Runner {
    machine: Machine,
    /// The job's stdout and stderr.
    log: String,
}

/// The files through which a step passes data to later steps.
const FILES: [&str; 4] = ["GITHUB_ENV", "GITHUB_STATE", "GITHUB_OUTPUT", "GITHUB_PATH"];

impl Runner {
    /// Returns a runner with a repository, a file to sign, and a file encrypted for the documents'
    /// account.
    fn of(user: User) -> Option<Self> {
        for program in ["git", "ssh-keygen"] {
            if Command::new(program).arg("-?").output().is_err() {
                skip_without(program);
                return None;
            }
        }
        let mut machine = Machine::of(user)?;
        machine.variable("CI", "true");
        let workspace = machine.folder("workspace", machine.user.0, 0o755);
        machine.variable("GITHUB_WORKSPACE", workspace);
        for name in FILES {
            let path = machine.home.at(name);
            fs::write(&path, "").expect("a file");
            chown(&path, Some(machine.user.0), None).expect("root may");
            machine.variable(name, path.to_string_lossy());
        }
        Some(Self { machine, log: String::new() })
    }

    /// Gives the job its repository, with the files that it signs and decrypts.
    fn check_out(&mut self) {
        self.machine.variable("CODE", shown_code());
        self.machine.works(
            "cd $GITHUB_WORKSPACE
            git -c init.defaultBranch=main init -q --bare $TMPDIR/origin
            git -c init.defaultBranch=main init -q
            git remote add origin $TMPDIR/origin
            git -c user.name=Alice -c user.email=alice@example.com commit -q --allow-empty -m first
            export COLLAB_KEYSTORE=$(mktemp -d)/keystore.json
            printenv CODE | collab -q restore >/dev/null
            echo secret=1 | collab encrypt -r \"$(collab whoami --format age)\" -o deploy.env.age
            rm $COLLAB_KEYSTORE",
        );
        self.machine.variables.remove("CODE");
    }

    /// Gives the job the copy of the action that its first step installs `collab` from, and a
    /// `curl` that downloads an archive. Returns the step with the checksum of that archive.
    fn with_release(&mut self, block: &[&'static str], step: &str) -> String {
        let action = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/action");
        let curl = self.machine.home.at("bin/curl");
        let script = "#!/bin/sh\nwhile [ $1 != --output ]; do shift; done\ncp $TMPDIR/archive $2\n";
        fs::write(&curl, script).expect("a file");
        set_mode(&curl, 0o755);
        let version = value(block, "INPUT_VERSION:");
        let checksum = self.machine.works(&format!(
            "cd $TMPDIR
            name=collab-{version}-$(uname -m)-unknown-linux-musl
            mkdir -p $name
            printf '#!/bin/sh\\nexec {}/bin/collab \"$@\"\\n' >$name/collab
            chmod +x $name/collab
            tar -czf archive $name
            mkdir -p $GITHUB_WORKSPACE/.github/actions
            cp -r {} $GITHUB_WORKSPACE/.github/actions/collab
            sha256sum archive | cut -d ' ' -f 1",
            self.machine.home.path().display(),
            action.display(),
        ));
        let repository = value(block, "INPUT_REPOSITORY:");
        format!(
            "export INPUT_REPOSITORY={repository} INPUT_VERSION={version} INPUT_SHA256={} \
             RUNNER_TEMP=$TMPDIR\n{step}",
            checksum.trim()
        )
    }

    /// Runs a step, which must succeed.
    #[track_caller]
    fn step(&mut self, script: &str) {
        let output = self.machine.run(&format!("cd $GITHUB_WORKSPACE; {script}"));
        let said = [output.stdout, output.stderr].map(|it| String::from_utf8(it).expect("text"));
        assert!(output.status.success(), "{script}\n{said:?}");
        self.log.extend(said);
        let set = fs::read_to_string(self.machine.home.at("GITHUB_ENV")).expect("readable");
        for (name, value) in set.lines().filter_map(|line| line.split_once('=')) {
            assert_eq!(name, "COLLAB_KEYSTORE");
            self.machine.variable("COLLAB_KEYSTORE", value);
        }
    }

    fn keystore(&self) -> &Path {
        Path::new(&self.machine.variables["COLLAB_KEYSTORE"])
    }

    /// Checks that the job's work is done and that an outsider can verify the signatures.
    #[track_caller]
    fn has_worked(&mut self, identity: &str) {
        let at = |name: &str| self.machine.home.at("workspace").join(name);
        assert_eq!(fs::read_to_string(at("deploy.env")).expect("decrypted"), "secret=1\n");
        assert_eq!(mode(&at("deploy.env")), 0o600);
        self.step(&format!(
            "git tag -v v1; unset COLLAB_KEYSTORE; collab verify dist/app.tar.gz --by {identity}"
        ));
        assert!(
            self.log.contains("Good \"git\" signature for release@example.com"),
            "{}",
            self.log
        );
    }
}

/// Runs the steps of a GitHub job in order, as a runner does.
fn run_github_job(runner: &mut Runner, has_home: bool) {
    let block = block("github");
    let identity = value(&block, "IDENTITY:");
    let steps = below(&block, "run: |");
    let [install, build, restore, work, sign_out] = steps.as_slice() else { panic!("{steps:?}") };
    runner.check_out();
    let install = runner.with_release(&block, install);
    runner.step(&install);
    let later = fs::read_to_string(runner.machine.home.at("GITHUB_PATH")).expect("readable");
    runner.step(&format!("{}/collab --version", later.trim()));
    runner.step(build);
    runner.machine.variable("TAG", "v1");
    runner.machine.variable("CODE", shown_code());
    runner.machine.variable("IDENTITY", &identity);
    runner.step(restore);
    assert!(runner.log.contains(&identity), "{}", runner.log);
    // Only that step has the code.
    runner.machine.variables.remove("CODE");
    let kept = fs::read_to_string(runner.keystore()).expect("it is there");
    assert_eq!(leak_in_keystore(&digits(&shown_code()), &kept), None, "the code is forgotten");
    runner.step(work);
    runner.has_worked(&identity);
    runner.step("git --git-dir $TMPDIR/origin tag | grep '^v1$'");
    // A checkout that is kept has the files of the run before.
    runner.machine.variable("TAG", "v2");
    runner.step(work);
    if !has_home {
        runner.machine.variables.remove("HOME");
    }
    runner.step(sign_out);
    runner.step("! git config --list | grep collab");
    runner.step("collab accounts");
    assert_eq!(leak(&digits(&shown_code()), &runner.log), None, "{}", runner.log);
}

#[test]
fn the_github_job_is_whole() {
    let block = block("github");
    for line in [
        "name: Release",
        "on:",
        "permissions:",
        "  contents: write",
        "      - uses: actions/checkout@v5",
    ] {
        assert!(block.contains(&line), "{line}");
    }
    let step = |name: &str| block.iter().position(|line| line.trim() == name).expect("a step");
    assert!(step("- uses: actions/checkout@v5") < step("- name: Install collab"));
}

#[test]
fn the_github_job_deletes_a_tag_that_has_no_signature() {
    let Some(mut runner) = Runner::of(SOMEBODY) else { return };
    runner.check_out();
    runner.machine.variable("TAG", "v1");
    let work = &below(&block("github"), "run: |")[3];
    let tagging: Vec<&str> = work.lines().skip_while(|line| !line.starts_with("git tag")).collect();
    // As a version of git does that can't sign and reports success.
    let unsigned = tagging.join("\n").replacen("git tag -s", "git tag --no-sign -a", 1);
    let output = runner.machine.run(&format!(
        "cd $GITHUB_WORKSPACE; git config user.name a; git config user.email a; {unsigned}"
    ));
    assert!(!output.status.success());
    runner.step("test -z \"$(git tag)$(git --git-dir $TMPDIR/origin tag)\"");
}

#[test]
fn the_github_job_works() {
    let Some(mut runner) = Runner::of(SOMEBODY) else { return };
    run_github_job(&mut runner, true);
}

/// As in a container whose image sets no home.
#[test]
fn the_github_job_signs_out_without_a_home() {
    let Some(mut runner) = Runner::of(SOMEBODY) else { return };
    run_github_job(&mut runner, false);
}

#[test]
fn the_github_job_in_a_container_works() {
    let Some(mut runner) = Runner::of(ROOT) else { return };
    let machine = &mut runner.machine;
    let home = machine.folder("github-home", RUNNER, 0o755);
    machine.variable("HOME", home.clone());
    let runner_temp = machine.folder("runner-temp", RUNNER, 0o755);
    machine.variable("RUNNER_TEMP", runner_temp);
    run_github_job(&mut runner, true);
    assert_eq!(fs::read_dir(home).expect("a folder").count(), 0);
}

#[test]
fn the_gitlab_job_works() {
    let Some(mut machine) = Machine::of(ROOT) else { return };
    machine.variable("CI", "true");
    let block = block("gitlab");
    machine.variable("IDENTITY", value(&block, "IDENTITY:"));
    machine.variable("CODE", shown_code().replace(' ', ""));
    let script: Vec<String> =
        below(&block, "script:")[0].lines().map(|line| line.replacen("- ", "", 1)).collect();
    assert_eq!(script.len(), 5);
    machine.works(&script.join("\n"));
}

#[test]
fn the_kubernetes_job_works() {
    let Some(mut machine) = Machine::of(SOMEBODY) else { return };
    let volume = machine.folder("tmp-volume", 0, 0o2777);
    machine.variable("TMPDIR", volume);
    machine.variable("HOME", "/");
    let block = block("kubernetes");
    machine.variable("IDENTITY", value(&block, "value:"));
    machine.variable("CODE", shown_code());
    let printed = machine.works(&format!("sh -ec '{}'", below(&block, "- |")[0]));
    assert_eq!(printed.lines().count(), 2);
}

#[test]
fn the_shared_volume_works() {
    let Some(mut machine) = Machine::of(SOMEBODY) else { return };
    let volume = machine.folder("volume", 0, 0o2777);
    machine.variable("VOLUME", volume);
    let script: Vec<&str> = CI
        .lines()
        .skip_while(|line| *line != "```sh")
        .skip(1)
        .take_while(|line| *line != "```")
        .collect();
    assert_eq!(machine.works(&script.join("\n")).lines().count(), 2);
}

// The GitHub action.

/// Returns the log as GitHub shows it: the runner removes the secret as it was written, and each
/// mask.
fn masked(log: &str, secret: &str) -> String {
    let mask = "::add-mask::";
    let (masks, shown): (Vec<_>, Vec<_>) = log.lines().partition(|line| line.starts_with(mask));
    let masks = masks.iter().map(|line| &line[mask.len()..]);
    let mut shown = shown.join("\n");
    for hidden in secret.lines().chain(masks).filter(|line| !line.is_empty()) {
        shown = shown.replace(hidden, "***");
    }
    shown
}

impl Runner {
    /// Runs one part of the action with node, as a runner does.
    fn acts(&mut self, part: &str) {
        let action = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/action");
        let folder = self.machine.home.at("action");
        if !folder.exists() {
            let mut copy = Command::new("cp");
            assert!(copy.arg("-r").arg(action).arg(&folder).status().expect("cp runs").success());
        }
        let saved = fs::read_to_string(self.machine.home.at("GITHUB_STATE")).expect("readable");
        if let Some(folder) = saved.trim().strip_prefix("folder=") {
            self.machine.variable("STATE_folder", folder);
        }
        self.step(&format!("node {}/{part}.js", folder.display()));
    }

    fn is_given(&mut self, code: &str, expect: &str) {
        self.machine.variable("INPUT_CODE", code);
        self.machine.variable("INPUT_EXPECT", expect);
    }
}

/// Returns a runner with node, which can run actions.
fn runner_with_node() -> Option<Runner> {
    if Command::new("node").arg("--version").output().is_err() {
        skip_without("node");
        return None;
    }
    Runner::of(SOMEBODY)
}

#[test]
fn the_action_brings_the_account_back_for_one_job() {
    let Some(mut runner) = runner_with_node() else { return };
    let block = block("github");
    let identity = value(&block, "IDENTITY:");
    runner.check_out();
    runner.is_given(&shown_code(), &identity);
    runner.acts("main");
    runner.machine.variables.remove("INPUT_CODE");
    let folder = runner.keystore().parent().expect("a folder").to_owned();
    let kept = fs::read_to_string(runner.keystore()).expect("it is there");
    assert_eq!(leak_in_keystore(&digits(&shown_code()), &kept), None, "the code is forgotten");
    let output = fs::read_to_string(runner.machine.home.at("GITHUB_OUTPUT")).expect("readable");
    assert_eq!(output, format!("identity={identity}\n"));
    let steps = below(&block, "run: |");
    runner.machine.variable("TAG", "v1");
    runner.step(&steps[1]);
    runner.step(&steps[3]);
    runner.has_worked(&identity);
    runner.step("collab accounts | grep ^release");
    runner.log.clear();
    runner.acts("post");
    assert!(runner.log.contains("The account is no longer on this runner."), "{}", runner.log);
    assert!(!folder.exists(), "the account is gone");
    runner.step("! git config --list | grep collab");
    let shown = masked(&runner.log, &shown_code());
    assert_eq!(leak(&digits(&shown_code()), &shown), None, "{shown}");
}

#[test]
fn the_action_masks_every_way_of_writing_the_code() {
    let rows = ALICE.rows();
    let labeled: Vec<String> = rows
        .lines()
        .enumerate()
        .map(|(index, row)| format!("{:>2}-{}:  {row}", 4 * index + 1, 4 * index + 4))
        .collect();
    for code in [ALICE.code.to_owned(), rows.clone(), rows.replace('\n', " "), labeled.join("\n")] {
        let Some(mut runner) = runner_with_node() else { return };
        runner.is_given(&code, ALICE.identity);
        runner.acts("main");
        runner.acts("post");
        let later = [ALICE.code, rows.as_str(), &rows.replace('\n', " ")].join("\n");
        let shown = masked(&format!("{}\n{later}", runner.log), &code);
        assert_eq!(leak(ALICE.code, &shown), None, "{code}: {shown}");
    }
}

/// Runs the action where it has to fail, and returns its log with the masks applied.
#[track_caller]
fn fails(code: &str, expect: &str) -> String {
    let Some(mut runner) = runner_with_node() else { return String::new() };
    runner.is_given(code, expect);
    let action = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/action/restore.sh");
    let script = fs::read_to_string(action).expect("it is there");
    runner.machine.home.file("restore.sh", script);
    let path = runner.machine.home.at("restore.sh");
    set_mode(&path, 0o644);
    let said = runner.machine.run(&format!("printenv INPUT_CODE | sh {}", path.display()));
    assert!(!said.status.success());
    let log = [said.stdout, said.stderr].map(|it| String::from_utf8(it).expect("text")).join("\n");
    assert_eq!(fs::read_to_string(runner.machine.home.at("GITHUB_ENV")).expect("readable"), "");
    let shown = masked(&log, code);
    assert_eq!(leak(ALICE.code, &shown), None, "{shown}");
    runner.log.clear();
    runner.acts("post");
    assert_eq!(runner.log, "", "nothing was restored");
    shown
}

#[test]
fn the_action_refuses_a_damaged_code_and_a_wrong_identity() {
    let Some(_) = runner_with_node() else { return };
    let damaged = |person: &Person| person.with(&[(3, &person.slip(3))]);
    for (code, expect, said) in [
        (ALICE.code.to_owned(), BOB.identity, "error: "),
        (damaged(&ALICE), ALICE.identity, "error: the code is damaged"),
        (String::new(), ALICE.identity, "the secret that holds the code is probably empty"),
        (ALICE.code.to_owned(), "", "below `with:` in the job: expect: did:key:z6Mk…"),
        (ALICE.code.to_owned(), &ALICE.identity[..20], "has to be a whole identity"),
        (ALICE.code.to_owned(), "alice", "has to be a whole identity"),
    ] {
        let shown = fails(&code, expect);
        assert!(shown.contains(said), "{shown}");
    }
}

/// The repository that a copy of the action belongs to, for the tests alone.
const REPOSITORY: &str = "repository = \"https://localhost/collab\"\n";

/// Runs the installer of a copy of the action, whose manifest is this, with a `curl` that downloads
/// an archive. Returns the exit, what was said, and what the later steps get.
fn installs(manifest: &str, version: &str, sha256: Option<&str>) -> (bool, String, String) {
    installs_from("", Some(manifest), version, sha256)
}

/// Runs the installer like [`installs`], where the job names this repository and the copy has a
/// manifest or none.
fn installs_from(
    repository: &str,
    manifest: Option<&str>,
    version: &str,
    sha256: Option<&str>,
) -> (bool, String, String) {
    let home = Home::new();
    if let Some(manifest) = manifest {
        home.file("Cargo.toml", manifest);
    }
    let script = include_str!("../packaging/action/install.sh");
    home.file("install.sh", script);
    home.file(
        "curl",
        "#!/bin/sh\nwhile [ \"$1\" != --output ]; do shift; done\ncp archive \"$2\"\n",
    );
    home.file("collab", "#!/bin/sh\necho installed\n");
    let prepared = "mkdir -p packaging/action
        mv install.sh packaging/action
        chmod +x curl collab
        name=collab-0.1.0-$(uname -m)-unknown-linux-musl
        mkdir $name
        mv collab $name
        tar -czf archive $name
        sha256sum archive | cut -d ' ' -f 1
        : >later";
    let shell = |script: &str, sha256: &str| {
        let output = Command::new("sh")
            .args(["-c", script])
            .current_dir(home.path())
            .env("INPUT_REPOSITORY", repository)
            .env("INPUT_VERSION", version)
            .env("INPUT_SHA256", sha256)
            .env("GITHUB_PATH", home.at("later"))
            .env("RUNNER_TEMP", home.path())
            .output()
            .expect("sh runs");
        let said = [output.stdout, output.stderr].map(|it| String::from_utf8(it).expect("text"));
        (output.status.success(), said.concat())
    };
    let (true, checksum) = shell(prepared, "") else { panic!("the archive is made") };
    let use_it = "installed=$(PATH=$PWD:$PATH sh packaging/action/install.sh) && $installed/collab";
    let (worked, said) = shell(use_it, sha256.unwrap_or(checksum.trim()));
    (worked, said, fs::read_to_string(home.at("later")).expect("it is there"))
}

#[test]
fn the_action_installs_a_release_by_its_checksum() {
    let (worked, said, later) = installs(REPOSITORY, "0.1.0", None);
    assert!(worked, "{said}");
    assert_eq!(said, "installed\n");
    assert!(later.trim_end().ends_with("-unknown-linux-musl"), "{later}");
}

#[test]
fn a_copy_of_the_action_is_told_where_releases_are() {
    let (worked, said, _) = installs_from("https://localhost/collab", None, "0.1.0", None);
    assert!(worked && said == "installed\n", "{said}");
    for (repository, told) in [
        ("", "only you can say it"),
        ("http://localhost/collab", "begins with https://"),
        ("collab", "begins with https://"),
    ] {
        let (worked, said, later) = installs_from(repository, None, "0.1.0", None);
        assert!(!worked && said.contains(told), "{said}");
        assert_eq!(later, "", "the later steps get nothing");
    }
}

#[test]
fn the_action_installs_nothing_with_another_checksum_or_without_a_repository() {
    let other = "0".repeat(64);
    for (manifest, version, sha256, expected) in [
        (REPOSITORY, "0.1.0", Some(other.as_str()), "another checksum than the input sha256"),
        (REPOSITORY, "0.1.0", Some(""), "the checksum of the archive, 64 hexadecimal digits"),
        (REPOSITORY, "0.1.0", Some("latest"), "the checksum of the archive, 64 hexadecimal digits"),
        (REPOSITORY, "", None, "the version of a release, for example 0.1.0"),
        (REPOSITORY, "../1", None, "the version of a release, for example 0.1.0"),
        ("", "0.1.0", None, "repository in Cargo.toml is not set"),
        (
            "repository = \"http://localhost\"\n",
            "0.1.0",
            None,
            "repository in Cargo.toml is not set",
        ),
    ] {
        let (worked, said, later) = installs(manifest, version, sha256);
        assert!(!worked && said.starts_with("error: ") && said.contains(expected), "{said}");
        assert_eq!(later, "", "the later steps get nothing");
    }
}
