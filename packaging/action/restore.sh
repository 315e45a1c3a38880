#!/bin/sh
# Brings the account back from the backup code on standard input, into a keystore that only this job
# has. The keystore holds the keys of the account, and not the code.
set -eu

if [ -z "${INPUT_EXPECT:-}" ]; then
  echo 'error: the input expect is empty, and has to name the identity of the account' >&2
  echo 'hint: write the line that `collab whoami` prints below `with:` in the job: expect: did:key:z6Mk…' >&2
  exit 1
fi
case $INPUT_EXPECT in
  did:key:z6Mk?*) ;;
  *) INPUT_EXPECT= ;;
esac
if [ ${#INPUT_EXPECT} -ne 56 ]; then
  echo 'error: the input expect has to be a whole identity, did:key:z6Mk… with 56 characters' >&2
  exit 1
fi
# It gets neither the code, which is on standard input, nor a way to it.
if [ -n "${INPUT_VERSION:-}${INPUT_SHA256:-}" ]; then
  installed=$(sh "$(dirname "$0")/install.sh" </dev/null)
  PATH=$installed:$PATH
fi
if ! command -v collab >/dev/null; then
  echo 'error: collab is not on the PATH: name a release with the inputs version and sha256, or install it in a step before this one' >&2
  exit 1
fi
code=$(cat)

# A runner masks the secret only as it was written. These are the other ways of writing it.
unlabeled=$(printf '%s\n' "$code" | sed 's/^[^0-9]*[0-9]\{1,2\}\(-[0-9]\{1,2\}\)\{0,1\}[:.)]//')
digits=$(printf '%s' "$unlabeled" | tr -cd 0-9)
if [ ${#digits} -eq 80 ]; then
  boxes=$(printf '%s\n' "$digits" | sed 's/...../& /g; s/ $//')
  echo "::add-mask::$digits"
  echo "::add-mask::$boxes"
  printf '%s\n' "$boxes" | tr ' ' '\n' | paste -d ' ' - - - - | sed 's/^/::add-mask::/'
else
  # There is more in the secret than the code, so each group of digits is masked by itself.
  printf '%s\n' "$code" | grep -o '[0-9]\{4,\}' | sed 's/^/::add-mask::/' || true
fi

# In memory where that is possible. A folder of the job's own, as others can write the one it is in.
for place in /dev/shm "${RUNNER_TEMP:-/tmp}"; do
  folder=$(mktemp -d "$place/collab.XXXXXXXX" 2>/dev/null) && break
done
keystore=${folder:?no folder for the keystore can be made}/keystore.json
# First of all, so that the folder goes away whatever comes.
echo "folder=$folder" >>"$GITHUB_STATE"

printf '%s\n' "$code" |
  COLLAB_KEYSTORE=$keystore collab restore release --no-input --expect "$INPUT_EXPECT" --forget-code \
    >"$folder/identity"
echo "identity=$(cat "$folder/identity")" >>"$GITHUB_OUTPUT"
echo "COLLAB_KEYSTORE=$keystore" >>"$GITHUB_ENV"
