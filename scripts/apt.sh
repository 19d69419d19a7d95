#!/bin/bash
# Installs Debian packages where that is allowed without asking; otherwise says how and fails.
set -eu
if [ "$(id -u)" = 0 ]; then
  as_root=""
elif sudo -n true 2>/dev/null; then
  as_root="sudo -n"
else
  echo "Missing: $*. Please run: sudo apt-get install $*" >&2
  exit 1
fi
if ! command -v apt-get >/dev/null; then
  echo "Missing: $*. Please install them with this system's package manager." >&2
  exit 1
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "installing $* (Debian packages)"
if ! { $as_root apt-get update && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y --no-install-recommends "$@"; } >"$log" 2>&1; then
  tail -20 "$log" >&2
  exit 1
fi
