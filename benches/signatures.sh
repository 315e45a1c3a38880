#!/usr/bin/env bash
# Signatures beside their neighbors: ssh-keygen -Y and minisign, as people call them. One file of
# SIZE MiB, in memory where there is such a place, one of a few bytes, on a disk, and a commit. How
# the two are timed is in pairs.sh.
#
# usage: benches/signatures.sh [ROUNDS [SIZE]]
#   COLLAB=FILE                the binary to measure, instead of the one that this builds
#   CARGO_BUILD_TARGET=TRIPLE  what to build for, as cargo has it
#   TMPDIR=DIR                 where the small files are written; a disk, so that syncing counts
set -euo pipefail
export LC_ALL=C

rounds=${1:-9}
size=${2:-1024}
cd "$(dirname "$0")/.."
. benches/pairs.sh
need ssh-keygen openssh-client minisign minisign git git
collab=$(binary)
work=$(mktemp -d)
memory=$(mktemp -d -p /dev/shm 2> /dev/null || mktemp -d)
trap 'rm -rf "$work" "$memory"' EXIT

unset COLLAB_BACKUP_CODE COLLAB_ACCOUNT COLLAB_PASSPHRASE COLLAB_PASSPHRASE_FILE
export HOME=$work GIT_CONFIG_NOSYSTEM=1 COLLAB_KEYSTORE=$work/keystore/keystore.json
mkdir -m 700 "$work"/{keystore,locked}
identity=$("$collab" init --quiet --no-input)
ssh-keygen -q -t ed25519 -N '' -f "$work/key"
echo "me $(cat "$work/key.pub")" > "$work/signers"
minisign -G -W -p "$work/public" -s "$work/secret" > /dev/null
head -c "${size}M" /dev/zero > "$memory/large"
echo "a small file" > "$work/small"

file=$memory/large
collab_sign() { "$collab" sign -o "$file.c" "$file"; }
keygen_sign() { ssh-keygen -Y sign -n file -f "$work/key" "$file"; }
minisign_sign() { minisign -S -s "$work/secret" -x "$file.m" -m "$file"; }
collab_verify() { "$collab" verify "$file" --signature "$file.c" --by "$identity"; }
keygen_verify() {
    ssh-keygen -Y verify -n file -f "$work/signers" -I me -s "$file.sig" < "$file"
}
minisign_verify() { minisign -V -p "$work/public" -x "$file.m" -m "$file"; }
before() { case $1 in *_sign) rm -f "$file".{c,sig,m} ;; esac }

# What is verified has to be there, made by the same program.
sign_all() {
    rm -f "$file".{c,sig,m}
    collab_sign 2> /dev/null
    keygen_sign 2> /dev/null
    minisign_sign > /dev/null
}

heading "$size MiB"
pair collab_sign keygen_sign "<= 0.65"
pair collab_sign minisign_sign "<= 0.75"
sign_all
pair collab_verify keygen_verify "<= 0.65"
pair collab_verify minisign_verify "<= 0.75"
memory "sign" "$collab" sign --quiet -o /dev/null "$file"

file=$work/small
rounds=$((rounds * 20))
heading "a small file, on $(df --output=fstype "$work" | tail -1)"
pair collab_sign minisign_sign "<= 1.3"
pair collab_sign keygen_sign "-"
sign_all
pair collab_verify minisign_verify "<= 1.3"
pair collab_verify keygen_verify "-"

# repository NAME: one in which git commits as somebody.
repository() {
    git init -q "$work/$1"
    git -C "$work/$1" config user.name Alice
    git -C "$work/$1" config user.email alice@example.com
}
for name in ours theirs unsigned; do repository "$name"; done
(cd "$work/ours" && "$collab" git setup --quiet > /dev/null)
git -C "$work/theirs" config gpg.format ssh
git -C "$work/theirs" config user.signingkey "$work/key.pub"
git -C "$work/theirs" config commit.gpgsign true
commit() { git -C "$work/$1" commit -q --allow-empty -m "a commit"; }
commit_with_collab() { commit ours; }
commit_with_keygen() { commit theirs; }
commit_unsigned() { commit unsigned; }
before() { :; }
heading "a commit"
pair commit_with_collab commit_with_keygen "<= 0.7"
pair commit_with_collab commit_unsigned "-"

# What the passphrase costs: the same keystore, locked.
cp "$COLLAB_KEYSTORE" "$work/locked/keystore.json"
echo "five unrelated words are enough" > "$work/passphrase"
chmod 600 "$work/passphrase"
locked=(--keystore "$work/locked/keystore.json")
"$collab" passphrase set --quiet "${locked[@]}" --new-passphrase-file "$work/passphrase" > /dev/null
sign_locked() {
    "$collab" sign "${locked[@]}" --passphrase-file "$work/passphrase" -o "$file.c" "$file"
}
sign_unlocked() { "$collab" sign -o "$file.c" "$file"; }
before() { rm -f "$file.c"; }
rounds=$((rounds / 20))
heading "a locked keystore"
pair sign_locked sign_unlocked "-"
