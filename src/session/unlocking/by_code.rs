//! Unlocking with a recovery code from a file: one code, or the list that
//! `collab recovery-codes new --out` writes.

use std::path::Path;

use crate::failure::{self, Failure, Outcome, Status};
use crate::keystore::{CodeId, Lock, Opener, RecoveryCode};
use crate::secret::SecretText;
use crate::session::Context;
use crate::session::secret_file::{self, Kept};

const FILE: Kept = Kept {
    what: "recovery code",
    given_by: "--recovery-code-file",
    opens: "keystore",
    limit: 8192,
};

/// Returns the first code in the file that opens the lock.
pub(crate) fn opener(
    context: &mut Context<'_>,
    file: &Path,
    lock: &Lock,
) -> Outcome<(CodeId, Opener)> {
    let bytes = secret_file::read_or_piped(context, file, &FILE)?;
    if bytes.expose().len() > FILE.limit {
        return Err(Failure::new(Status::Usage, "the recovery code file is too long")
            .hint("give the file that `collab recovery-codes new --out` wrote, or one code"));
    }
    let text = secret_file::text(&bytes, "recovery code file")?;
    // Our own list has a heading, whose lines begin with `#`.
    let mut kept = SecretText::new(String::with_capacity(text.expose().len() + 1));
    for line in text.expose().lines().filter(|line| !line.starts_with('#')) {
        // A card has a number before each code.
        let is_number = |it: &str| it.trim().bytes().all(|byte| byte.is_ascii_digit());
        let code = line.split_once(':').filter(|(number, _)| is_number(number));
        let line = code.map_or(line, |(_, code)| code);
        kept.expose_mut().push_str(line);
        kept.expose_mut().push('\n');
    }
    let text = kept.expose();
    let opens = |code: RecoveryCode| {
        let used = code.id();
        let opener = Opener::Code(code);
        lock.is_opened_by(&opener).then_some((used, opener))
    };
    // One code may be broken over several lines.
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let misread = match RecoveryCode::read(text) {
        Ok(code) => return opens(code).ok_or_else(failure::wrong_recovery_code),
        Err(why) if lines.len() < 2 => return Err(failure::not_a_recovery_code(&why)),
        Err(why) => why,
    };
    let read: Vec<_> = lines.iter().map(|line| RecoveryCode::read(line)).collect();
    let is_a_list = read.iter().any(Result::is_ok);
    let mut wrong = None;
    for (index, code) in read.into_iter().enumerate() {
        match code {
            Ok(code) => {
                if let Some(opener) = opens(code) {
                    return Ok(opener);
                }
            }
            Err(why) if wrong.is_none() => wrong = Some((index + 1, why)),
            Err(_) => {}
        }
    }
    Err(match wrong {
        Some((number, why)) if is_a_list => failure::not_a_recovery_code_in_a_list(number, &why),
        Some(_) => failure::not_a_recovery_code(&misread),
        None => failure::wrong_recovery_code(),
    })
}
