#!/usr/bin/env bash
# Whole processes beside their neighbours: minisign, age-keygen, and the least that the operating
# system has to do for a restore (benches/floor.c).
#
# The two of a pair take turns in one run, so that whatever else the machine does falls on both;
# what counts is the ratio of their medians. Both include what it takes a shell to start a process,
# which the first line shows. The aims are aims: the exit status is 0 whatever the figures.
#
# usage: benches/neighbours.sh [ROUNDS]
#   COLLAB=FILE                the binary to measure, instead of the one that this builds
#   CARGO_BUILD_TARGET=TRIPLE  what to build for, as cargo has it; x86_64-unknown-linux-musl makes
#                              a static binary, which starts much sooner
#   TMPDIR=DIR                 where the files are written; a disk, not a tmpfs, so that syncing counts
set -euo pipefail
export LC_ALL=C

rounds=${1:-200}
root=$(cd "$(dirname "$0")/.." && pwd)
for tool in cc minisign age-keygen; do
    if ! command -v "$tool" > /dev/null; then
        echo "$tool is needed (Debian: gcc, minisign, age)" >&2
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
trap 'rm -rf "$work"' EXIT
cc -O2 -o "$work/floor" benches/floor.c
cc -O2 -static -xc -o "$work/nothing" - <<< 'int main(void) { return 0; }'

unset COLLAB_BACKUP_CODE COLLAB_ACCOUNT
export COLLAB_KEYSTORE=$work/keystore/keystore.json
mkdir -m 700 "$work"/{keystore,other,one,many,times}
"$collab" init --quiet --no-input --keystore "$work/one/keystore.json" > /dev/null
"$collab" print --quiet --keystore "$work/one/keystore.json" > "$work/code"
cargo bench --quiet --bench keystore -- write "$work/many/keystore.json" 10000

nothing() { "$work/nothing"; }
collab_version() { "$collab" --version; }
minisign_version() { minisign -v; }
collab_init() { "$collab" init --no-input; }
age_keygen() { age-keygen -o "$work/other/key"; }
minisign_generate() { minisign -G -W -p "$work/other/public" -s "$work/other/secret"; }
collab_restore() { "$collab" restore < "$work/code"; }
restore_floor() { "$work/floor" "$work/other/file" < "$work/code"; }
whoami_of_many() { "$collab" whoami --keystore "$work/many/keystore.json"; }
whoami_of_one() { "$collab" whoami --keystore "$work/one/keystore.json"; }

# Runs a command once, as for the first time, and notes the microseconds that it took.
run_once() {
    rm -f "$work"/{keystore,other}/*
    local before=${EPOCHREALTIME/./}
    "$1" > /dev/null 2>&1
    local after=${EPOCHREALTIME/./}
    echo $((after - before)) >> "$2"
}

median() { sort -n "$1" | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

# pair COMMAND NEIGHBOUR AIM: runs the two in turns, and prints their medians and the ratio.
pair() {
    local times=$work/times/$1+$2 round ours theirs
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
        printf "%-16s %8.2f ms   %-18s %8.2f ms   %6.2f   %s\n",
            us, ours / 1000, them, theirs / 1000, ours / theirs, aim
    }'
}

echo "$rounds rounds, medians; $(nproc) cores, files on $(df --output=fstype "$work" | tail -1)"
printf '%-16s %11s   %-18s %11s   %6s   %s\n' process median beside median ratio aim
pair nothing nothing "-"
pair collab_version minisign_version "<= 1.1"
pair collab_init age_keygen "<= 1"
pair collab_init minisign_generate "-"
pair collab_restore restore_floor "<= 1.5"
pair whoami_of_many whoami_of_one "< 10 ms"
printf '%-16s %8.2f MB   %*s\n' "the binary" \
    "$(stat -c %s "$collab" | awk '{ print $1 / 1e6 }')" 52 "<= 4 MB"
