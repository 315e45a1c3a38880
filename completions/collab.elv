
use builtin;
use str;

set edit:completion:arg-completer[collab] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'collab'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'collab'= {
            cand --keystore 'The keystore [env: `COLLAB_KEYSTORE`]'
            cand -a 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --account 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --color 'Colour'
            cand --json 'One JSON object as the result; implies --quiet --no-input'
            cand -q 'Say only what matters'
            cand --quiet 'Say only what matters'
            cand --no-input 'Never ask'
            cand --plain 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
            cand --inline 'Show secrets where you are, not on a screen that is wiped'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand init 'Create an account'
            cand print 'Show or print the backup code'
            cand copy 'Copy the backup code to the clipboard, which is not safe'
            cand restore 'Bring an account back from its backup code'
            cand check 'Find out whether the code you saved opens your account'
            cand accounts 'List the accounts on this device'
            cand use 'Choose the default account'
            cand rename 'Rename an account on this device'
            cand remove 'Remove an account from this device'
            cand whoami 'Show the current account''s identity'
            cand completions 'Print the completions for a shell'
            cand man 'Read the manual'
        }
        &'collab;init'= {
            cand --keystore 'The keystore [env: `COLLAB_KEYSTORE`]'
            cand -a 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --account 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --color 'Colour'
            cand --json 'One JSON object as the result; implies --quiet --no-input'
            cand -q 'Say only what matters'
            cand --quiet 'Say only what matters'
            cand --no-input 'Never ask'
            cand --plain 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
            cand --inline 'Show secrets where you are, not on a screen that is wiped'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'collab;print'= {
            cand --keystore 'The keystore [env: `COLLAB_KEYSTORE`]'
            cand -a 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --account 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --color 'Colour'
            cand --digits 'As one run of 80 digits'
            cand --qr 'As a QR code'
            cand --json 'One JSON object as the result; implies --quiet --no-input'
            cand -q 'Say only what matters'
            cand --quiet 'Say only what matters'
            cand --no-input 'Never ask'
            cand --plain 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
            cand --inline 'Show secrets where you are, not on a screen that is wiped'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'collab;copy'= {
            cand --for 'How long the code stays in the clipboard'
            cand --keystore 'The keystore [env: `COLLAB_KEYSTORE`]'
            cand -a 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --account 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --color 'Colour'
            cand --json 'One JSON object as the result; implies --quiet --no-input'
            cand -q 'Say only what matters'
            cand --quiet 'Say only what matters'
            cand --no-input 'Never ask'
            cand --plain 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
            cand --inline 'Show secrets where you are, not on a screen that is wiped'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'collab;restore'= {
            cand --code-file 'Read the code from FILE; - is standard input'
            cand --expect 'Accept the code of this account only'
            cand --keystore 'The keystore [env: `COLLAB_KEYSTORE`]'
            cand -a 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --account 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --color 'Colour'
            cand --repair 'Use a mended code without asking; needs --expect with a whole identity'
            cand --json 'One JSON object as the result; implies --quiet --no-input'
            cand -q 'Say only what matters'
            cand --quiet 'Say only what matters'
            cand --no-input 'Never ask'
            cand --plain 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
            cand --inline 'Show secrets where you are, not on a screen that is wiped'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'collab;check'= {
            cand --code-file 'Read the code from FILE; - is standard input'
            cand --expect 'Accept the code of this account only'
            cand --keystore 'The keystore [env: `COLLAB_KEYSTORE`]'
            cand -a 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --account 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --color 'Colour'
            cand --json 'One JSON object as the result; implies --quiet --no-input'
            cand -q 'Say only what matters'
            cand --quiet 'Say only what matters'
            cand --no-input 'Never ask'
            cand --plain 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
            cand --inline 'Show secrets where you are, not on a screen that is wiped'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'collab;accounts'= {
            cand --keystore 'The keystore [env: `COLLAB_KEYSTORE`]'
            cand -a 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --account 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --color 'Colour'
            cand --json 'One JSON object as the result; implies --quiet --no-input'
            cand -q 'Say only what matters'
            cand --quiet 'Say only what matters'
            cand --no-input 'Never ask'
            cand --plain 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
            cand --inline 'Show secrets where you are, not on a screen that is wiped'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'collab;use'= {
            cand --keystore 'The keystore [env: `COLLAB_KEYSTORE`]'
            cand -a 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --account 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --color 'Colour'
            cand --json 'One JSON object as the result; implies --quiet --no-input'
            cand -q 'Say only what matters'
            cand --quiet 'Say only what matters'
            cand --no-input 'Never ask'
            cand --plain 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
            cand --inline 'Show secrets where you are, not on a screen that is wiped'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'collab;rename'= {
            cand --keystore 'The keystore [env: `COLLAB_KEYSTORE`]'
            cand -a 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --account 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --color 'Colour'
            cand --json 'One JSON object as the result; implies --quiet --no-input'
            cand -q 'Say only what matters'
            cand --quiet 'Say only what matters'
            cand --no-input 'Never ask'
            cand --plain 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
            cand --inline 'Show secrets where you are, not on a screen that is wiped'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'collab;remove'= {
            cand --keystore 'The keystore [env: `COLLAB_KEYSTORE`]'
            cand -a 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --account 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --color 'Colour'
            cand --all 'All accounts'
            cand --yes 'Without asking'
            cand --without-backup 'Even if the backup code was never proven saved: then the account may be lost for ever'
            cand --json 'One JSON object as the result; implies --quiet --no-input'
            cand -q 'Say only what matters'
            cand --quiet 'Say only what matters'
            cand --no-input 'Never ask'
            cand --plain 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
            cand --inline 'Show secrets where you are, not on a screen that is wiped'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'collab;whoami'= {
            cand --format 'How to write it'
            cand --keystore 'The keystore [env: `COLLAB_KEYSTORE`]'
            cand -a 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --account 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --color 'Colour'
            cand --json 'One JSON object as the result; implies --quiet --no-input'
            cand -q 'Say only what matters'
            cand --quiet 'Say only what matters'
            cand --no-input 'Never ask'
            cand --plain 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
            cand --inline 'Show secrets where you are, not on a screen that is wiped'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'collab;completions'= {
            cand --keystore 'The keystore [env: `COLLAB_KEYSTORE`]'
            cand -a 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --account 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --color 'Colour'
            cand --json 'One JSON object as the result; implies --quiet --no-input'
            cand -q 'Say only what matters'
            cand --quiet 'Say only what matters'
            cand --no-input 'Never ask'
            cand --plain 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
            cand --inline 'Show secrets where you are, not on a screen that is wiped'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'collab;man'= {
            cand --keystore 'The keystore [env: `COLLAB_KEYSTORE`]'
            cand -a 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --account 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]'
            cand --color 'Colour'
            cand --json 'One JSON object as the result; implies --quiet --no-input'
            cand -q 'Say only what matters'
            cand --quiet 'Say only what matters'
            cand --no-input 'Never ask'
            cand --plain 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
            cand --inline 'Show secrets where you are, not on a screen that is wiped'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
    ]
    $completions[$command]
}
