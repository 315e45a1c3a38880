//! Pipes in place of a console, as Git Bash has them: they have no private screen and can't hide
//! what is typed. `collab` asks before anything secret is shown, and never has a secret typed there.

use crate::support::collab::{ALICE, leak};
use crate::system::Left;
use crate::wine::Wine;

/// The question before anything secret is shown.
const QUESTION: &str = "This window has no private screen";

/// Returns what is wrong.
pub(crate) fn run(wine: &Wine) -> Vec<String> {
    let folder = wine.folder("pipes");
    let mut command = wine.collab();
    command.env("COLLAB_KEYSTORE", "k.json").args(["restore", "alice"]);
    wine.run(command, &folder, ALICE.rows().as_bytes());
    let run = |words: &[&str], typed: &str| {
        let mut command = wine.program("mintty.exe");
        command.env("COLLAB_KEYSTORE", "k.json").arg(r"C:\collab\collab.exe").args(words);
        wine.run(command, &folder, typed.as_bytes())
    };
    let is_shown = |left: &Left| leak(ALICE.code, &left.stdout).is_some();
    let no = run(&["print"], "n\n");
    let yes = run(&["print"], "y\n\n");
    let hidden = run(&["passphrase", "set"], "y\n");
    let mut wrong = Vec::new();
    for (what, is_right, left) in [
        ("the answer no shows nothing", no.stdout.contains(QUESTION) && !is_shown(&no), &no),
        ("the answer no ends it", no.status == Some(130), &no),
        ("the answer yes shows the code", yes.stdout.contains(QUESTION) && is_shown(&yes), &yes),
        (
            "a passphrase is not typed where it would be seen",
            hidden.status == Some(1) && hidden.stdout.contains("can't hide what is typed"),
            &hidden,
        ),
    ] {
        if !is_right {
            wrong.push(format!("{what}: {:?}\n{}\n{}", left.status, left.stdout, left.stderr));
        }
    }
    wrong
}
