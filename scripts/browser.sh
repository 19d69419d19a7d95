#!/bin/bash
# The page tests look at the HTML in a real browser with Chinese letters.
set -eu
missing=""
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
  || missing="chromium"
if ! command -v fc-list >/dev/null; then
  missing="$missing fontconfig fonts-noto-cjk"
elif [ -z "$(fc-list :lang=zh-cn family)" ]; then
  missing="$missing fonts-noto-cjk"
fi
[ -z "$missing" ] || "$(dirname "$0")/apt.sh" $missing
