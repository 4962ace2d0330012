#!/usr/bin/env bash
# Installs what a clone needs beyond Rust, Node and npm, from package registries alone: `setup.sh [target|wasi|packages|bindings|browser]…`, all but
# wasi and the browser by default.
# Quick when it is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'setup: %s\n' "$*"; }
stop() { printf 'setup: %s\n' "$*" >&2; exit 1; }

need() {
  command -v "$1" >/dev/null || stop "$1 was not found. $2"
}

# The Rust target of the Worker, and that of the npm package's records commands.
target() { rust_target wasm32-unknown-unknown; }
wasi() { rust_target wasm32-wasip1; }

rust_target() {
  local target=$1
  need cargo 'Install Rust with rustup (https://rustup.rs), then run this again.'
  [ -d "$(rustc --print target-libdir --target "$target")" ] && return
  need rustup "Rust has no $target target here, and rustup is what adds it: install Rust from https://rustup.rs, or add the target with your package manager."
  say "adding the Rust target $target, 10 s"
  rustup target add "$target" || stop "rustup could not add the target $target; its message is above."
}

# The npm packages. npm runs on the machine's own Node: the one under node_modules is about to be replaced.
packages() {
  local installed=node_modules/.installed-package-lock.json
  need node 'Install Node.js 20 or newer (https://nodejs.org), then run this again.'
  need npm 'It comes with Node.js (https://nodejs.org): install that, then run this again.'
  cmp -s package-lock.json "$installed" && return
  say 'installing the npm packages, half a minute'
  PATH="${PATH//$PWD\/node_modules\/.bin:/}" npm ci --loglevel=error || stop 'npm could not install the packages of package-lock.json; its message is above.'
  cp package-lock.json "$installed"
}

# wasm-bindgen's side of the build, of the version that Cargo.lock has of its library.
bindings() {
  local library tool
  library=$(locked_version wasm-bindgen Cargo.lock)
  tool=$(locked_version wasm-bindgen-cli-support tools/bindings/Cargo.lock)
  [ "$library" = "$tool" ] || stop "Cargo.lock has wasm-bindgen $library and tools/bindings has $tool: write =$library into tools/bindings/Cargo.toml, and run: cargo update --manifest-path tools/bindings/Cargo.toml"
  [ -d .tools/bindings ] || say 'compiling tools/bindings (once, a minute)'
  cargo build --release --quiet --locked --manifest-path tools/bindings/Cargo.toml --target-dir .tools/bindings \
    || stop 'cargo could not compile tools/bindings; its message is above.'
}

# Chromium for the tests of pages, from the machine's own packages (Debian's) where this may install them. Where it may not, those tests fail, and say
# the same as this.
browser() {
  local name as=()
  for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome-stable google-chrome; do
    if command -v "$name" > /dev/null; then return; fi
  done
  [ "$(id -u)" = 0 ] || as=(sudo -n)
  if ! command -v apt-get > /dev/null || ! "${as[@]}" true 2> /dev/null; then
    say 'there is no Chromium, and this may not install one, so the tests of pages will fail: install it (apt-get install chromium, or your way), or name it with CHROMIUM=/path' >&2
    return
  fi
  say 'installing Chromium for the tests of pages, a minute'
  { "${as[@]}" apt-get update -qq && "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } > /dev/null \
    || say 'apt-get could not install chromium; its message is above. The tests of pages will fail until there is one, or CHROMIUM=/path names one' >&2
}

locked_version() {
  [ -f "$2" ] || stop "$2 is missing. Restore it with: git checkout $2"
  awk -v name="name = \"$1\"" '$0 == name { getline; gsub(/[^0-9.]/, ""); print; exit }' "$2"
}

[ $# -gt 0 ] || set -- target packages bindings
for part; do
  case "$part" in
    target | wasi | packages | bindings | browser) "$part" ;;
    *) stop "there is no part $part; the parts are target, wasi, packages, bindings and browser." ;;
  esac
done
