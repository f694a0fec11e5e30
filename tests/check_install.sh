#!/usr/bin/env bash
# What `meson install` lays down is enough: a client built by pkg-config alone, with the shared and with the static
# library, and a meson project that takes patron as a subproject.
#   tests/check_install.sh BUILD
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD build=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

DESTDIR="$scratch/root" meson install -C "$build" --no-rebuild --quiet
pc=$(find "$scratch/root" -name patron.pc)
libdir=$(dirname "$(dirname "$pc")")
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
PKG_CONFIG_PATH=$(dirname "$pc") PKG_CONFIG_SYSROOT_DIR=$scratch/root

for wanted in libpatron.so libpatron.so.0 libpatron.a; do test -e "$libdir/$wanted"; done
readelf -d "$libdir/libpatron.so" | grep -q 'SONAME.*\[libpatron.so.0\]'
for header in include/patron.h include/patron/*.h; do cmp "$header" "$(find "$scratch/root" -path "*/$header")"; done
test "$(pkg-config --modversion patron)" = "$(sed -n 's/^#define PATRON_VERSION_STRING "\(.*\)"/\1/p' include/patron/base.h)"
if [ -e "$build/examples/patron-report" ]; then
    man=$(find "$scratch/root" -name 'patron-report.1*')
    test -n "$man"
    case $man in *.gz) gzip -dc "$man" ;; *) cat "$man" ;; esac | groff -man -ww -Tutf8 -rLL=100n 2> "$scratch/man" > /dev/null
    test ! -s "$scratch/man" || { cat "$scratch/man"; exit 1; }
    LD_LIBRARY_PATH=$libdir "$(find "$scratch/root" -path '*/bin/patron-report')" --help > /dev/null
fi

cat > "$scratch/client.c" <<'C'
#include <patron.h>
#include <stdio.h>
int main(void)
{
    patron_rows rows = {.size = sizeof rows};
    int32_t days[1] = {0};
    int64_t keys[1] = {0};
    patron_column customer = {.size = sizeof customer, .type = PATRON_TYPE_INT64, .values = keys};
    patron_column time = {.size = sizeof time, .type = PATRON_TYPE_INT32, .unit = PATRON_UNIT_DAY, .values = days};
    patron_book *book = NULL;
    patron_error error;
    rows.customer = rows.amount = &customer;
    rows.time = &time;
    if (patron_book_build(&rows, NULL, &book, &error)) return fprintf(stderr, "%s\n", error.message), 1;
    printf("%s %d %d\n", patron_version(), patron_abi_version() == PATRON_ABI_VERSION, (int)patron_book_orders(book));
    patron_book_free(book);
    return 0;
}
C
expected="$(pkg-config --modversion patron) 1 0"
gcc -std=c11 "$scratch/client.c" $(pkg-config --cflags --libs patron) -o "$scratch/shared"
test "$(LD_LIBRARY_PATH=$libdir "$scratch/shared")" = "$expected"
gcc -std=c11 -DPATRON_STATIC "$scratch/client.c" $(pkg-config --cflags patron) "$libdir/libpatron.a" \
    $(pkg-config --static --libs-only-other patron) $(pkg-config --static --libs-only-l patron | sed 's/-lpatron//') -o "$scratch/static"
test "$("$scratch/static")" = "$expected"

mkdir -p "$scratch/parent/subprojects"
ln -s "$root" "$scratch/parent/subprojects/patron"
cp "$scratch/client.c" "$scratch/parent/"
cat > "$scratch/parent/meson.build" <<'M'
project('parent', 'c')
executable('client', 'client.c', dependencies: dependency('patron', fallback: ['patron', 'patron_dep']))
M
unset PKG_CONFIG_SYSROOT_DIR
PKG_CONFIG_PATH= meson setup "$scratch/parent/build" "$scratch/parent" --force-fallback-for=patron -Doptimization=0 \
    -Dpatron:default_library=static -Dpatron:tests=disabled -Dpatron:report=disabled -Dpatron:examples=disabled > "$scratch/log" ||
    { cat "$scratch/log"; exit 1; }
ninja -C "$scratch/parent/build" -j 1 client > "$scratch/log" || { cat "$scratch/log"; exit 1; }
test "$("$scratch/parent/build/client")" = "$expected"
echo "installed, and found by pkg-config and as a subproject"
