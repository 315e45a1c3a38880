//! The notation of the shells: sh on Unix; on Windows, cmd and PowerShell at once.

/// Returns a path, or another text, as one word of a command; `None` if it has no plain notation.
pub(crate) fn word(path: &str) -> Option<String> {
    if cfg!(windows) { word_of_windows(path) } else { Some(word_of_sh(path)) }
}

/// Returns the command that sets a variable, between backquotes.
pub(crate) fn set_variable(name: &str, value: &str) -> String {
    if cfg!(windows) {
        format!("`set {name}={value}` (in PowerShell `$env:{name} = \"{value}\"`)")
    } else {
        format!("`export {name}={value}`")
    }
}

/// Returns the command that removes a variable, between backquotes.
pub(crate) fn unset_variable(name: &str) -> String {
    if cfg!(windows) {
        format!("`set {name}=` (in PowerShell `$env:{name} = $null`)")
    } else {
        format!("`unset {name}`")
    }
}

/// Returns the command that moves a file; both are words already.
pub(crate) fn move_file(from: &str, to: &str) -> String {
    let program = if cfg!(windows) { "move" } else { "mv" };
    format!("{program} {from} {to}")
}

/// Returns the command that removes a file, which is a word already.
pub(crate) fn remove_file(file: &str) -> String {
    let program = if cfg!(windows) { "del" } else { "rm" };
    format!("{program} {file}")
}

/// Returns the option with the text of a file as its value, between backquotes; the file is a word
/// already.
pub(crate) fn with_text_of(option: &str, file: &str) -> String {
    if cfg!(windows) {
        format!("`{option} \"$(Get-Content {file})\"` (in PowerShell)")
    } else {
        format!("`{option} \"$(cat {file})\"`")
    }
}

/// The end of a command that gives it an empty standard input. PowerShell has none.
pub(crate) const NO_INPUT: &str = if cfg!(windows) { "`<NUL` (in cmd)" } else { "`</dev/null`" };

fn word_of_sh(path: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+,:@%=".contains(c);
    let path = if path.starts_with('-') { format!("./{path}") } else { path.to_owned() };
    if path.chars().all(is_plain) { path } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

/// Between double quotes, cmd replaces `%`, and PowerShell `$` and the backquote. PowerShell ends
/// a text at curly quotes, too.
fn word_of_windows(path: &str) -> Option<String> {
    const READ_WITHIN_QUOTES: &str = "\"%$`\u{201c}\u{201d}\u{201e}";
    let is_plain = |c: char| c.is_ascii_alphanumeric() || r"\/._-+:".contains(c);
    let path = if path.starts_with('-') { format!(r".\{path}") } else { path.to_owned() };
    if path.chars().all(is_plain) {
        return Some(path);
    }
    (!path.contains(|c| READ_WITHIN_QUOTES.contains(c))).then(|| format!("\"{path}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_word_in_cmd_and_powershell() {
        for (path, word) in [
            (r"C:\Users\ann\k.json", Some(r"C:\Users\ann\k.json")),
            (r"C:\Users\Ann Lee\k.json", Some(r#""C:\Users\Ann Lee\k.json""#)),
            (r"C:\it's\k.json", Some(r#""C:\it's\k.json""#)),
            ("-k.json", Some(r".\-k.json")),
            (r"C:\100%\k.json", None),
            (r"C:\$x\k.json", None),
            (r"C:\a`b", None),
        ] {
            assert_eq!(word_of_windows(path).as_deref(), word, "{path}");
        }
    }

    #[test]
    fn a_path_is_one_word_in_sh() {
        for (path, word) in [
            ("/home/ann/k.json", "/home/ann/k.json"),
            ("/home/ann lee/k.json", "'/home/ann lee/k.json'"),
            ("it's", r"'it'\''s'"),
            ("-k.json", "./-k.json"),
        ] {
            assert_eq!(word_of_sh(path), word, "{path}");
        }
    }
}
