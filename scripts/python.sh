#!/bin/bash
# Prints the first Python that runs and is new enough; says what to install where there is none.
for candidate in "${PYTHON:-}" python3.11 python3 python3.12 python3.13; do
  [ -n "$candidate" ] || continue
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    command -v "$candidate"
    exit 0
  fi
done
echo "Python 3.11 or newer is needed and none was found. On Debian: apt-get install python3.11 python3.11-venv" >&2
exit 1
