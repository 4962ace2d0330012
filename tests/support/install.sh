#!/usr/bin/env bash
# Installs what a clone needs beyond Rust, Node and npm, from package registries alone. Quick when all of it is there.
set -euo pipefail
system_path="$PATH"
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$root"

# The newest worker-build that agrees with the `worker` crate in Cargo.toml: it refuses any other minor version.
worker_build=0.8.7

say() { printf 'setup: %s\n' "$*"; }
stop() { printf 'setup: %s\n' "$*" >&2; exit 1; }

need() {
  command -v "$1" >/dev/null || stop "$1 was not found. $2"
}

need cargo 'Install Rust with rustup (https://rustup.rs), then run this again.'
need node 'Install Node.js 20 or newer (https://nodejs.org), then run this again.'
need npm 'It comes with Node.js (https://nodejs.org): install that, then run this again.'

wasm_target() {
  local target=wasm32-unknown-unknown
  [ -d "$(rustc --print target-libdir --target "$target")" ] && return
  need rustup "Rust has no $target target here, and rustup is what adds it: install Rust from https://rustup.rs, or add the target with your package manager."
  say "adding the Rust target $target"
  rustup target add "$target" || stop "rustup could not add the target $target; its message is above."
}

# wasm-bindgen's command and library must be the same version to the last digit.
locked_wasm_bindgen() {
  [ -f Cargo.lock ] || stop 'Cargo.lock is missing. Restore it with: git checkout Cargo.lock'
  awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print; exit }' Cargo.lock
}

# Installs a cargo package unless its command already answers with the wanted version.
cargo_tool() {
  local package=$1 command=$2 version=$3
  [ "$("$command" --version 2>/dev/null | awk '{ print $NF }')" = "$version" ] && return
  say "building $package $version (once, some minutes)"
  cargo install --quiet --locked --force --root .tools "$package@$version" \
    || stop "cargo could not install $package $version; its message is above."
}

# npm runs on the machine's own Node: the one under node_modules is about to be replaced.
npm_packages() {
  local installed=node_modules/.installed-package-lock.json
  cmp -s package-lock.json "$installed" && return
  say 'installing npm packages'
  PATH="$system_path" npm ci --loglevel=error || stop 'npm could not install the packages of package-lock.json; its message is above.'
  cp package-lock.json "$installed"
}

wasm_target
cargo_tool worker-build worker-build "$worker_build"
cargo_tool wasm-bindgen-cli wasm-bindgen "$(locked_wasm_bindgen)"
npm_packages
