#!/usr/bin/env bash
# Builds the Worker: `build.sh build` as it ships, `build.sh build-test` with the fixture integrations of tests/integrations.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$root"

case "${1:-}" in
  build) set -- build ;;
  build-test) set -- build-test --features test-integrations ;;
  *) echo 'usage: build.sh build|build-test' >&2; exit 2 ;;
esac

folder=$1
shift
worker-build --release --out-dir "$folder" --locked "$@"
cp src/edge/entry.js "$folder"
