#!/usr/bin/env bash
# Every numbered example prints what stands beside it.
#   tests/check_examples.sh BUILD
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1
status=0 count=0
for source in examples/[0-9]*.c; do
    name=$(basename "$source" .c)
    valgrind -q --leak-check=full --error-exitcode=99 "$build/examples/$name" |
        diff -u --label "$name.expected" --label "it prints" "examples/$name.expected" - || { echo "$name differs"; status=1; }
    count=$((count + 1))
done
[ "$count" -gt 0 ] || status=1
echo "$count examples"
exit $status
