//! Recovery codes as they are handed out: shown in private and proven, or written to a file.

use std::fmt::Write as _;
use std::path::Path;

use super::{Context, output, secret_file};
use crate::failure::{Failure, Outcome, Status};
use crate::keystore::RecoveryCode;
use crate::secret::{SecretBytes, SecretText};
use crate::ui::{Page, Reply, Unanswered};

const SAVED: &str = "Enter when they are saved:";
const SAVED_ONE: &str = "Enter when it is saved:";

/// Refuses, before anything is made, what could not be handed out.
pub(crate) fn demand_a_way(context: &Context<'_>, out: Option<&Path>) -> Outcome {
    match out {
        Some(path) => return output::refuse_if_there(path),
        None if context.ui.has_person() => return Ok(()),
        None => {}
    }
    Err(Failure::new(
        Status::NeedsPerson,
        "recovery codes are shown to a person, and there is no terminal",
    )
    .hint("write them into a new file with `--out FILE`"))
}

/// Hands the codes out. When this returns, whoever asked for them has them. Who leaves before is told
/// what is done and what is not.
pub(crate) fn hand_out(
    context: &mut Context<'_>,
    codes: &[RecoveryCode],
    out: Option<&Path>,
    left: &dyn Fn() -> Failure,
) -> Outcome {
    let texts: Vec<SecretText> = codes.iter().map(RecoveryCode::text).collect();
    match out {
        Some(path) => {
            let mut lines = SecretBytes::new(Vec::with_capacity(64 * texts.len()));
            for text in &texts {
                lines.expose_mut().extend_from_slice(text.expose().as_bytes());
                lines.expose_mut().push(b'\n');
            }
            secret_file::create(path, lines.expose())
        }
        None => prove(context, codes, &texts, left),
    }
}

/// Shows the codes, and has one of them typed.
fn prove(
    context: &mut Context<'_>,
    codes: &[RecoveryCode],
    texts: &[SecretText],
    left: &dyn Fn() -> Failure,
) -> Outcome {
    let mut draw = [0];
    (context.entropy)(&mut draw)?;
    let asked = usize::from(draw[0]) % codes.len();
    let page = || list(texts);
    let question = match codes {
        [_] => String::from("Type it from what you saved:"),
        _ => format!("Type code {} from what you saved:", asked + 1),
    };
    let mut is_shown = true;
    let outcome = context.ui.in_private(page(), &mut |answer| {
        if is_shown || answer.trim().is_empty() {
            is_shown = !is_shown;
            return Reply::Turn(if is_shown { page() } else { proof_page(&question) });
        }
        match RecoveryCode::read(answer) {
            Ok(code) if code.id() == codes[asked].id() => Reply::Close,
            Ok(_) => Reply::Again(format!("That is another code of your list. {question}")),
            Err(_) => Reply::Again(format!("That is not a recovery code. {question}")),
        }
    });
    outcome.map_err(|error| match error {
        Unanswered::Left => left(),
        error => error.into(),
    })
}

fn list(texts: &[SecretText]) -> Page {
    let lines = texts.iter().enumerate().map(|(index, text)| {
        let mut line = SecretText::new(String::with_capacity(64));
        write!(line.expose_mut(), "{:>2}:  {}", index + 1, text.expose())
            .expect("a string takes all");
        line
    });
    Page {
        title: String::from(if texts.len() == 1 {
            "Your new recovery code. It is shown this once."
        } else {
            "Your recovery codes. They are shown this once."
        }),
        lines: lines.collect(),
        paragraphs: vec![
            String::from(if texts.len() == 1 {
                "It opens this keystore once if you forget the passphrase. Write it down beside \
                 the others, and cross out the used one."
            } else {
                "Each opens this keystore once if you forget the passphrase. Keep them away \
                 from this device."
            }),
            String::from(
                "They open nothing but this keystore file. Your backup code is still the only way back to your account.",
            ),
        ],
        prompt: String::from(if texts.len() == 1 { SAVED_ONE } else { SAVED }),
        ..Page::default()
    }
}

fn proof_page(question: &str) -> Page {
    Page {
        title: String::from("Is it saved?"),
        paragraphs: vec![String::from("Press Enter alone to see them again.")],
        prompt: question.to_owned(),
        ..Page::default()
    }
}
