#!/usr/bin/env bash
# check_storefront.sh PATRON_SO: the example shop, driven through HTTP. With SQLite, or with the server that PATRON_DSN
# names (databases storefront_test_… are made and dropped there). Builds nothing: the orders come from patron-generate,
# found in $PATRON_GENERATE or in a build directory.
set -euo pipefail
extension=$(realpath "$1")
cd "$(dirname "$0")/.."
generate=${PATRON_GENERATE:-}
for built in build/gcc build/release; do
    if [ -z "$generate" ] && [ -x "$built/examples/patron-generate" ]; then generate=$built/examples/patron-generate; fi
done
[ -n "$generate" ] || { echo "patron-generate is not built"; exit 1; }
orders=$(mktemp)
trap 'rm -f "$orders"' EXIT
"$generate" --customers 400 --seed 3 > "$orders"
for file in $(git ls-files 'examples/storefront/*.php'); do php -l "$file" > /dev/null; done
STOREFRONT_EXTENSION=$extension STOREFRONT_ORDERS=$orders php -d extension="$extension" examples/storefront/tests/run.php
