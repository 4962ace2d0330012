#!/usr/bin/env bash
# Builds a Worker: `build.sh <folder> [options of cargo build]` writes <folder>/entry.js and <folder>/index_bg.wasm.
# ENTRY is the module that it starts at, Fairlead's by default; it finds what Rust exports in ./index.js.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folder=${1:?'usage: build.sh <folder> [options of cargo build]'}
shift
entry=${ENTRY:-src/edge/entry.js}

say() { printf '%s: %s\n' "$folder" "$*"; }

tools/setup.sh target
# Beside the compiler, which leaves a core idle for much of its time. As process groups, so that they end with this.
set -m
nice tools/setup.sh packages < /dev/null & packages=$!
nice tools/setup.sh bindings < /dev/null & bindings=$!
set +m
staging=$(mktemp -d)
trap 'kill -- "-$packages" "-$bindings" 2> /dev/null || :; rm -rf "$staging"' EXIT

# A panic's message names the source that it stands in: whoever gets the module need not learn where this machine keeps that.
flags="${RUSTFLAGS:+$RUSTFLAGS }--remap-path-prefix=${CARGO_HOME:-${HOME:-}/.cargo}=cargo"
say "1 of 3, compiling: two minutes the first time, one after a change. Next: the JavaScript side"
# The futures of js-sys, in place of those of a crate more.
module=$(
  RUSTFLAGS=$flags WASM_BINDGEN_USE_JS_SYS=1 cargo build --release --lib --locked --target wasm32-unknown-unknown --message-format json-render-diagnostics "$@" \
    | sed -n 's/.*"\([^"]*\.wasm\)".*/\1/p'
)

wait "$bindings"
say "2 of 3, the JavaScript side: seconds. Next: wasm-opt"
cargo run --release --quiet --locked --manifest-path tools/bindings/Cargo.toml --target-dir .tools/bindings -- "$module" "$staging"

wait "$packages"
say "3 of 3, wasm-opt: half a minute"
export PATH="$PWD/node_modules/.bin:$PATH"
# Features one by one: what a newer wasm-opt takes for granted, workerd may not know yet. The names of functions are what a panic's stack shows.
wasm-opt "$staging/index_bg.wasm" -o "$staging/optimized.wasm" -O --debuginfo \
  --enable-mutable-globals --enable-sign-ext --enable-nontrapping-float-to-int --enable-bulk-memory --enable-multivalue --enable-reference-types \
  --enable-exception-handling
# Beside what it imports of Rust; the packages stay where they are.
cp -r "$(dirname "$entry")/." "$staging"
NODE_PATH="$PWD/node_modules" esbuild "$staging/entry.js" --bundle --format=esm --minify --log-level=warning --external:./index_bg.wasm '--external:cloudflare:*' --outfile="$staging/bundle.js"

rm -rf "$folder"
mkdir -p "$folder"
mv "$staging/optimized.wasm" "$folder/index_bg.wasm"
# workerd gives a module where the proposal for source phase imports has `import source`.
sed 's/import source /import /' "$staging/bundle.js" > "$folder/entry.js"
say "ready, $(($(wc -c < "$folder/index_bg.wasm") / 1024)) KB of wasm, $(($(gzip -9 < "$folder/index_bg.wasm" | wc -c) / 1024)) KB compressed"
