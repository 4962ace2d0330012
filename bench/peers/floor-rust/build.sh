#!/usr/bin/env bash
# Builds this peer into target/bench/floor-rust.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../../tests/support/env.sh"
cd "$root/bench/peers/floor-rust"
export CARGO_TARGET_DIR="$root/target/bench/floor-rust-target"
worker-build --release --out-dir ../../../target/bench/floor-rust --locked
