//! The ways to save a new backup code, offered beside it on one screen, with what each is worth.
//!
//! The code is there to be written down; the other ways are words to type. What is done about them
//! is done at once, and the code is shown again, until it is saved or left for another day.

use std::path::Path;

use crate::account::{Identity, Name};
use crate::code::BackupCode;
use crate::failure::Outcome;
use crate::paper::symbol::Matrix;
use crate::paper::{PageSize, Sheet, SheetFormat};
use crate::session::{Context, day, sheet};
use crate::ui::clipboard::{self, Copied, Surroundings};
use crate::ui::{Page, Reply, terminal_qr};

const SAVED: &str = "Enter when it is saved; or type paper, qr, copy or later:";
const NOT_YET: &str = "Enter alone when it is saved; or type paper, qr, copy or later:";
const WHICH: &str = "file, print or blank (Enter goes back):";

/// What follows an answer.
pub(super) enum Answer {
    /// It is saved, they say.
    Saved,
    /// It is left for another day.
    Later,
    /// The conversation goes on.
    Stay(Reply),
}

/// What is on the screen.
#[derive(Clone, Copy)]
enum Shown {
    Code,
    Paper,
    Qr,
}

/// A new code, and the ways to save it.
pub(super) struct Offer<'a> {
    pub(super) name: &'a Name,
    pub(super) identity: &'a Identity,
    pub(super) code: &'a BackupCode,
    surroundings: Surroundings<'a>,
    day: String,
    page: PageSize,
    has_colour: bool,
    shown: Shown,
}

impl<'a> Offer<'a> {
    pub(super) fn new(
        context: &Context<'a>,
        name: &'a Name,
        identity: &'a Identity,
        code: &'a BackupCode,
    ) -> Self {
        Self {
            name,
            identity,
            code,
            surroundings: Surroundings {
                variable: context.environment,
                terminal: context.ui.speaks_to_terminal(),
            },
            day: day((context.clock)()),
            page: sheet::page_size(context.environment),
            has_colour: context.ui.has_colour(),
            shown: Shown::Code,
        }
    }

    /// The page with the code and the offers.
    pub(super) fn page(&self) -> Page {
        self.page_saying("")
    }

    fn page_saying(&self, said: &str) -> Page {
        Page {
            title: format!("The backup code of {}", self.name),
            lines: self.code.labelled_rows().into(),
            paragraphs: [
                &self.identity.to_string(),
                "Whoever has it has the account; without it nobody can bring it back.",
                "* By hand, with the did:key line: no machine sees it. The safest way.",
                "* paper: a sheet to print. Printers remember.",
                "* qr: for a phone's camera. As safe as the phone.",
                "* copy: for 45 seconds. The clipboard is not secure.",
                "Nobody ever has a reason to ask you for it.",
            ]
            .map(String::from)
            .into(),
            prompt: if said.is_empty() { String::from(SAVED) } else { format!("{said} {SAVED}") },
            ..Page::default()
        }
    }

    /// What an answer to the page that is shown leads to.
    pub(super) fn answer(&mut self, answer: &str) -> Answer {
        let answer = answer.trim().to_ascii_lowercase();
        if answer == "later" {
            return Answer::Later;
        }
        match self.shown {
            Shown::Code => self.chosen(&answer),
            Shown::Paper => self.on_paper(&answer),
            Shown::Qr => self.back(""),
        }
    }

    fn chosen(&mut self, answer: &str) -> Answer {
        match answer {
            "" => Answer::Saved,
            "paper" => {
                self.shown = Shown::Paper;
                Answer::Stay(Reply::Turn(self.paper_page()))
            }
            "qr" => {
                self.shown = Shown::Qr;
                Answer::Stay(Reply::Turn(self.qr_page()))
            }
            "copy" => {
                let said = self.copied();
                self.back(&said)
            }
            _ => Answer::Stay(Reply::Again(String::from(NOT_YET))),
        }
    }

    fn on_paper(&mut self, answer: &str) -> Answer {
        let file = format!("backup-code-{}.pdf", self.name);
        let blank = format!("backup-code-{}-blank.pdf", self.name);
        let sheet = |code| Sheet {
            name: self.name,
            identity: self.identity,
            is_guessed: false,
            code,
            note: "",
            day: &self.day,
            page: self.page,
        };
        let code = Some(self.code);
        let done: Outcome<String> = match answer {
            "" => return self.back(""),
            "file" => sheet::into_file(&sheet(code), Path::new(&file), SheetFormat::Pdf),
            "print" => sheet::to_printer(&sheet(code), None, self.surroundings.variable),
            "blank" => sheet::into_file(&sheet(None), Path::new(&blank), SheetFormat::Pdf),
            _ => return Answer::Stay(Reply::Again(String::from(WHICH))),
        };
        match done {
            Ok(said) => self.back(&said),
            Err(failure) => {
                let said = format!("That failed: {}. {WHICH}", failure.message());
                Answer::Stay(Reply::Again(said))
            }
        }
    }

    /// Back to the code, with something to say first.
    fn back(&mut self, said: &str) -> Answer {
        self.shown = Shown::Code;
        Answer::Stay(Reply::Turn(self.page_saying(said)))
    }

    fn copied(&self) -> String {
        match clipboard::copy(
            &self.code.canonical_text(),
            clipboard::USUAL_TIME,
            &self.surroundings,
        ) {
            Ok(Copied::Held) => String::from("It is in the clipboard for 45 seconds."),
            Ok(Copied::SentToTerminal { .. }) => String::from(
                "It was sent to your terminal to copy, and nothing takes it back from there.",
            ),
            Err(error) => {
                let failure = crate::failure::Failure::from(error);
                format!("That failed: {}.", failure.message())
            }
        }
    }

    fn paper_page(&self) -> Page {
        Page {
            title: format!("A sheet of paper for {}", self.name),
            paragraphs: vec![
                format!(
                    "* file: makes backup-code-{}.pdf in this folder. Print it, then delete it.",
                    self.name
                ),
                String::from("* print: gives it to your printer, which remembers what it prints."),
                format!(
                    "* blank: makes backup-code-{}-blank.pdf, with empty boxes to write in by hand.",
                    self.name
                ),
            ],
            prompt: String::from(WHICH),
            ..Page::default()
        }
    }

    fn qr_page(&self) -> Page {
        let paragraphs = if self.has_colour {
            Vec::new()
        } else {
            vec![String::from(terminal_qr::WITHOUT_COLOUR)]
        };
        Page {
            title: format!("The backup code of {}", self.name),
            lines: terminal_qr::draw(&Matrix::of(&self.code.canonical_text()), self.has_colour),
            paragraphs,
            prompt: String::from("Enter goes back:"),
            is_aside: true,
            takes_pastes: false,
        }
    }
}
