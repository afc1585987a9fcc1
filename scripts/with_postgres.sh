#!/usr/bin/env bash
# Runs a command with DATABASE_URL pointing at a throw-away PostgreSQL cluster, and removes the cluster afterwards.
# Usage: scripts/with_postgres.sh COMMAND [ARGUMENT ...]
# Where PostgreSQL's server is not installed it says so and leaves with 0: SQLite alone is a complete installation.
set -euo pipefail

[ $# -gt 0 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }

bin=""
for place in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr) $(command -v initdb >/dev/null && dirname "$(readlink -f "$(command -v initdb)")"); do
  if [ -x "$place/initdb" ] && [ -x "$place/pg_ctl" ]; then bin=$place; break; fi
done
if [ -z "$bin" ]; then
  echo "Skipped: no PostgreSQL server here (on Debian: apt install postgresql)."
  exit 0
fi

# initdb and postgres refuse to run as root: then they run as an unprivileged user.
as=()
user=$(id -un)
if [ "$(id -u)" = 0 ]; then
  user=postgres
  getent passwd postgres >/dev/null || user=nobody
  as=(runuser -u "$user" --)
fi

home=$(mktemp -d "${TMPDIR:-/tmp}/minqing-pg.XXXXXX")
[ "$(id -u)" = 0 ] && chown "$user" "$home"
cleanup() {
  "${as[@]}" "$bin/pg_ctl" -D "$home/data" -m immediate -s stop >/dev/null 2>&1 || true
  rm -rf "$home"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

cd "$(dirname "$0")/.."
(
  cd "$home"
  # Collation C: codes are compared by bytes, as places are found by a range of codes.
  "${as[@]}" "$bin/initdb" -D "$home/data" -U minqing --auth=trust --encoding=UTF8 --locale=C --no-sync >"$home.log" 2>&1 ||
    { cat "$home.log" >&2; exit 1; }
)
rm -f "$home.log"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# Durability is of no use to a cluster that is thrown away, compiling a statement none where every statement is short.
if ! (cd "$home" && "${as[@]}" "$bin/pg_ctl" -D "$home/data" -w -s -t 60 -l "$home/log" start -o \
  "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$home -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=4GB -c jit=off -c max_connections=60"); then
  cat "$home/log" >&2 || true
  exit 1
fi
(cd "$home" && "${as[@]}" "$bin/createdb" -h "$home" -p "$port" -U minqing minqing)

DATABASE_URL="postgres://minqing@127.0.0.1:$port/minqing" "$@"
