
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'collab' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'collab'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'collab' {
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Create an account')
            [CompletionResult]::new('print', 'print', [CompletionResultType]::ParameterValue, 'Show or print the backup code')
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Copy the backup code to the clipboard, which is not safe')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Bring an account back from its backup code')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Find out whether the code you saved opens your account')
            [CompletionResult]::new('accounts', 'accounts', [CompletionResultType]::ParameterValue, 'List the accounts on this device')
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Choose the default account')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename an account on this device')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove an account from this device')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Show the current account''s identity')
            [CompletionResult]::new('passphrase', 'passphrase', [CompletionResultType]::ParameterValue, 'Lock the keystore with a passphrase, change it, or remove it')
            [CompletionResult]::new('recovery-codes', 'recovery-codes', [CompletionResultType]::ParameterValue, 'One-time codes that open the keystore when its passphrase is forgotten')
            [CompletionResult]::new('forget-code', 'forget-code', [CompletionResultType]::ParameterValue, 'Keep using the account here, without its backup code')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Read the manual')
            break
        }
        'collab;init' {
            [CompletionResult]::new('--new-passphrase-file', '--new-passphrase-file', [CompletionResultType]::ParameterName, 'Read the new passphrase from FILE; - is standard input')
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--weak-passphrase', '--weak-passphrase', [CompletionResultType]::ParameterName, 'Take a passphrase that is easily guessed')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'collab;print' {
            [CompletionResult]::new('--qr', '--qr', [CompletionResultType]::ParameterName, 'As a QR code; with FILE.svg or FILE.png into a new file')
            [CompletionResult]::new('--sheet', '--sheet', [CompletionResultType]::ParameterName, 'As a sheet of paper, into a new FILE.pdf, .svg or .txt; - is standard output')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The sheet''s format, where its file''s name doesn''t tell')
            [CompletionResult]::new('--printer', '--printer', [CompletionResultType]::ParameterName, 'As a sheet of paper, on the printer NAME or the default one')
            [CompletionResult]::new('--page', '--page', [CompletionResultType]::ParameterName, 'The paper; by default that of your locale')
            [CompletionResult]::new('--note', '--note', [CompletionResultType]::ParameterName, 'A line for the sheet, such as where its copies are')
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--digits', '--digits', [CompletionResultType]::ParameterName, 'As one run of 80 digits')
            [CompletionResult]::new('--blank', '--blank', [CompletionResultType]::ParameterName, 'With empty boxes, to be written in by hand')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'collab;copy' {
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'How long the code stays in the clipboard')
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'collab;restore' {
            [CompletionResult]::new('--code-file', '--code-file', [CompletionResultType]::ParameterName, 'Read the code from FILE; - is standard input')
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'Read the code from a picture of its sheet; - is standard input')
            [CompletionResult]::new('--expect', '--expect', [CompletionResultType]::ParameterName, 'Accept the code of this account only')
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--repair', '--repair', [CompletionResultType]::ParameterName, 'Use a corrected code without asking; needs --expect with a whole identity')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'collab;check' {
            [CompletionResult]::new('--code-file', '--code-file', [CompletionResultType]::ParameterName, 'Read the code from FILE; - is standard input')
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'Read the code from a picture of its sheet; - is standard input')
            [CompletionResult]::new('--expect', '--expect', [CompletionResultType]::ParameterName, 'Accept the code of this account only')
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'collab;accounts' {
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'collab;use' {
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'collab;rename' {
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'collab;remove' {
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All accounts')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Without asking')
            [CompletionResult]::new('--without-backup', '--without-backup', [CompletionResultType]::ParameterName, 'Even if the backup code was never confirmed saved: then the account may be lost for ever')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'collab;whoami' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to write it')
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--verify', '--verify', [CompletionResultType]::ParameterName, 'Open a locked keystore, to verify the identity; --passphrase-file does so, too')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'collab;passphrase' {
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Lock the keystore, or change its passphrase')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove the passphrase: whoever can read the keystore then has the accounts')
            break
        }
        'collab;passphrase;set' {
            [CompletionResult]::new('--new-passphrase-file', '--new-passphrase-file', [CompletionResultType]::ParameterName, 'Read the new passphrase from FILE; - is standard input')
            [CompletionResult]::new('--recovery-code-file', '--recovery-code-file', [CompletionResultType]::ParameterName, 'Open the keystore with the recovery code in FILE, which is used up; - is standard input')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write the recovery code that takes its place into FILE, which must not be there yet')
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--weak-passphrase', '--weak-passphrase', [CompletionResultType]::ParameterName, 'Take a passphrase that is easily guessed')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'collab;passphrase;remove' {
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Without asking')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'collab;recovery-codes' {
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('new', 'new', [CompletionResultType]::ParameterValue, 'Make new codes; they replace the earlier ones')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Say how many are left')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Make every code void')
            break
        }
        'collab;recovery-codes;new' {
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'How many')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write them into FILE, which must not be there yet, instead of showing them')
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'collab;recovery-codes;status' {
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'collab;recovery-codes;revoke' {
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Without asking')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'collab;forget-code' {
            [CompletionResult]::new('--code-file', '--code-file', [CompletionResultType]::ParameterName, 'Read the code from FILE; - is standard input')
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'Read the code from a picture of its sheet; - is standard input')
            [CompletionResult]::new('--expect', '--expect', [CompletionResultType]::ParameterName, 'Accept the code of this account only')
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'collab;completions' {
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'collab;man' {
            [CompletionResult]::new('--keystore', '--keystore', [CompletionResultType]::ParameterName, 'The keystore [env: `COLLAB_KEYSTORE`]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account, where it is not the default [env: `COLLAB_ACCOUNT`]')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The passphrase is in FILE; - is standard input [env: `COLLAB_PASSPHRASE_FILE`, or `COLLAB_PASSPHRASE` with the passphrase itself]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--shared-folder', '--shared-folder', [CompletionResultType]::ParameterName, 'Accept a folder of the keystore that others own or can write [env: `COLLAB_SHARED_FOLDER=1`]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object as the result; implies --quiet --no-input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what matters')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Line by line, without screens; for screen readers [env: `COLLAB_PLAIN`]')
            [CompletionResult]::new('--inline', '--inline', [CompletionResultType]::ParameterName, 'Show secrets where you are, not on a screen that is wiped')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
