#!/usr/bin/env bash
# Does what the README says, in a fresh clone in an empty folder: every block of `sh` in it, in its order, and
# `make down` at the end. Not part of `make test`: it takes the usual ports and downloads everything.
set -euo pipefail
here="$(cd "$(dirname "$0")/.." && pwd)"
clone="$(mktemp -d)/bloom-sync"
git clone -q "$here" "$clone"
cd "$clone"
trap 'make -s down; rm -rf "$(dirname "$clone")"' EXIT
# Blocks may be indented, inside a list.
awk '/^ *```sh$/ { on = 1; next } /^ *```$/ { on = 0 } on { sub(/^   /, ""); print }' README.md > .readme-blocks.sh
set -x
bash -euo pipefail .readme-blocks.sh
