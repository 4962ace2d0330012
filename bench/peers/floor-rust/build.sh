#!/usr/bin/env bash
# Builds this peer into target/bench/floor-rust.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
export CARGO_TARGET_DIR="$PWD/target/bench/floor-rust-target" ENTRY=bench/peers/floor-rust/entry.js
tools/build.sh target/bench/floor-rust --manifest-path bench/peers/floor-rust/Cargo.toml
