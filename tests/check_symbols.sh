#!/usr/bin/env bash
# Symbols exported = declared in the headers = listed in lib/patron.map = named by the tests; the oldest headers' are still
# there; nothing in lib/ is outside the pt_ names; the library does no I/O and reads no clock, locale or environment.
#   tests/check_symbols.sh BUILD
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0

same() { diff -u --label "$1" --label "$2" "$scratch/$1" "$scratch/$2" || status=1; }

python3 tools/headers.py functions > "$scratch/declared"
nm -D --defined-only "$build/libpatron.so.0" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort > "$scratch/exported"
sed -n '/global:/,/local:/p' lib/patron.map | grep -o 'patron_[a-z0-9_]*' | sort > "$scratch/mapped"
same declared exported
same declared mapped

while read -r name; do
    grep -qrw --include='*.c' --include='*.h' --exclude-dir=abi "$name" tests || { echo "$name: no test names it"; status=1; }
done < "$scratch/declared"

if [ -d tests/abi/oldest ]; then
    python3 tools/headers.py functions tests/abi/oldest > "$scratch/oldest"
    comm -23 "$scratch/oldest" "$scratch/exported" > "$scratch/lost"
    [ ! -s "$scratch/lost" ] || { echo "gone since the oldest headers:"; cat "$scratch/lost"; status=1; }
fi

# The static library's names, so that it can be linked into anything.
nm -g --defined-only "$build/libpatron.a" 2>/dev/null | awk 'NF == 3 { print $3 }' | grep -vE '^(patron|pt)_' > "$scratch/loose" || true
[ ! -s "$scratch/loose" ] || { echo "names without a prefix:"; cat "$scratch/loose"; status=1; }

# What the library takes from outside: memory, strings, mathematics and threads, and snprintf for messages.
nm -D --undefined-only "$build/libpatron.so.0" | awk '{ sub(/@.*/, "", $2); print $2 }' |
    grep -E '^(fopen|open|read|write|puts|printf|fprintf|getenv|secure_getenv|setlocale|localeconv|time|clock|clock_gettime|gettimeofday|localtime|gmtime|mktime|rand|srand|random|getrandom|exit|abort|signal|system)' \
    > "$scratch/outside" || true
[ ! -s "$scratch/outside" ] || { echo "the library uses:"; cat "$scratch/outside"; status=1; }

# No writable globals: nothing of ours is in .data or .bss (what is only relocated, .data.rel.ro, is not writable).
nm --format=sysv "$build/libpatron.a" 2>/dev/null |
    awk -F'|' '{ gsub(/ /, "", $7) } $7 ~ /^\.t?(data|bss)(\.|$)/ && $7 !~ /rel\.ro/ { print $1 }' > "$scratch/writable"
[ ! -s "$scratch/writable" ] || { echo "writable globals:"; cat "$scratch/writable"; status=1; }

echo "$(wc -l < "$scratch/declared") functions declared, $(wc -l < "$scratch/exported") exported"
exit $status
