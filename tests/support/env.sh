# Sourced, never run. Where the tools are, and which helpers worker-build takes instead of downloading its own.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
export PATH="$root/node_modules/.bin:$root/.tools/bin:$PATH"

# worker-build looks each of these up on PATH; without them it fetches binaries from a code host.
export WASM_BINDGEN_BIN=wasm-bindgen
export WASM_OPT_BIN=wasm-opt
export ESBUILD_BIN=esbuild
