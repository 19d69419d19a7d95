#!/bin/bash
# Runs a command with DATABASE_URL naming a PostgreSQL of its own: a new cluster in a temporary folder, on a
# private socket, gone afterwards. No service of the machine is used or touched.
#   scripts/with_postgresql.sh python -m pytest tests/web
set -eu
cd "$(dirname "$0")/.."

programs() { # where PostgreSQL's own programs lie: Debian keeps them out of the path
  for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
    [ -x "$folder/initdb" ] && { echo "$folder"; return; }
  done
  command -v initdb >/dev/null && dirname "$(command -v initdb)"
}

bin=$(programs || true)
if [ -z "$bin" ]; then
  scripts/apt.sh postgresql
  bin=$(programs)
fi

# PostgreSQL refuses to run as root; Debian's package brings a user for it.
as=""
folder=$(mktemp -d "${TMPDIR:-/tmp}/jiheng-postgresql-XXXXXX")
if [ "$(id -u)" = 0 ]; then
  as="runuser -u postgres --"
  chown postgres "$folder"
fi
chmod 755 "$folder"
trap '$as "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT

(cd "$folder" && $as "$bin/initdb" -D "$folder/data" -U jiheng --auth=trust --encoding=UTF8 --locale=C >/dev/null)
# fsync stays on: what is measured and killed against it must mean something.
(cd "$folder" && $as "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w \
  -o "-c listen_addresses='' -c unix_socket_directories='$folder' -c unix_socket_permissions=0777 -c max_connections=60" \
  start >/dev/null) || { cat "$folder/log" >&2; exit 1; }
DATABASE_URL="postgresql:///postgres?host=$folder&user=jiheng" "$@"
