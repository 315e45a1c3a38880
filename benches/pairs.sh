# For the benches beside other programs, which source it: two commands take turns in one run, so that
# whatever else the machine does falls on both. What counts is the ratio of their medians. The aims
# are aims: nothing fails because one is missed.
#
# The bench sets `rounds` and `work`, an own folder. It may define `before COMMAND` and
# `after COMMAND`, which are not timed.

before() { :; }
after() { :; }

# need PROGRAM PACKAGE ...
need() {
    while (($#)); do
        if ! command -v "$1" > /dev/null; then
            echo "$1 is needed (Debian: $2)" >&2
            exit 1
        fi
        shift 2
    done
}

# The binary to measure: $COLLAB, or the one that is built here for $CARGO_BUILD_TARGET, if that is set.
binary() {
    if [[ -z ${COLLAB:-} ]]; then
        cargo build --release --quiet
        COLLAB=${CARGO_TARGET_DIR:-$PWD/target}/${CARGO_BUILD_TARGET:+$CARGO_BUILD_TARGET/}release/collab
    fi
    echo "$COLLAB"
}

# The time of the processors that the children of this shell took, in ticks of 10 ms.
ticks() {
    local fields
    read -ra fields < /proc/$$/stat
    ticks=$((fields[15] + fields[16]))
}

# run_once COMMAND FILE: notes the microseconds by the clock, and the milliseconds of the processors.
run_once() {
    local ticks began ended spent
    before "$1"
    ticks
    spent=$ticks
    began=${EPOCHREALTIME/./}
    "$1" > /dev/null 2>&1
    ended=${EPOCHREALTIME/./}
    ticks
    echo "$((ended - began)) $(((ticks - spent) * 10))" >> "$2"
    after "$1"
}

# median COLUMN FILE
median() { cut -d ' ' -f "$1" "$2" | sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

# pair COMMAND NEIGHBOUR AIM: runs the two in turns, and prints their medians and the ratio; of what
# takes long, the time of the processors, too, which tells how much of it was shared.
pair() {
    local times round
    times=$(mktemp -d -p "$work")
    for ((round = 0; round < rounds; round++)); do
        # Each goes first as often as the other.
        if ((round % 2)); then
            run_once "$1" "$times/ours"
            run_once "$2" "$times/theirs"
        else
            run_once "$2" "$times/theirs"
            run_once "$1" "$times/ours"
        fi
    done
    awk -v ours="$(median 1 "$times/ours")" -v theirs="$(median 1 "$times/theirs")" \
        -v our_cpu="$(median 2 "$times/ours")" -v their_cpu="$(median 2 "$times/theirs")" \
        -v us="${1//_/ }" -v them="${2//_/ }" -v aim="$3" '
        function processors(ms) { return ms < 100 ? "" : "(" ms ")" }
        BEGIN {
            printf "%-18s %9.2f ms %7s   %-18s %9.2f ms %7s   %6.2f   %s\n",
                us, ours / 1000, processors(our_cpu), them, theirs / 1000, processors(their_cpu),
                ours / theirs, aim
        }'
}

# heading WHAT: what is measured, and the head of the table.
heading() {
    echo
    echo "$rounds rounds of $1, medians by the clock (and of the processors); $(nproc) cores"
    printf '%-18s %12s %7s   %-18s %12s %7s   %6s   %s\n' \
        process median "" beside median "" ratio aim
}

# memory WHAT COMMAND: the most memory that the command needs, where time(1) is installed.
memory() {
    if [[ -x /usr/bin/time ]]; then
        /usr/bin/time -f %M -o "$work/memory" "${@:2}"
        awk -v what="$1" '{ printf "%s: at most %.1f MB of memory\n", what, $1 / 1024 }' "$work/memory"
    fi
}
