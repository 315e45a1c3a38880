# Completions of collab for fish 3.4 and newer.
#
# `collab --complete WORD...` answers with a candidate in each line, a tab and what it is; or with
# `:files` and the endings that fit, for which fish looks itself.
function __collab_complete
    set -l current (commandline --current-token | string collect --allow-empty)
    for reply in (collab --complete (commandline --current-process --tokenize --cut-at-cursor) "$current" 2>/dev/null)
        if not string match --quiet ':files*' -- $reply
            printf '%s\n' $reply
            continue
        end
        set -l kinds (string split --no-empty ' ' -- $reply)[2..]
        set -l option (string match --regex '^--[^=]*=' -- $current)
        for file in (__fish_complete_path (string replace --regex '^--[^=]*=' '' -- $current))
            set -l path (string split --max 1 \t -- $file)[1]
            set -l ending (string match --regex '[^.]*$' -- $path)
            if test -z "$kinds"; or string match --quiet '*/' -- $path; or contains -- $ending $kinds
                printf '%s%s\n' "$option" $path
            end
        end
    end
end
complete --command collab --no-files --keep-order --arguments '(__collab_complete)'
