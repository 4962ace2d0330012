#!/usr/bin/env bash
# Compiles the commands of the crate `records` for WASI: `records.sh <file>` writes the module, which Node runs without Rust.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

tools/setup.sh wasi packages
export PATH="$PWD/node_modules/.bin:$PATH"
echo 'package: the records commands, two minutes the first time'
module=$(
  RUSTFLAGS="--remap-path-prefix=${CARGO_HOME:-${HOME:-}/.cargo}=cargo" \
    cargo build --release --locked --package records --bin records --target wasm32-wasip1 --message-format json-render-diagnostics \
    | sed -n 's/.*"\([^"]*\.wasm\)".*/\1/p'
)
# It is downloaded more often than it is run. Features one by one, as in tools/build.sh.
wasm-opt "$module" -o "$1" -Oz --strip-debug --strip-producers \
  --enable-mutable-globals --enable-sign-ext --enable-nontrapping-float-to-int --enable-bulk-memory --enable-multivalue --enable-reference-types
