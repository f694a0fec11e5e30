#!/usr/bin/env bash
# The three checks of the ABI, each blind where the others see, and the proof that each of them can fail.
#   1. libabigail: the library against tests/abi/libpatron.abi, nothing changed and nothing added
#   2. tests/abi/layout.c: every constant, size and offset
#   3. clients compiled against the oldest headers run with the newest library
#   tests/check_abi.sh BUILD
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

if [ "$(uname -m)" != x86_64 ]; then
    echo "SKIP the baseline is of x86_64"
    exit 77
fi

compare() { abidiff --no-added-syms tests/abi/libpatron.abi "$1"; }
layout() { gcc -std=c11 -Wall -Wextra -Werror -I"$1" -fsyntax-only tests/abi/layout.c; }

echo "1. libabigail"
tools/abi-dump . "$scratch" > "$scratch/now.abi"
compare "$scratch/now.abi"

echo "2. layout"
layout include
python3 tools/symbols.py probe > "$scratch/probe.c"
gcc -std=c11 -Iinclude "$scratch/probe.c" -o "$scratch/probe"
"$scratch/probe" > "$scratch/layout.c"
diff -u tests/abi/layout.c "$scratch/layout.c" || { echo "tests/abi/layout.c is not complete"; exit 1; }

echo "3. oldest clients"
clients=0
for source in tests/abi/oldest/examples/*.c; do
    name=$(basename "$source" .c)
    gcc -std=c11 -Itests/abi/oldest/include "$source" -L"$build" -lpatron -o "$scratch/client"
    LD_LIBRARY_PATH="$build" "$scratch/client" > "$scratch/client.out"
    diff -u "${source%.c}.expected" "$scratch/client.out"
    clients=$((clients + 1))
    echo "   $name"
done
[ "$clients" -gt 0 ]

echo "4. that they fail when they must: a field put into patron_totals, a constant changed, a function gone"
mkdir -p "$scratch/tree" "$scratch/out"
altered() { # altered FILE SED-COMMAND: a fresh copy with one change, which must be one
    rm -rf "$scratch/tree"
    mkdir "$scratch/tree"
    cp -r include lib "$scratch/tree/"
    sed -i "$2" "$scratch/tree/$1"
    ! cmp -s "$1" "$scratch/tree/$1"
}
must_fail() {
    if "$@" > "$scratch/said" 2>&1; then
        echo "   passed, and should not have: $*"
        cat "$scratch/said"
        exit 1
    fi
}
altered include/patron/book.h '/^typedef struct patron_totals {/,/^}/s/^    int64_t sales,/    int64_t inserted;\n&/'
tools/abi-dump "$scratch/tree" "$scratch/out" > "$scratch/altered.abi"
must_fail compare "$scratch/altered.abi"
must_fail layout "$scratch/tree/include"
altered include/patron/book.h 's/^#define PATRON_KIND_REFUND 2/#define PATRON_KIND_REFUND 5/'
must_fail layout "$scratch/tree/include"
altered lib/patron.map '/ patron_book_totals;/d'
tools/abi-dump "$scratch/tree" "$scratch/out" > "$scratch/altered.abi"
must_fail compare "$scratch/altered.abi"
must_fail gcc -std=c11 -Itests/abi/oldest/include -x c - -o "$scratch/client" -L"$scratch/out" -l:libpatron.so.0 <<'C'
#include <patron.h>
int main(void) { return patron_book_totals(NULL, 0, NULL, NULL) == PATRON_OK; }
C
# What is nobody's business outside may change freely.
altered lib/book.h '/^struct patron_book {/s/$/\n    int64_t inserted;/'
tools/abi-dump "$scratch/tree" "$scratch/out" > "$scratch/altered.abi"
compare "$scratch/altered.abi"
echo "   they do"
