#!/bin/sh
# Takes the account away when the job ends. Its backup code brings it back.
set -eu

folder=${STATE_folder:-}
[ -n "$folder" ] || exit 0
rm -rf "$folder"
echo 'The account is no longer on this runner.'
