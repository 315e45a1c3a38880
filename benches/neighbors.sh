#!/usr/bin/env bash
# Whole processes beside their neighbors: minisign, age-keygen, and the least that the operating
# system has to do for a restore (benches/floor.c).
#
# Both include what it takes a shell to start a process, which the first line shows. How the two are
# timed is in pairs.sh.
#
# usage: benches/neighbors.sh [ROUNDS]
#   COLLAB=FILE                the binary to measure, instead of the one that this builds
#   CARGO_BUILD_TARGET=TRIPLE  what to build for, as cargo has it; x86_64-unknown-linux-musl makes
#                              a static binary, which starts much sooner
#   TMPDIR=DIR                 where the files are written; a disk, not a tmpfs, so that syncing counts
set -euo pipefail
export LC_ALL=C

rounds=${1:-200}
cd "$(dirname "$0")/.."
. benches/pairs.sh
need cc gcc minisign minisign age-keygen age ssh-keygen openssh-client
collab=$(binary)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc -O2 -o "$work/floor" benches/floor.c
cc -O2 -static -xc -o "$work/nothing" - <<< 'int main(void) { return 0; }'

unset COLLAB_BACKUP_CODE COLLAB_ACCOUNT
export COLLAB_KEYSTORE=$work/keystore/keystore.json
mkdir -m 700 "$work"/{keystore,other,one,many}
"$collab" init --quiet --no-input --keystore "$work/one/keystore.json" > /dev/null
"$collab" print --quiet --keystore "$work/one/keystore.json" > "$work/code"
cargo bench --quiet -p collab-lab --bench keystore -- write "$work/many/keystore.json" 10000

nothing() { "$work/nothing"; }
collab_version() { "$collab" --version; }
minisign_version() { minisign -v; }
collab_init() { "$collab" init --no-input; }
age_keygen() { age-keygen -o "$work/other/key"; }
ssh_keygen() { ssh-keygen -q -t ed25519 -N "" -f "$work/other/key"; }
minisign_generate() { minisign -G -W -p "$work/other/public" -s "$work/other/secret"; }
collab_restore() { "$collab" restore < "$work/code"; }
restore_floor() { "$work/floor" "$work/other/file" < "$work/code"; }
whoami_of_many() { "$collab" whoami --keystore "$work/many/keystore.json"; }
whoami_of_one() { "$collab" whoami --keystore "$work/one/keystore.json"; }

# As for the first time.
before() { rm -f "$work"/{keystore,other}/*; }

heading "each, files on $(df --output=fstype "$work" | tail -1)"
pair nothing nothing "-"
pair collab_version minisign_version "<= 1.1"
pair collab_init age_keygen "<= 1"
pair collab_init minisign_generate "-"
pair collab_init ssh_keygen "-"
pair collab_restore restore_floor "<= 1.5"
pair whoami_of_many whoami_of_one "-"
echo "the binary: $(stat -c %s "$collab" | awk '{ print $1 / 1e6 }') MB"
