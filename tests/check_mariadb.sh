#!/usr/bin/env bash
# check_mariadb.sh PATRON_SO: check_storefront.sh against a MariaDB server of its own, which lives in a temporary directory,
# listens on a socket there and nowhere else, and is gone afterwards. No other server on this machine is touched.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
directory=$(mktemp -d)
server=
stop() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$directory"
}
trap stop EXIT
trap 'exit 130' INT TERM
user=$(id -un)
mariadb-install-db --no-defaults --datadir="$directory/data" --auth-root-authentication-method=normal --skip-test-db \
    --user="$user" > "$directory/install.log" 2>&1 || { cat "$directory/install.log"; exit 1; }
mariadbd --no-defaults --datadir="$directory/data" --socket="$directory/socket" --pid-file="$directory/pid" \
    --skip-networking --user="$user" --innodb-flush-log-at-trx-commit=0 > "$directory/log" 2>&1 &
server=$!
export PATRON_DSN="mysql:unix_socket=$directory/socket;charset=utf8mb4" PATRON_DB_USER=root
for ((try = 0; ; try++)); do
    if version=$(php -r 'echo (new PDO(getenv("PATRON_DSN"), "root"))->query("SELECT VERSION()")->fetchColumn();' 2>/dev/null); then break; fi
    if [ "$try" -ge 150 ] || ! kill -0 "$server" 2>/dev/null; then
        cat "$directory/log"
        exit 1
    fi
    sleep 0.2
done
echo "MariaDB $version"
"$here/check_storefront.sh" "$1"
