# Completions of collab for Elvish.
#
# `collab --complete WORD...` answers with a candidate in each line, a tab and what it is; or with
# `:files` and the endings that fit, for which Elvish looks itself.
use str
set edit:completion:arg-completer[collab] = {|@words|
    (external collab) --complete $@words 2>/dev/null | from-lines | each {|reply|
        if (str:has-prefix $reply :files) {
            var @kinds = (str:split ' ' (str:trim-prefix $reply ':files'))
            edit:complete-filename $words[-1] | each {|file|
                var fits = (or (== (count $kinds) 1) (str:has-suffix $file[stem] /))
                for kind $kinds[1..] { set fits = (or $fits (str:has-suffix $file[stem] .$kind)) }
                if $fits { put $file }
            }
        } else {
            var @parts = (str:split &max=2 "\t" $reply)
            var shown = $parts[0]
            if (> (count $parts) 1) { set shown = $parts[0]'  '$parts[1] }
            edit:complex-candidate $parts[0] &display=$shown
        }
    }
}
