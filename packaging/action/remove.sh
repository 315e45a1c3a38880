#!/bin/sh
# Takes the account away when the job ends. Its backup code brings it back.
set -eu

folder=${STATE_folder:-}
[ -n "$folder" ] || exit 0
if command -v git >/dev/null && git rev-parse --git-dir >/dev/null 2>&1; then
  COLLAB_KEYSTORE=$folder/keystore.json collab git unset --quiet
fi
rm -rf "$folder"
echo 'The account is no longer on this runner.'
