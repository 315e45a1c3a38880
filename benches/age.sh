#!/usr/bin/env bash
# Files encrypted and decrypted beside age: whole processes, with one large file and one small.
#
# The two of a pair take turns in one run, so that whatever else the machine does falls on both; what
# counts is the ratio of their medians. Beside the time by the clock stands that of the processors,
# which tells how much of it was shared. The aims are aims: the exit status is 0 whatever the figures.
#
# usage: benches/age.sh [ROUNDS]
#   COLLAB=FILE  the binary to measure, instead of the one that this builds
#   MIB=1024     how large the file is
#   TMPDIR=DIR   where the files are; a tmpfs, so that no disk is measured
set -euo pipefail
export LC_ALL=C

rounds=${1:-7}
root=$(cd "$(dirname "$0")/.." && pwd)
for tool in age age-keygen; do
    if ! command -v "$tool" > /dev/null; then
        echo "$tool is needed (Debian: age)" >&2
        exit 1
    fi
done

cd "$root"
if [[ -z ${COLLAB:-} ]]; then
    cargo build --release --quiet
fi
collab=${COLLAB:-${CARGO_TARGET_DIR:-$root/target}/release/collab}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

unset COLLAB_BACKUP_CODE COLLAB_ACCOUNT
export COLLAB_KEYSTORE=$work/keystore/keystore.json
mkdir -m 700 "$work"/{keystore,times}
"$collab" init --quiet --no-input > /dev/null 2>&1
"$collab" export age -o "$work/key" 2> /dev/null
recipient=$("$collab" whoami --quiet --format age 2> /dev/null)
head -c "${MIB:-1024}M" /dev/urandom > "$work/large"
head -c 1000 /dev/urandom > "$work/small"
for size in large small; do
    age -r "$recipient" -o "$work/$size.age" "$work/$size"
done

collab_encrypt() { "$collab" encrypt --quiet -r "$recipient" -o "$work/out" "$work/$1"; }
age_encrypt() { age -r "$recipient" -o "$work/out" "$work/$1"; }
collab_decrypt() { "$collab" decrypt --quiet -o "$work/out" "$work/$1.age"; }
age_decrypt() { age -d -i "$work/key" -o "$work/out" "$work/$1.age"; }

# run_once COMMAND SIZE FILE: notes the microseconds by the clock, and the milliseconds of processors.
run_once() {
    local before after spent
    rm -f "$work/out"
    TIMEFORMAT='%U %S'
    before=${EPOCHREALTIME/./}
    spent=$( { time "$1" "$2" > /dev/null 2>&1; } 2>&1)
    after=${EPOCHREALTIME/./}
    echo "$((after - before)) $spent" >> "$3"
    if [[ $1 == *decrypt ]]; then
        cmp "$work/$2" "$work/out"
    fi
}

median() { sort -n "$1" | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }
processors() { awk '{ print 1000 * ($2 + $3) }' "$1" | sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

# pair SIZE OPERATION AIM: runs the two in turns, and prints their medians and the ratio.
pair() {
    local times=$work/times/$1-$2 round
    for ((round = 0; round < rounds; round++)); do
        # Each goes first as often as the other.
        if ((round % 2)); then
            run_once "collab_$2" "$1" "$times.ours"
            run_once "age_$2" "$1" "$times.theirs"
        else
            run_once "age_$2" "$1" "$times.theirs"
            run_once "collab_$2" "$1" "$times.ours"
        fi
    done
    awk -v ours="$(median "$times.ours")" -v theirs="$(median "$times.theirs")" -v what="$2 $1" \
        -v our_cpu="$(processors "$times.ours")" -v their_cpu="$(processors "$times.theirs")" \
        -v aim="$3" 'BEGIN {
        printf "%-14s %8.1f ms (%6.0f)   %8.1f ms (%6.0f)   %6.2f   %s\n",
            what, ours / 1000, our_cpu, theirs / 1000, their_cpu, ours / theirs, aim
    }'
}

echo "$rounds rounds, medians; $(nproc) cores, ${MIB:-1024} MiB on $(df --output=fstype "$work" | tail -1)"
echo "by the clock, and in parentheses the processors' ms"
printf '%-14s %11s %10s %13s %10s %8s   %s\n' process collab "" age "" ratio aim
pair large encrypt "<= 1.0"
pair large decrypt "<= 1.0"
rounds=$((rounds * 20))
pair small encrypt "-"
pair small decrypt "-"
if [[ -x /usr/bin/time ]]; then
    # memory OPERATION FILE: the most that it needed.
    memory() {
        rm -f "$work/out"
        /usr/bin/time -f %M -o "$work/memory" "$collab" "$1" --quiet -o "$work/out" "$work/$2"
        awk -v what="$1" '{ printf "%s: at most %.1f MB of memory\n", what, $1 / 1024 }' "$work/memory"
    }
    memory encrypt large
    memory decrypt large.age
fi
