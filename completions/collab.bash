# Completions of collab for bash 3.2 and newer.
#
# `collab --complete WORD...` answers with a candidate in each line, a tab and what it is; or with
# `:files` and the endings that fit, for which bash looks itself.
_collab() {
    local line=${COMP_LINE:0:COMP_POINT} words=() word reply file kinds is_file= break=()
    # Bash splits words at = and : too, and has them as words of their own. What has no blank before
    # it belongs to the word before.
    [[ ${COMP_WORDS[COMP_CWORD]} == [=:]* ]] && break=("${COMP_WORDS[COMP_CWORD]}")
    for word in "${COMP_WORDS[@]:0:COMP_CWORD}" ${break[@]+"${break[@]}"} "$2"; do
        if [[ ${#words[@]} -gt 0 && $line == "$word"* && ( -n $word || -z $line ) ]]; then
            words[${#words[@]} - 1]+=$word
        else
            words+=("$word")
        fi
        line=${line#*"$word"}
    done
    # Of the last word bash replaces only what it takes for a word.
    word=${words[${#words[@]} - 1]}
    local kept=${word%"$2"}
    COMPREPLY=()
    while IFS= read -r reply; do
        if [[ $reply == :files* ]]; then
            is_file=1 kinds=${reply#:files}
        else
            reply=${reply%%$'\t'*}
            COMPREPLY+=("${reply#"$kept"}")
        fi
    done < <(collab --complete "${words[@]}" 2>/dev/null)
    if [[ $is_file ]]; then
        compopt -o filenames 2>/dev/null
        while IFS= read -r file; do
            if [[ -z $kinds || -d $file || " $kinds " == *" ${file##*.} "* ]]; then
                COMPREPLY+=("$file")
            fi
        done < <(compgen -f -- "$2")
    fi
}
complete -o nosort -F _collab collab 2>/dev/null || complete -F _collab collab
