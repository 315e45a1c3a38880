# Completions of collab for Nushell.
#
# `collab --complete WORD...` answers with a candidate in each line, a tab and what it is; or with
# `:files`, for which Nushell looks itself. What completes other programs is asked as before.
$env.config.completions.external.completer = (
    do {|others|
        {|words|
            if $words.0 == collab {
                let replies = (^collab --complete ...$words e> /dev/null | lines)
                if ($replies | any {|reply| $reply starts-with ":files" }) {
                    null
                } else {
                    $replies | each {|reply|
                        let parts = ($reply | split row --number 2 "\t")
                        { value: $parts.0, description: ($parts | get --optional 1) }
                    }
                }
            } else if $others != null {
                do $others $words
            }
        }
    } $env.config.completions.external.completer?
)
