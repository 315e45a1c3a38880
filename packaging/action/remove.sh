#!/bin/sh
# Takes the account away when the job ends. Its backup code brings it back.
set -eu

folder=${STATE_folder:-}
[ -n "$folder" ] || exit 0
if command -v git >/dev/null && git rev-parse --git-dir >/dev/null 2>&1; then
  COLLAB_KEYSTORE=$folder/keystore.json collab git unset --quiet
fi
# The keystore is missing if the account was never brought back.
[ ! -e "$folder/keystore.json" ] || echo 'The account is no longer on this runner.'
rm -rf "$folder"
