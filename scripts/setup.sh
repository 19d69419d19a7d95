#!/bin/bash
# Makes .venv with the locked dependencies and this project in it.
set -eu
cd "$(dirname "$0")/.."
python=$(scripts/python.sh)
if [ ! -x .venv/bin/pip ]; then
  # Debian ships venv without what it needs to bring pip along.
  if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    scripts/apt.sh "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
  fi
  echo "making .venv with $("$python" --version)"
  "$python" -m venv .venv
fi
echo "installing the locked dependencies (about a minute the first time)"
pip="env PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/python -m pip install -qq --no-input"
# The lock names every package, so nothing is left to resolve: without --no-deps an old pip asks the index for
# coverage[toml] anew and refuses the lock on the day a newer release appears.
$pip --require-hashes --no-deps -r requirements-dev.lock
$pip --no-deps --no-build-isolation -e .
