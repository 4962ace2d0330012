#!/usr/bin/env bash
# A Fairlead with N times Intercom's tools more: `build.sh 1|10|50` writes target/bench/grow-N/{records,build}.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

case "${1:-}" in
  1 | 10 | 50) folder="target/bench/grow-$1" ;;
  *) echo 'usage: build.sh 1|10|50' >&2; exit 2 ;;
esac

node bench/grow/records.mjs "$1" "$folder/records"
# A target of its own, so that the build that ships is not made anew.
export CARGO_TARGET_DIR="$PWD/target/bench/grow-target" FAIRLEAD_RECORDS="$folder/records"
tools/build.sh "$folder/build"
