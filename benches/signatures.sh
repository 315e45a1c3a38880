#!/usr/bin/env bash
# Signatures beside their neighbours: ssh-keygen -Y and minisign, as people call them. One file of
# SIZE MiB, in memory where there is such a place, and one of a few bytes, on a disk.
#
# The two of a pair take turns in one run, so that whatever else the machine does falls on both; what
# counts is the ratio of their medians. The aims are aims: the exit status is 0 whatever the figures.
#
# usage: benches/signatures.sh [ROUNDS [SIZE]]
#   COLLAB=FILE                the binary to measure, instead of the one that this builds
#   CARGO_BUILD_TARGET=TRIPLE  what to build for, as cargo has it
#   TMPDIR=DIR                 where the small files are written; a disk, so that syncing counts
set -euo pipefail
export LC_ALL=C

rounds=${1:-9}
size=${2:-1024}
root=$(cd "$(dirname "$0")/.." && pwd)
for tool in ssh-keygen minisign; do
    if ! command -v "$tool" > /dev/null; then
        echo "$tool is needed (Debian: openssh-client, minisign)" >&2
        exit 1
    fi
done

cd "$root"
if [[ -z ${COLLAB:-} ]]; then
    cargo build --release --quiet
fi
built=${CARGO_TARGET_DIR:-$root/target}/${CARGO_BUILD_TARGET:+$CARGO_BUILD_TARGET/}release/collab
collab=${COLLAB:-$built}
work=$(mktemp -d)
memory=$(mktemp -d -p /dev/shm 2> /dev/null || mktemp -d)
trap 'rm -rf "$work" "$memory"' EXIT

unset COLLAB_BACKUP_CODE COLLAB_ACCOUNT COLLAB_PASSPHRASE COLLAB_PASSPHRASE_FILE
export COLLAB_KEYSTORE=$work/keystore/keystore.json
mkdir -m 700 "$work"/{keystore,times}
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

# Runs a command once and notes the microseconds that it took.
run_once() {
    case $1 in *_sign) rm -f "$file".{c,sig,m} ;; esac
    local before=${EPOCHREALTIME/./}
    "$1" > /dev/null 2>&1
    local after=${EPOCHREALTIME/./}
    echo $((after - before)) >> "$2"
}

median() { sort -n "$1" | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

# pair COMMAND NEIGHBOUR AIM: runs the two in turns, and prints their medians and the ratio.
pair() {
    local times round ours theirs
    times=$work/times/$1+$2+${file##*/}
    for ((round = 0; round < rounds; round++)); do
        # Each goes first as often as the other.
        if ((round % 2)); then
            run_once "$1" "$times.ours"
            run_once "$2" "$times.theirs"
        else
            run_once "$2" "$times.theirs"
            run_once "$1" "$times.ours"
        fi
    done
    ours=$(median "$times.ours")
    theirs=$(median "$times.theirs")
    awk -v ours="$ours" -v theirs="$theirs" -v us="${1//_/ }" -v them="${2//_/ }" -v aim="$3" 'BEGIN {
        printf "%-14s %9.2f ms   %-16s %9.2f ms   %6.2f   %s\n",
            us, ours / 1000, them, theirs / 1000, ours / theirs, aim
    }'
}

# What is verified has to be there, made by the same program.
sign_all() {
    rm -f "$file".{c,sig,m}
    collab_sign 2> /dev/null
    keygen_sign 2> /dev/null
    minisign_sign > /dev/null
}

echo "$rounds rounds of $size MiB, medians; $(nproc) cores"
printf '%-14s %12s   %-16s %12s   %6s   %s\n' process median beside median ratio aim
pair collab_sign keygen_sign "<= 0.65"
pair collab_sign minisign_sign "<= 0.75"
sign_all
pair collab_verify keygen_verify "<= 0.65"
pair collab_verify minisign_verify "<= 0.75"
echo "memory of signing: $(/usr/bin/time -f '%M KiB' "$collab" sign -q -o /dev/null "$file" 2>&1)" || true

file=$work/small
rounds=$((rounds * 20))
echo "$rounds rounds of a small file, medians; files on $(df --output=fstype "$work" | tail -1)"
pair collab_sign minisign_sign "<= 1.3"
pair collab_sign keygen_sign "-"
sign_all
pair collab_verify minisign_verify "<= 1.3"
pair collab_verify keygen_verify "-"
