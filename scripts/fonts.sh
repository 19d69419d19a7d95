#!/bin/bash
# Official documents as PDF need Chinese fonts: Song, Hei and Kai.
set -eu
missing=""
if ! command -v fc-list >/dev/null; then
  missing="fontconfig fonts-noto-cjk fonts-arphic-ukai"
else
  [ -n "$(fc-list 'Noto Serif CJK SC' family)" ] || missing="fonts-noto-cjk"
  [ -n "$(fc-list 'AR PL UKai CN' family)$(fc-list KaiTi family)" ] || missing="$missing fonts-arphic-ukai"
fi
[ -z "$missing" ] || "$(dirname "$0")/apt.sh" $missing
