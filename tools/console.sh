#!/usr/bin/env bash
# Builds the console: console/ becomes the static files of build-console/, with the types of its API made anew.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools/setup.sh packages
export PATH="$PWD/node_modules/.bin:$PATH"
echo 'build-console: the console: seconds'
node console/tools/types.mjs
(cd console && vite build --logLevel warn)
echo "build-console: ready, $(cat build-console/assets/*.js | gzip -9 | wc -c | awk '{printf "%d", $1 / 1024}') KB of script compressed"
