#!/bin/bash
# Fetches the front-end libraries by their lock file and lays the few files that pages load into static/vendor.
set -eu
cd "$(dirname "$0")/.."
vendor=src/jiheng_web/static/vendor
wanted=$(cat package-lock.json scripts/front_end.sh | sha256sum | cut -d' ' -f1)
[ "$(cat "$vendor/.laid" 2>/dev/null)" != "$wanted" ] || exit 0
# Debian recommends hundreds of packages beside npm; apt.sh leaves them out.
command -v npm >/dev/null || scripts/apt.sh nodejs npm
echo "fetching the front-end libraries"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >"$log" 2>&1; then
  cat "$log" >&2
  echo "The front-end libraries did not come. Without a way to the npm registry, copy $vendor" >&2
  echo "from a machine that has one; this does nothing more then." >&2
  exit 1
fi
rm -rf "$vendor"
mkdir -p "$vendor/licences"
cp node_modules/htmx.org/dist/htmx.min.js "$vendor/htmx.js"
cp node_modules/@alpinejs/csp/dist/cdn.min.js "$vendor/alpine.js"
cp node_modules/echarts/dist/echarts.min.js "$vendor/echarts.js"
cp node_modules/htmx.org/LICENSE "$vendor/licences/htmx.txt"
# Alpine's package carries no text of its licence (MIT), only its name; the part of Vue inside it does.
cp node_modules/@alpinejs/csp/package.json "$vendor/licences/alpine.json"
cp node_modules/@vue/reactivity/LICENSE "$vendor/licences/vue-reactivity.txt"
cp node_modules/echarts/LICENSE "$vendor/licences/echarts.txt"
cp node_modules/echarts/NOTICE "$vendor/licences/echarts-notice.txt"
cp node_modules/echarts/licenses/LICENSE-d3 "$vendor/licences/d3.txt"
cp node_modules/zrender/LICENSE "$vendor/licences/zrender.txt"
cp node_modules/tslib/LICENSE.txt "$vendor/licences/tslib.txt"
echo "$wanted" >"$vendor/.laid"
