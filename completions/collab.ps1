# Completions of collab for PowerShell.
#
# `collab --complete WORD...` answers with a candidate in each line, a tab and what it is; or with
# `:files`, for which PowerShell looks itself, as it does where there is no candidate.
Register-ArgumentCompleter -Native -CommandName collab -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    # As they are written: nothing of the line is evaluated before it is sent.
    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { if ($_.Value -is [string]) { $_.Value } else { $_.Extent.Text } })
    $current = "$wordToComplete"
    if ($current -eq '' -and $PSVersionTable.PSVersion -lt [version]'7.3') {
        # It would not hand on an empty word.
        $current = '""'
    }
    & collab --complete @words $current 2>$null | Where-Object { $_ -notlike ':files*' } |
        ForEach-Object {
            $value, $what = $_ -split "`t", 2
            if (-not $what) { $what = $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $what)
        }
}
