#!/usr/bin/env bash
# Files encrypted and decrypted beside age: whole processes, with one large file and one small. How
# the two are timed is in pairs.sh.
#
# usage: benches/age.sh [ROUNDS]
#   COLLAB=FILE  the binary to measure, instead of the one that this builds
#   MIB=1024     how large the file is
#   TMPDIR=DIR   where the files are; in memory where there is such a place
set -euo pipefail
export LC_ALL=C

rounds=${1:-7}
size=${MIB:-1024}
cd "$(dirname "$0")/.."
. benches/pairs.sh
need age age age-keygen age
collab=$(binary)
work=$(mktemp -d -p "${TMPDIR:-/dev/shm}" 2> /dev/null || mktemp -d)
trap 'rm -rf "$work"' EXIT

unset COLLAB_BACKUP_CODE COLLAB_ACCOUNT COLLAB_PASSPHRASE COLLAB_PASSPHRASE_FILE
export COLLAB_KEYSTORE=$work/keystore/keystore.json
mkdir -m 700 "$work/keystore"
"$collab" init --quiet --no-input > /dev/null 2>&1
"$collab" export age -o "$work/key" 2> /dev/null
recipient=$("$collab" whoami --quiet --format age 2> /dev/null)
head -c "${size}M" /dev/urandom > "$work/large"
head -c 1000 /dev/urandom > "$work/small"
for file in large small; do
    age -r "$recipient" -o "$work/$file.age" "$work/$file"
done

collab_encrypt() { "$collab" encrypt --quiet -r "$recipient" -o "$work/out" "$work/$file"; }
age_encrypt() { age -r "$recipient" -o "$work/out" "$work/$file"; }
collab_decrypt() { "$collab" decrypt --quiet -o "$work/out" "$work/$file.age"; }
age_decrypt() { age -d -i "$work/key" -o "$work/out" "$work/$file.age"; }
before() { rm -f "$work/out"; }
after() { case $1 in *_decrypt) cmp "$work/$file" "$work/out" ;; esac }

file=large
heading "$size MiB, on $(df --output=fstype "$work" | tail -1)"
pair collab_encrypt age_encrypt "<= 1.0"
pair collab_decrypt age_decrypt "<= 1.0"
rm -f "$work/out"
memory encrypt "$collab" encrypt --quiet -o "$work/out" "$work/large"
rm -f "$work/out"
memory decrypt "$collab" decrypt --quiet -o "$work/out" "$work/large.age"
file=small
rounds=$((rounds * 20))
heading "a small file"
pair collab_encrypt age_encrypt "-"
pair collab_decrypt age_decrypt "-"
