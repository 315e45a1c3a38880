#!/bin/sh
# Makes the texts in tests/reading/ocr anew: tests/reading/ocr.sh COLLAB
#
# Two sheets are made as PDF by the program COLLAB, rendered at 100 to 300 dots an inch, one of them
# turned and the other turned and blurred, and read by tesseract in four of its layouts. Every text
# is kept as it comes.
set -eu
collab=$(realpath "$1")
texts=$(realpath "$(dirname "$0")/ocr")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export OMP_THREAD_LIMIT=1

sheet() {
  echo "$2" | "$collab" -q --keystore "keystore$1" restore "n$1" >identity
  "$collab" -q --keystore "keystore$1" print --sheet "code$1.pdf" --page a4
  for dots in 100 150 200 300; do
    pdftoppm -gray -r "$dots" -singlefile "code$1.pdf" "code$1-${dots}dpi"
  done
}

read_as() {
  name=$1 dots=$2
  shift 2
  for layout; do
    tesseract "$name.pgm" "$texts/$name-psm$layout" --dpi "$dots" --psm "$layout" -l eng
  done
}

sheet 1 77435073529418934422542544218641957756049439758847346331182689435145632692588077
sheet 2 87403059853768546803954854148641321654985545829145894237995852775258492301948266
convert code1-200dpi.pgm -background white -rotate 1.5 code1-rotated.pgm
convert code2-200dpi.pgm -background white -rotate -1 -blur 0x1.5 code2-rotated-blurred.pgm

rm -f "$texts"/*.txt
read_as code1-100dpi 100 4 6
read_as code1-150dpi 150 3 11
read_as code1-200dpi 200 4 6
read_as code1-300dpi 300 4 6
read_as code1-rotated 200 3 4 6 11
read_as code2-100dpi 100 3 11
read_as code2-150dpi 150 4 6
read_as code2-200dpi 200 3 11
read_as code2-300dpi 300 3 11
read_as code2-rotated-blurred 200 3 4 6 11
