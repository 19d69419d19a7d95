#!/bin/bash
# Runs a command under a name: one line where it passes, all it said where it does not.
name=$1
shift
start=$(date +%s)
if said=$("$@" 2>&1); then
  printf '%-8s ok  %s s\n' "$name" "$(($(date +%s) - start))"
else
  status=$?
  printf '%s\n%-8s FAILED: %s\n' "$said" "$name" "$*" >&2
  exit "$status"
fi
