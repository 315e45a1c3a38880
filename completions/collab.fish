# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_collab_global_optspecs
    string join \n keystore= a/account= passphrase-file= shared-folder json q/quiet no-input plain inline color= h/help V/version
end

function __fish_collab_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_collab_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_collab_using_subcommand
    set -l cmd (__fish_collab_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c collab -n "__fish_collab_needs_command" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_needs_command" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_needs_command" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_needs_command" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_needs_command" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_needs_command" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_needs_command" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_needs_command" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_needs_command" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_needs_command" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_needs_command" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_needs_command" -s V -l version -d 'Print version'
complete -c collab -n "__fish_collab_needs_command" -f -a "init" -d 'Create an account'
complete -c collab -n "__fish_collab_needs_command" -f -a "print" -d 'Show or print the backup code'
complete -c collab -n "__fish_collab_needs_command" -f -a "copy" -d 'Copy the backup code for a password manager'
complete -c collab -n "__fish_collab_needs_command" -f -a "restore" -d 'Bring an account back from its backup code'
complete -c collab -n "__fish_collab_needs_command" -f -a "check" -d 'Check that the code you saved opens your account'
complete -c collab -n "__fish_collab_needs_command" -f -a "accounts" -d 'List the accounts on this device'
complete -c collab -n "__fish_collab_needs_command" -f -a "status" -d 'Show how safe your accounts are, and what to do next'
complete -c collab -n "__fish_collab_needs_command" -f -a "use" -d 'Choose the default account'
complete -c collab -n "__fish_collab_needs_command" -f -a "rename" -d 'Rename an account on this device'
complete -c collab -n "__fish_collab_needs_command" -f -a "remove" -d 'Sign out of an account on this device'
complete -c collab -n "__fish_collab_needs_command" -f -a "whoami" -d 'Show your public identity'
complete -c collab -n "__fish_collab_needs_command" -f -a "ssh" -d 'Log in to servers with SSH'
complete -c collab -n "__fish_collab_needs_command" -f -a "export" -d 'Write a private key for another program'
complete -c collab -n "__fish_collab_needs_command" -f -a "passphrase" -d 'Lock your accounts on this device with a passphrase'
complete -c collab -n "__fish_collab_needs_command" -f -a "recovery-codes" -d 'Unlock the keystore if you forget its passphrase'
complete -c collab -n "__fish_collab_needs_command" -f -a "forget-code" -d 'Keep the account here, but not its backup code'
complete -c collab -n "__fish_collab_needs_command" -f -a "sign" -d 'Sign files, so that others can verify who made them'
complete -c collab -n "__fish_collab_needs_command" -f -a "verify" -d 'Verify who signed a file'
complete -c collab -n "__fish_collab_needs_command" -f -a "git" -d 'Sign git commits with the account'
complete -c collab -n "__fish_collab_needs_command" -f -a "encrypt" -d 'Encrypt a file for its recipients'
complete -c collab -n "__fish_collab_needs_command" -f -a "decrypt" -d 'Decrypt a file that was encrypted for an account here'
complete -c collab -n "__fish_collab_needs_command" -f -a "help" -d 'Explain a command or a topic'
complete -c collab -n "__fish_collab_needs_command" -f -a "completions" -d 'Print a completion script for a shell'
complete -c collab -n "__fish_collab_needs_command" -f -a "man" -d 'Read the manual'
complete -c collab -n "__fish_collab_using_subcommand init" -l new-passphrase-file -d 'Read the new passphrase from FILE; - is standard input' -r -F
complete -c collab -n "__fish_collab_using_subcommand init" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand init" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand init" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand init" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand init" -l weak-passphrase -d 'Accept a passphrase that is easy to guess'
complete -c collab -n "__fish_collab_using_subcommand init" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand init" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand init" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand init" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand init" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand init" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand init" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand print" -l qr -d 'Show the code as a QR code; with FILE.svg or FILE.png, write it to a new file' -r -F
complete -c collab -n "__fish_collab_using_subcommand print" -l sheet -d 'Write a sheet of paper to a new FILE.pdf, .svg or .txt; - is standard output' -r -F
complete -c collab -n "__fish_collab_using_subcommand print" -l format -d 'Format of the sheet, if the file\'s name does not tell' -r -f -a "pdf\t''
svg\t''
txt\t''"
complete -c collab -n "__fish_collab_using_subcommand print" -l printer -d 'Print a sheet on the printer NAME, or on the default printer' -r
complete -c collab -n "__fish_collab_using_subcommand print" -l page -d 'Paper size; by default, that of your locale' -r -f -a "a4\t''
letter\t''"
complete -c collab -n "__fish_collab_using_subcommand print" -l note -d 'Print this line on the sheet, such as where its copies are' -r
complete -c collab -n "__fish_collab_using_subcommand print" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand print" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand print" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand print" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand print" -l digits -d 'Write the code as one run of 80 digits'
complete -c collab -n "__fish_collab_using_subcommand print" -l blank -d 'Leave the boxes empty, to fill in by hand'
complete -c collab -n "__fish_collab_using_subcommand print" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand print" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand print" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand print" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand print" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand print" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand print" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand copy" -l for -d 'Clear the clipboard after this many seconds' -r
complete -c collab -n "__fish_collab_using_subcommand copy" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand copy" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand copy" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand copy" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand copy" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand copy" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand copy" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand copy" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand copy" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand copy" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand copy" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand restore" -l code-file -d 'Read the code from FILE; - is standard input' -r -F
complete -c collab -n "__fish_collab_using_subcommand restore" -l image -d 'Read the code from a photo or scan of the sheet; - is standard input' -r -F
complete -c collab -n "__fish_collab_using_subcommand restore" -l expect -d 'Accept only the code of this account' -r
complete -c collab -n "__fish_collab_using_subcommand restore" -l new-passphrase-file -d 'Read the new passphrase from FILE; - is standard input' -r -F
complete -c collab -n "__fish_collab_using_subcommand restore" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand restore" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand restore" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand restore" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand restore" -l repair -d 'Use a corrected code without asking; needs --expect with a whole identity'
complete -c collab -n "__fish_collab_using_subcommand restore" -l forget-code -d 'Keep the account\'s keys here, but not its backup code'
complete -c collab -n "__fish_collab_using_subcommand restore" -l weak-passphrase -d 'Accept a passphrase that is easy to guess'
complete -c collab -n "__fish_collab_using_subcommand restore" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand restore" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand restore" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand restore" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand restore" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand restore" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand restore" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand check" -l code-file -d 'Read the code from FILE; - is standard input' -r -F
complete -c collab -n "__fish_collab_using_subcommand check" -l image -d 'Read the code from a photo or scan of the sheet; - is standard input' -r -F
complete -c collab -n "__fish_collab_using_subcommand check" -l expect -d 'Accept only the code of this account' -r
complete -c collab -n "__fish_collab_using_subcommand check" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand check" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand check" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand check" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand check" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand check" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand check" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand check" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand check" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand check" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand check" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand accounts" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand accounts" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand accounts" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand accounts" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand accounts" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand accounts" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand accounts" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand accounts" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand accounts" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand accounts" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand accounts" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand status" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand status" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand status" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand status" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand status" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand status" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand status" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand status" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand status" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand status" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand status" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand use" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand use" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand use" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand use" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand use" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand use" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand use" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand use" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand use" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand use" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand use" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand rename" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand rename" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand rename" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand rename" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand rename" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand rename" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand rename" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand rename" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand rename" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand rename" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand rename" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand remove" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand remove" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand remove" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand remove" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand remove" -l all -d 'Remove all accounts'
complete -c collab -n "__fish_collab_using_subcommand remove" -l yes -d 'Do not ask'
complete -c collab -n "__fish_collab_using_subcommand remove" -l without-backup -d 'Remove even if saving the backup code was never confirmed: the account may be lost forever'
complete -c collab -n "__fish_collab_using_subcommand remove" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand remove" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand remove" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand remove" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand remove" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand remove" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand remove" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand whoami" -l format -d 'Form of the identity' -r -f -a "did\t'did:key:z6Mk…'
hex\t'The Ed25519 public key as 64 hexadecimal digits'
ssh-signing\t'The same key as an OpenSSH line, for signatures; `collab ssh` prints the login key'
fingerprint\t'The fingerprint of that key, as `ssh-keygen -l` shows it'
pem\t'The same key as PEM (SPKI), as openssl reads it'
jwk\t'The same key as a JSON Web Key'
age\t'The recipient to encrypt files to with age and rage: age1…'
age-plugin\t'A line for `age -d -i`, which makes age ask collab; not a secret'"
complete -c collab -n "__fish_collab_using_subcommand whoami" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand whoami" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand whoami" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand whoami" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand whoami" -l verify -d 'Unlock a locked keystore to verify the identity, as --passphrase-file does'
complete -c collab -n "__fish_collab_using_subcommand whoami" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand whoami" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand whoami" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand whoami" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand whoami" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand whoami" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand whoami" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand ssh; and not __fish_seen_subcommand_from add remove export" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand ssh; and not __fish_seen_subcommand_from add remove export" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand ssh; and not __fish_seen_subcommand_from add remove export" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand ssh; and not __fish_seen_subcommand_from add remove export" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand ssh; and not __fish_seen_subcommand_from add remove export" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand ssh; and not __fish_seen_subcommand_from add remove export" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand ssh; and not __fish_seen_subcommand_from add remove export" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand ssh; and not __fish_seen_subcommand_from add remove export" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand ssh; and not __fish_seen_subcommand_from add remove export" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand ssh; and not __fish_seen_subcommand_from add remove export" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand ssh; and not __fish_seen_subcommand_from add remove export" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand ssh; and not __fish_seen_subcommand_from add remove export" -f -a "add" -d 'Put the login key into the running SSH agent for a limited time'
complete -c collab -n "__fish_collab_using_subcommand ssh; and not __fish_seen_subcommand_from add remove export" -f -a "remove" -d 'Take the login key out of the running SSH agent'
complete -c collab -n "__fish_collab_using_subcommand ssh; and not __fish_seen_subcommand_from add remove export" -f -a "export" -d 'Write the login key to an OpenSSH private key file'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from add" -l for -d 'How long the agent keeps the key: 30m, 8h, 1d, or seconds' -r
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from add" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from add" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from add" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from add" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from add" -l forever -d 'Keep the key until the agent ends'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from add" -s c -l confirm -d 'Have the agent ask before each use'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from add" -l force -d 'Add the key even to an agent that is forwarded from another machine'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from add" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from add" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from add" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from add" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from add" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from add" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from remove" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from remove" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from remove" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from remove" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from remove" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from remove" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from remove" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from remove" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from remove" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from remove" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from export" -l new-passphrase-file -d 'Read the new passphrase from FILE; - is standard input' -r -F
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from export" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from export" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from export" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from export" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from export" -l no-passphrase -d 'Write the key without a passphrase: anyone who can read the file can log in'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from export" -l weak-passphrase -d 'Accept a passphrase that is easy to guess'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from export" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from export" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from export" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from export" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand ssh; and __fish_seen_subcommand_from export" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand export; and not __fish_seen_subcommand_from age pkcs8 jwk" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand export; and not __fish_seen_subcommand_from age pkcs8 jwk" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand export; and not __fish_seen_subcommand_from age pkcs8 jwk" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand export; and not __fish_seen_subcommand_from age pkcs8 jwk" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand export; and not __fish_seen_subcommand_from age pkcs8 jwk" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand export; and not __fish_seen_subcommand_from age pkcs8 jwk" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand export; and not __fish_seen_subcommand_from age pkcs8 jwk" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand export; and not __fish_seen_subcommand_from age pkcs8 jwk" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand export; and not __fish_seen_subcommand_from age pkcs8 jwk" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand export; and not __fish_seen_subcommand_from age pkcs8 jwk" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand export; and not __fish_seen_subcommand_from age pkcs8 jwk" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand export; and not __fish_seen_subcommand_from age pkcs8 jwk" -f -a "age" -d 'Write the decryption key as an identity file for age and rage'
complete -c collab -n "__fish_collab_using_subcommand export; and not __fish_seen_subcommand_from age pkcs8 jwk" -f -a "pkcs8" -d 'Write a private key as PKCS#8, in PEM'
complete -c collab -n "__fish_collab_using_subcommand export; and not __fish_seen_subcommand_from age pkcs8 jwk" -f -a "jwk" -d 'Write a private key as a JSON Web Key'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from age" -s o -l output -d 'Write the key to a new FILE of your own, not to standard output' -r -F
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from age" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from age" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from age" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from age" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from age" -l force -d 'Replace FILE if it exists'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from age" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from age" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from age" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from age" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from age" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from age" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from age" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from pkcs8" -l key -d 'Key to write' -r -f -a "login\t'The Ed25519 key for SSH logins'
encryption\t'The X25519 key for encryption'"
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from pkcs8" -s o -l output -d 'Write the key to a new FILE of your own, not to standard output' -r -F
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from pkcs8" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from pkcs8" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from pkcs8" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from pkcs8" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from pkcs8" -l force -d 'Replace FILE if it exists'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from pkcs8" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from pkcs8" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from pkcs8" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from pkcs8" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from pkcs8" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from pkcs8" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from pkcs8" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from jwk" -l key -d 'Key to write' -r -f -a "login\t'The Ed25519 key for SSH logins'
encryption\t'The X25519 key for encryption'"
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from jwk" -s o -l output -d 'Write the key to a new FILE of your own, not to standard output' -r -F
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from jwk" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from jwk" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from jwk" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from jwk" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from jwk" -l force -d 'Replace FILE if it exists'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from jwk" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from jwk" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from jwk" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from jwk" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from jwk" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from jwk" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand export; and __fish_seen_subcommand_from jwk" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and not __fish_seen_subcommand_from set remove" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand passphrase; and not __fish_seen_subcommand_from set remove" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand passphrase; and not __fish_seen_subcommand_from set remove" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand passphrase; and not __fish_seen_subcommand_from set remove" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand passphrase; and not __fish_seen_subcommand_from set remove" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and not __fish_seen_subcommand_from set remove" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and not __fish_seen_subcommand_from set remove" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and not __fish_seen_subcommand_from set remove" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and not __fish_seen_subcommand_from set remove" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and not __fish_seen_subcommand_from set remove" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and not __fish_seen_subcommand_from set remove" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and not __fish_seen_subcommand_from set remove" -f -a "set" -d 'Set or change the passphrase'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and not __fish_seen_subcommand_from set remove" -f -a "remove" -d 'Remove the passphrase: anyone who can read the keystore then has the accounts'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from set" -l new-passphrase-file -d 'Read the new passphrase from FILE; - is standard input' -r -F
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from set" -l recovery-code-file -d 'Unlock with the recovery code in FILE, which is used up; - is standard input' -r -F
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from set" -l out -d 'Write the replacement recovery code to a new FILE' -r -F
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from set" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from set" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from set" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from set" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from set" -l weak-passphrase -d 'Accept a passphrase that is easy to guess'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from set" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from set" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from set" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from set" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from set" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from remove" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from remove" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from remove" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from remove" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from remove" -l yes -d 'Do not ask'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from remove" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from remove" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from remove" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from remove" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from remove" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand passphrase; and __fish_seen_subcommand_from remove" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and not __fish_seen_subcommand_from new status revoke" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and not __fish_seen_subcommand_from new status revoke" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and not __fish_seen_subcommand_from new status revoke" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and not __fish_seen_subcommand_from new status revoke" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and not __fish_seen_subcommand_from new status revoke" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and not __fish_seen_subcommand_from new status revoke" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and not __fish_seen_subcommand_from new status revoke" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and not __fish_seen_subcommand_from new status revoke" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and not __fish_seen_subcommand_from new status revoke" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and not __fish_seen_subcommand_from new status revoke" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and not __fish_seen_subcommand_from new status revoke" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and not __fish_seen_subcommand_from new status revoke" -f -a "new" -d 'Make new codes, which replace the earlier ones'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and not __fish_seen_subcommand_from new status revoke" -f -a "status" -d 'Show how many codes are left'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and not __fish_seen_subcommand_from new status revoke" -f -a "revoke" -d 'Revoke all codes'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from new" -l count -d 'Number of codes' -r
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from new" -l out -d 'Write the codes to a new FILE instead of showing them' -r -F
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from new" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from new" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from new" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from new" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from new" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from new" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from new" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from new" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from new" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from new" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from new" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from status" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from status" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from status" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from status" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from status" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from status" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from status" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from status" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from status" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from status" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from revoke" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from revoke" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from revoke" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from revoke" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from revoke" -l yes -d 'Do not ask'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from revoke" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from revoke" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from revoke" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from revoke" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand recovery-codes; and __fish_seen_subcommand_from revoke" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand forget-code" -l code-file -d 'Read the code from FILE; - is standard input' -r -F
complete -c collab -n "__fish_collab_using_subcommand forget-code" -l image -d 'Read the code from a photo or scan of the sheet; - is standard input' -r -F
complete -c collab -n "__fish_collab_using_subcommand forget-code" -l expect -d 'Accept only the code of this account' -r
complete -c collab -n "__fish_collab_using_subcommand forget-code" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand forget-code" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand forget-code" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand forget-code" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand forget-code" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand forget-code" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand forget-code" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand forget-code" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand forget-code" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand forget-code" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand forget-code" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand sign" -l namespace -d 'Purpose of the signature; the verifier must expect the same' -r
complete -c collab -n "__fish_collab_using_subcommand sign" -s o -l output -d 'Write the signature to OUT; - is standard output' -r -F
complete -c collab -n "__fish_collab_using_subcommand sign" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand sign" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand sign" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand sign" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand sign" -l force -d 'Replace an existing signature'
complete -c collab -n "__fish_collab_using_subcommand sign" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand sign" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand sign" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand sign" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand sign" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand sign" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand sign" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand verify" -l signature -d 'Signature, if not in FILE.sig; - is standard input' -r -F
complete -c collab -n "__fish_collab_using_subcommand verify" -l by -d 'Expected signer: a did:key, an ssh-ed25519 line, the name of an account here, or me; with --signers, a principal of that file' -r
complete -c collab -n "__fish_collab_using_subcommand verify" -l signers -d 'File of allowed signers, as ssh-keygen(1) describes it' -r -F
complete -c collab -n "__fish_collab_using_subcommand verify" -l namespace -d 'Expected purpose of the signature' -r
complete -c collab -n "__fish_collab_using_subcommand verify" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand verify" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand verify" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand verify" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand verify" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand verify" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand verify" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand verify" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand verify" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand verify" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand verify" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand git; and not __fish_seen_subcommand_from setup unset" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand git; and not __fish_seen_subcommand_from setup unset" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand git; and not __fish_seen_subcommand_from setup unset" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand git; and not __fish_seen_subcommand_from setup unset" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand git; and not __fish_seen_subcommand_from setup unset" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand git; and not __fish_seen_subcommand_from setup unset" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand git; and not __fish_seen_subcommand_from setup unset" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand git; and not __fish_seen_subcommand_from setup unset" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand git; and not __fish_seen_subcommand_from setup unset" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand git; and not __fish_seen_subcommand_from setup unset" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand git; and not __fish_seen_subcommand_from setup unset" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand git; and not __fish_seen_subcommand_from setup unset" -f -a "setup" -d 'Have git sign commits with the account, and verify them here'
complete -c collab -n "__fish_collab_using_subcommand git; and not __fish_seen_subcommand_from setup unset" -f -a "unset" -d 'Undo `collab git setup`'
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from setup" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from setup" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from setup" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from setup" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from setup" -l global -d 'Set up all your repositories, not only this one'
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from setup" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from setup" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from setup" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from setup" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from setup" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from setup" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from setup" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from unset" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from unset" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from unset" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from unset" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from unset" -l global -d 'Undo it in the global configuration, not in this repository'
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from unset" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from unset" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from unset" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from unset" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from unset" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from unset" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand git; and __fish_seen_subcommand_from unset" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand encrypt" -s r -l recipient -d 'Recipient: age1…, the name of an account here, or me; can be repeated' -r
complete -c collab -n "__fish_collab_using_subcommand encrypt" -s R -l recipients-file -d 'File of recipients, one on each line; can be repeated' -r -F
complete -c collab -n "__fish_collab_using_subcommand encrypt" -s o -l output -d 'Write to OUT; - is standard output' -r -F
complete -c collab -n "__fish_collab_using_subcommand encrypt" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand encrypt" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand encrypt" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand encrypt" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand encrypt" -l armor -d 'Write text, for mail and chats'
complete -c collab -n "__fish_collab_using_subcommand encrypt" -l force -d 'Replace an existing file'
complete -c collab -n "__fish_collab_using_subcommand encrypt" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand encrypt" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand encrypt" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand encrypt" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand encrypt" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand encrypt" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand encrypt" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand decrypt" -s o -l output -d 'Write to OUT; - is standard output' -r -F
complete -c collab -n "__fish_collab_using_subcommand decrypt" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand decrypt" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand decrypt" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand decrypt" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand decrypt" -l force -d 'Replace an existing file'
complete -c collab -n "__fish_collab_using_subcommand decrypt" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand decrypt" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand decrypt" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand decrypt" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand decrypt" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand decrypt" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand decrypt" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand help" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand help" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand help" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand help" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand help" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand help" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand help" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand help" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand help" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand help" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand help" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand completions" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand completions" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand completions" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand completions" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand completions" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand completions" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand completions" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand completions" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand completions" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand completions" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand completions" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
complete -c collab -n "__fish_collab_using_subcommand man" -l keystore -d 'Use this keystore file [env: `COLLAB_KEYSTORE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand man" -s a -l account -d 'Use this account instead of the default [env: `COLLAB_ACCOUNT`]' -r
complete -c collab -n "__fish_collab_using_subcommand man" -l passphrase-file -d 'Read the passphrase from FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`]' -r -F
complete -c collab -n "__fish_collab_using_subcommand man" -l color -d 'Use color: auto, always or never [env: `NO_COLOR`]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c collab -n "__fish_collab_using_subcommand man" -s h -l help -d 'Explain this command'
complete -c collab -n "__fish_collab_using_subcommand man" -l shared-folder -d 'Accept a keystore folder that others own or can write to [env: `COLLAB_SHARED_FOLDER=1`]'
complete -c collab -n "__fish_collab_using_subcommand man" -l json -d 'Print one JSON object; implies --quiet --no-input'
complete -c collab -n "__fish_collab_using_subcommand man" -s q -l quiet -d 'Print less'
complete -c collab -n "__fish_collab_using_subcommand man" -l no-input -d 'Never ask a question'
complete -c collab -n "__fish_collab_using_subcommand man" -l plain -d 'Print line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]'
complete -c collab -n "__fish_collab_using_subcommand man" -l inline -d 'Show secrets in place, not on a screen that is cleared afterwards'
