//! The passphrase on a terminal: typed without echo, asked for once, with a way out if it is
//! forgotten.

use rustix::process::Signal;

use super::{LOCK_IT, NARROW, USUAL, on_terminal};
use crate::support::collab::{ALICE, CODES, Home, OTHER_PASSPHRASE, PASSPHRASE};
use crate::support::pty::{CTRL_C, CTRL_D, Pty};

const ASKS: &str = "Passphrase for your accounts here:";
const ASKS_FOR_NEW: &str = "New passphrase for your accounts here (w: five random words):";
const OFFERS_CODES: &str = "Make recovery codes now? [Y/n]";
const STOPPED: &str = "Stopped. Your new passphrase is NOT set.";
const OLD: &str = "Your old passphrase still works.";
const OLD_AND_CODES: &str = "Your old passphrase and your recovery codes still work.";
const SAVED: &str = "Enter when it is saved; or type print, copy, or file (recovery-codes.txt):";
const ASKS_FOR_EITHER: &str =
    "Passphrase for your accounts here (forgot it? type a recovery code):";

fn locked(codes: &[&str]) -> Home {
    let home = Home::of(&[&ALICE]);
    home.locks(codes);
    home
}

#[test]
fn it_is_typed_unseen() {
    for size in [USUAL, NARROW] {
        let home = locked(&[]);
        let mut pty = on_terminal(&home, &["rename", "alice", "work"], size);
        let ended = pty.sees(ASKS).enters(PASSPHRASE).ends().with(0);
        ended.says("alice is now called work.").does_not_say(PASSPHRASE);
    }
}

#[test]
fn a_wrong_one_is_asked_for_again_three_times_in_all() {
    let home = locked(&[]);
    let mut pty = on_terminal(&home, &["rename", "alice", "work"], USUAL);
    pty.sees(ASKS).enters(OTHER_PASSPHRASE).sees("Wrong passphrase.").enters(PASSPHRASE);
    let ended = pty.ends().with(0).says("alice is now called work.");
    ended.does_not_say(OTHER_PASSPHRASE).does_not_say(PASSPHRASE);

    // Passphrases typed while the first is still being checked are not echoed either.
    let mut pty = on_terminal(&home, &["rename", "work", "alice"], USUAL);
    pty.sees(ASKS).enters("first").enters("second").enters("third");
    let ended = pty.ends().with(6).says("error: wrong passphrase: the keystore is still locked");
    ended.says("Wrong passphrase.").does_not_say("second").does_not_say("third");
}

#[test]
fn whoami_says_that_a_locked_keystore_is_no_fault() {
    let home = locked(&[]);
    let ended = on_terminal(&home, &["whoami"], USUAL).ends().with(0);
    ended.says("Nothing is wrong: the keystore is locked").says("(not verified)");
}

#[test]
fn a_mistyped_recovery_code_is_told_from_a_wrong_passphrase() {
    let home = locked(&CODES);
    let whole = CODES[0];
    let (short, shorter) = (&whole[1..], &whole[..whole.len() - 2]);
    let (long, longer) = (format!("{whole}7"), format!("77{}", whole.to_lowercase()));
    let with_u = format!("{}U", &whole[..whole.len() - 1]);
    for (typed, said) in [
        (short, "If it is a recovery code, one character is missing."),
        (&short.replace('-', ""), "If it is a recovery code, one character is missing."),
        (shorter, "If it is a recovery code, two characters are missing."),
        (&long, "If it is a recovery code, it has one character too many."),
        (&longer, "If it is a recovery code, it has two characters too many."),
        (&with_u, "If it is a recovery code, it has a character that none has"),
        (&with_u.replace('-', "").to_lowercase(), "it has a character that none has"),
    ] {
        let mut pty = on_terminal(&home, &["rename", "alice", "work"], USUAL);
        pty.sees(ASKS_FOR_EITHER).enters(typed).sees(said).types(CTRL_C);
        pty.ends().with(130).does_not_say(typed).does_not_say(&typed[6..20]);
    }
    // It is said after the last try, too, and of no passphrase of words.
    let mut pty = on_terminal(&home, &["rename", "alice", "work"], USUAL);
    pty.sees(ASKS_FOR_EITHER).enters("correct horse battery staples x");
    pty.sees("Wrong passphrase. Type it again").enters("second").enters(short);
    pty.ends().with(6).says("one character is missing.").says("the keystore is still locked");
}

#[test]
fn a_row_of_the_backup_code_is_known_as_one() {
    let home = locked(&[]);
    for typed in [ALICE.rows().lines().next().expect("a row"), &ALICE.code[..40], ALICE.code] {
        let mut pty = on_terminal(&home, &["rename", "alice", "work"], USUAL);
        pty.sees(ASKS).enters(typed).sees("`collab restore --keystore NEW-FILE` takes");
        pty.sees("Type the passphrase. Ctrl-C stops.").types(CTRL_C);
        pty.ends().with(130).keeps_secret(ALICE.code);
    }
}

#[test]
fn a_signature_in_the_way_is_refused_before_a_passphrase_is_typed() {
    let home = Home::of(&[&ALICE]);
    home.file("a", "one");
    home.collab(["-q", "sign", "a"]).run();
    home.locks(&[]);
    let mut pty = on_terminal(&home, &["sign", "a"], USUAL);
    pty.sees(ASKS).enters(PASSPHRASE).ends().with(0).says("this signature was there already");
    home.file("a", "another");
    let there = "\"a.sig\" is there already, and is left as it is";
    on_terminal(&home, &["sign", "a"], USUAL).ends().with(1).says(there).does_not_say(ASKS);
    let mut pty = on_terminal(&home, &["sign", "a", "--force"], USUAL);
    pty.sees(ASKS).enters(PASSPHRASE).ends().with(0).says("signed by alice");
}

#[test]
fn leaving_gives_the_terminal_back_as_it_was() {
    for key in [CTRL_C, CTRL_D] {
        let home = locked(&[]);
        let mut pty = on_terminal(&home, &["print"], USUAL);
        pty.sees(ASKS).types("half of it").types(CTRL_C);
        pty.ends().with(130).does_not_say("half");
        let mut pty = on_terminal(&home, &["print"], USUAL);
        pty.sees(ASKS).types(key).ends().with(130);
    }
    for signal in [Signal::TERM, Signal::HUP] {
        let home = locked(&[]);
        let mut pty = on_terminal(&home, &["print"], USUAL);
        pty.sees(ASKS).signals(signal).ends().by(signal);
    }
}

#[test]
fn a_new_one_is_typed_twice_and_told_how_strong_it_is() {
    let home = Home::of(&[&ALICE]);
    let mut pty = on_terminal(&home, &["passphrase", "set"], USUAL);
    pty.sees(ASKS_FOR_NEW).enters("").sees("Not possible: an empty passphrase locks nothing.");
    pty.enters("password1").sees("Too easy to guess: about 1").sees("Enter to type another:");
    pty.enters("").is_still().enters("password1").is_still().sees("y to use it anyway");
    pty.enters("maybe").sees("Type w or y, or press Enter.").enters("").is_still();
    pty.enters(PASSPHRASE)
        .sees("Strong: about 10^")
        .sees("Type it once more")
        .enters(OTHER_PASSPHRASE);
    pty.sees("The two are not the same.").enters(PASSPHRASE).enters(PASSPHRASE);
    pty.sees(OFFERS_CODES).enters("n");
    let ended = pty.ends().with(0).says("`collab recovery-codes new` makes them later.");
    ended.says("The keystore is locked.").does_not_say(PASSPHRASE).does_not_say("password1");
    home.collab(["print"]).env("COLLAB_PASSPHRASE", PASSPHRASE).stdout(ALICE.rows()).run();
}

#[test]
fn a_weak_one_is_taken_with_a_yes() {
    let home = Home::of(&[&ALICE]);
    let mut pty = on_terminal(&home, &["passphrase", "set"], NARROW);
    pty.sees(ASKS_FOR_NEW).enters("password1");
    pty.sees("y to use it anyway").enters("y").sees("Type it once more").enters("password1");
    pty.sees(OFFERS_CODES).enters("").sees("They are shown until you confirm them.");
    assert!(pty.is_in_private());
    pty.types(CTRL_C).ends().with(130).says("The keystore is locked.").does_not_say("password1");
    home.collab(["print"]).env("COLLAB_PASSPHRASE", "password1").stdout(ALICE.rows()).run();
}

#[test]
fn a_weak_one_is_answered_with_random_words() {
    for size in [USUAL, NARROW] {
        let home = Home::of(&[&ALICE]);
        let mut pty = on_terminal(&home, &["passphrase", "set"], size);
        pty.sees(ASKS_FOR_NEW).enters("password1").sees("w for five random words").enters("w");
        let words = five_words(&mut pty);
        pty.enters("x").sees("That is not one of these.").enters("n").is_still();
        let others = five_words(&mut pty);
        assert_ne!(words, others);
        pty.enters("").sees("Type the words from what you wrote down.").enters(&words);
        pty.sees("Not the same words.").enters("").is_still();
        assert_eq!(five_words(&mut pty), others);
        pty.enters("").sees("Type the words").enters(&others);
        pty.sees(OFFERS_CODES).enters("n");
        pty.ends().with(0).says("The keystore is locked.").does_not_say(&others);
        home.collab(["print"]).env("COLLAB_PASSPHRASE", &others).stdout(ALICE.rows()).run();
    }
}

#[test]
fn random_words_can_be_turned_down() {
    let home = Home::of(&[&ALICE]);
    let mut pty = on_terminal(&home, &["passphrase", "set"], USUAL);
    pty.sees(ASKS_FOR_NEW).enters("password1").sees("w for five random words").enters("w");
    five_words(&mut pty);
    pty.enters("o").is_still().enters("password1").is_still().enters("words").is_still();
    five_words(&mut pty);
    pty.types(CTRL_C).ends().with(130).says(STOPPED).says("The keystore is still not locked.");
}

/// Whether a row shows a recovery code alone.
fn is_code(row: &str) -> bool {
    let groups = |text: &str| text.split('-').map(str::len).collect::<Vec<_>>();
    groups(row.trim()) == groups(CODES[0])
}

/// The five words on the private screen.
fn five_words(pty: &mut Pty) -> String {
    pty.sees("o for your own:");
    assert!(pty.is_in_private());
    let is_five_words = |row: &&str| row.split(' ').filter(|word| word.len() >= 3).count() == 5;
    let rows = pty.rows();
    let mut found = rows.iter().map(|row| row.trim()).filter(|row| {
        is_five_words(row) && row.chars().all(|c| c.is_ascii_lowercase() || c == ' ')
    });
    found.next().expect("five words").to_owned()
}

/// The whole way after forgetting it: a recovery code, a new passphrase, and a new code in its
/// place.
#[test]
fn a_recovery_code_opens_it_and_is_replaced() {
    for size in [USUAL, NARROW] {
        let home = locked(&CODES);
        let mut pty = on_terminal(&home, &["rename", "alice", "work"], size);
        pty.sees(ASKS_FOR_EITHER).enters(&CODES[0].to_lowercase());
        pty.sees("That recovery code opens the keystore once.")
            .sees(ASKS_FOR_NEW)
            .enters(OTHER_PASSPHRASE);
        pty.sees("Type it once more").enters(OTHER_PASSPHRASE);
        pty.sees("Your new recovery code. It is shown until you confirm it.").sees(SAVED);
        assert!(pty.is_in_private());
        let rows = pty.rows();
        let shown = rows.iter().find(|row| is_code(row)).expect("a code");
        let shown = shown.trim().to_owned();
        pty.enters("").sees("Type it from what you saved:").enters(CODES[1]);
        pty.sees("That is another code of your list.")
            .enters(&shown[..20])
            .sees("That is not a recovery code.");
        let ended = pty.enters(&shown).ends().with(0).says("alice is now called work.");
        let ended =
            ended.says("The recovery code that you used no longer works.").does_not_say(&shown);
        ended.does_not_say(CODES[0]).does_not_say(OTHER_PASSPHRASE);
        home.collab(["print"])
            .env("COLLAB_PASSPHRASE", OTHER_PASSPHRASE)
            .stdout(ALICE.rows())
            .stderr_any()
            .run();
        let mut pty = on_terminal(&home, &["print"], size);
        pty.sees(ASKS_FOR_EITHER)
            .enters(CODES[0])
            .sees("That recovery code was used")
            .sees("Type another one, or the passphrase. Ctrl-C stops.")
            .types(CTRL_C)
            .ends();
    }
}

#[test]
fn leaving_before_the_new_code_is_confirmed_loses_nothing() {
    let home = locked(&CODES);
    let mut pty = on_terminal(&home, &["rename", "alice", "work"], USUAL);
    pty.sees(ASKS_FOR_EITHER).enters(CODES[0]).sees(ASKS_FOR_NEW).enters(OTHER_PASSPHRASE);
    pty.sees("Type it once more")
        .enters(OTHER_PASSPHRASE)
        .sees("It is shown until you confirm it.")
        .types(CTRL_C);
    pty.ends().with(130).says(STOPPED).says(OLD_AND_CODES);
    home.collab(["print"])
        .env("COLLAB_PASSPHRASE", PASSPHRASE)
        .stdout(ALICE.rows())
        .stderr_any()
        .run();
    let mut pty = on_terminal(&home, &["rename", "alice", "work"], USUAL);
    pty.sees(ASKS_FOR_EITHER).enters(CODES[0]).sees(ASKS_FOR_NEW).types(CTRL_C).ends();
}

/// The ways to leave a question.
const WAYS: [Leaving; 5] = [
    Leaving::Key(CTRL_C),
    Leaving::Key(CTRL_D),
    Leaving::Signal(Signal::TERM),
    Leaving::Signal(Signal::HUP),
    Leaving::Signal(Signal::QUIT),
];

#[derive(Clone, Copy)]
enum Leaving {
    Key(&'static str),
    Signal(Signal),
}

impl Leaving {
    /// Leaves the question, and checks the message.
    fn leaves(self, pty: &mut Pty, said: &[&str]) {
        let ended = match self {
            Self::Key(key) => pty.types(key).ends().with(130),
            Self::Signal(signal) => pty.signals(signal).ends().by(signal),
        };
        let ended = said.iter().fold(ended, |ended, said| ended.says(said));
        ended.does_not_say(OTHER_PASSPHRASE).does_not_say("nothing was changed");
    }
}

/// Checks that the keystore is unchanged: the old passphrase opens it, and so does each code.
fn is_as_it_was(home: &Home) {
    let print = home.collab(["print"]).env("COLLAB_PASSPHRASE", PASSPHRASE);
    print.stdout(ALICE.rows()).stderr_any().run();
    let print = home.collab(["print"]).env("COLLAB_PASSPHRASE", OTHER_PASSPHRASE);
    print.status(6).stderr_any().run();
}

#[test]
fn leaving_a_first_passphrase_tells_that_it_is_not_set() {
    for way in WAYS {
        for typed in [0, 1] {
            let home = Home::of(&[&ALICE]);
            let mut pty = on_terminal(&home, &["passphrase", "set"], USUAL);
            pty.sees(ASKS_FOR_NEW);
            if typed == 1 {
                pty.enters(OTHER_PASSPHRASE).sees("Type it once more");
            }
            way.leaves(&mut pty, &[STOPPED, "The keystore is still not locked."]);
            home.collab(["print"]).stdout(ALICE.rows()).run();
        }
    }
}

#[test]
fn leaving_a_change_tells_which_secrets_still_work() {
    for way in WAYS {
        for (codes, still) in [(&[][..], OLD), (&CODES, OLD_AND_CODES)] {
            let home = locked(codes);
            let mut pty = on_terminal(&home, &["passphrase", "set"], USUAL);
            pty.sees("Passphrase").enters(PASSPHRASE).sees(ASKS_FOR_NEW);
            pty.enters(OTHER_PASSPHRASE).sees("Type it once more");
            way.leaves(&mut pty, &[STOPPED, still]);
            is_as_it_was(&home);
        }
    }
}

#[test]
fn leaving_after_a_recovery_code_tells_at_every_step_that_the_old_secrets_work() {
    const STEPS: usize = 4;
    for (index, way) in WAYS.into_iter().enumerate() {
        // From the third step on, a passphrase costs a key derivation, so half of these cases are
        // skipped.
        for step in (0..STEPS).filter(|step| *step < 2 || (index + step) % 2 == 0) {
            let home = locked(&CODES);
            let commands = [&["print"][..], &["passphrase", "set"], &["rename", "alice", "work"]];
            let mut pty = on_terminal(&home, commands[(index + step) % 3], USUAL);
            pty.sees(ASKS_FOR_EITHER).enters(CODES[0]).sees(ASKS_FOR_NEW);
            if step > 0 {
                pty.enters(OTHER_PASSPHRASE).sees("Type it once more");
            }
            if step > 1 {
                pty.enters(OTHER_PASSPHRASE).sees("It is shown until you confirm it.");
            }
            if step > 2 {
                pty.enters("").sees("Type it from what you saved:");
            }
            way.leaves(&mut pty, &[STOPPED, OLD_AND_CODES]);
            is_as_it_was(&home);
            let left = home.collab(["-q", "recovery-codes", "status"]).stdout("3\n");
            left.run();
        }
    }
}

#[test]
fn leaving_the_passphrase_of_a_new_account_adds_no_account_and_says_so() {
    for way in WAYS {
        let home = Home::new();
        let mut pty = on_terminal(&home, &["init", "alice"], USUAL);
        pty.sees(LOCK_IT).enters(OTHER_PASSPHRASE).sees("Type it once more");
        way.leaves(&mut pty, &["Stopped. Your passphrase is NOT set, and no account was added."]);
        assert!(!home.keystore().exists());
    }
}

#[test]
fn leaving_after_the_new_passphrase_is_set_says_so() {
    for way in WAYS {
        let home = locked(&CODES);
        let mut pty = on_terminal(&home, &["passphrase", "remove"], USUAL);
        pty.sees(ASKS_FOR_EITHER).enters(CODES[0]).sees(ASKS_FOR_NEW).enters(OTHER_PASSPHRASE);
        pty.sees("Type it once more").enters(OTHER_PASSPHRASE).sees(SAVED);
        let rows = pty.rows();
        let shown = rows.iter().find(|row| is_code(row)).expect("a code");
        let shown = shown.trim().to_owned();
        pty.enters("").sees("Type it from what you saved:").enters(&shown);
        pty.sees("To remove it, type yes");
        way.leaves(&mut pty, &["Stopped. Your new passphrase is set", "Nothing else was changed."]);
        let print = home.collab(["print"]).env("COLLAB_PASSPHRASE", OTHER_PASSPHRASE);
        print.stdout(ALICE.rows()).stderr_any().run();
    }
}

#[test]
fn a_file_with_the_new_passphrase_is_used_though_the_old_one_was_forgotten() {
    let home = locked(&CODES);
    home.file("other", OTHER_PASSPHRASE);
    let set = ["passphrase", "set", "--new-passphrase-file", "other"];
    let mut pty = on_terminal(&home, &set, USUAL);
    pty.sees(ASKS_FOR_EITHER).enters(CODES[0]).sees("Your new recovery code.").sees(SAVED);
    let rows = pty.rows();
    let shown = rows.iter().find(|row| is_code(row)).expect("a code");
    let shown = shown.trim().to_owned();
    pty.enters("").sees("Type it from what you saved:").enters(&shown);
    pty.ends().with(0).says("Your new passphrase is set.");
    let print = home.collab(["print"]).env("COLLAB_PASSPHRASE", OTHER_PASSPHRASE);
    print.stdout(ALICE.rows()).stderr_any().run();
}

#[test]
fn a_passphrase_with_a_control_key_is_refused() {
    let home = Home::of(&[&ALICE]);
    let mut pty = on_terminal(&home, &["passphrase", "set"], USUAL);
    for (before, key) in ["\t", "\x1b[A", "\u{200b}"].into_iter().enumerate() {
        let asked = move |times: usize| {
            move |pty: &Pty| pty.output().matches(ASKS_FOR_NEW).count() == times
        };
        pty.waits("the question", asked(before + 1));
        pty.enters(&format!("{OTHER_PASSPHRASE}{key}"));
        // Input before the next question appears is discarded with the answer.
        pty.waits("the next question", asked(before + 2));
        pty.sees("Not possible: it has a key that is no");
    }
    pty.types(CTRL_C).ends().with(130).says(STOPPED);
}
