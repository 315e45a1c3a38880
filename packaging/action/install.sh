#!/bin/sh
# Installs a release of collab, whose archive has to have the checksum that is given, for this step and the
# later ones. Prints the folder that the program is in.
set -eu

fail() { echo "error: $1" >&2; exit 1; }
version=${INPUT_VERSION:-}
sha256=${INPUT_SHA256:-}
case $version in
  '' | *[!0-9A-Za-z.-]*) fail 'the input version has to be the version of a release, for example 0.1.0' ;;
esac
case $sha256 in *[!0-9a-f]*) sha256= ;; esac
[ ${#sha256} -eq 64 ] ||
  fail 'the input sha256 has to be the checksum of the archive, 64 hexadecimal digits from SHA256SUMS of the release'
# A checkout of collab says where its releases are. A copy of this folder is told.
manifest=$(dirname "$0")/../../Cargo.toml
repository=${INPUT_REPOSITORY:-}
if [ -z "$repository" ]; then
  [ -e "$manifest" ] ||
    fail 'the input repository has to be the address of collab'"'"'s repository, https://…: outside of a checkout of collab, only you can say it'
  repository=$(sed -n 's/^repository = "\(https:.*\)"$/\1/p' "$manifest")
  [ -n "$repository" ] ||
    fail 'there is no release to install yet: repository in Cargo.toml is not set. Install collab in a step before this one, and leave the inputs version and sha256 out'
fi
case $repository in
  https://?*) ;;
  *) fail 'the input repository has to be an address that begins with https://' ;;
esac
case $(uname -s)-$(uname -m) in
  Linux-x86_64) target=x86_64-unknown-linux-musl ;;
  Linux-aarch64) target=aarch64-unknown-linux-musl ;;
  *) fail 'releases have programs for Linux on x86_64 and aarch64 alone: install collab in a step before this one' ;;
esac

name=collab-$version-$target
folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/collab.XXXXXXXX")
curl --proto '=https' --fail --silent --show-error --location \
  --output "$folder/$name.tar.gz" "$repository/releases/download/v$version/$name.tar.gz" >&2 ||
  fail "$name.tar.gz can't be downloaded"
echo "$sha256  $folder/$name.tar.gz" | sha256sum -c --status ||
  fail "$name.tar.gz has another checksum than the input sha256. It is not installed"
tar -xzf "$folder/$name.tar.gz" -C "$folder"
echo "$folder/$name" >>"$GITHUB_PATH"
echo "$folder/$name"
