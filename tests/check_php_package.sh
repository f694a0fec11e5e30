#!/usr/bin/env bash
# The ways to install the PHP extension:
#   tests/check_php_package.sh BUILD DIR
# the source package, unpacked, built by phpize, and tested by its own `make test`; `make install`; and the extension with
# --with-patron=system, against what `meson install` lays down of BUILD, with every test. DIR keeps what was built.
set -euo pipefail
cd "$(dirname "$0")/.."
build=$(realpath "$1")
mkdir -p "$2"
directory=$(realpath "$2")
quiet() { "$@" > "$directory/log" 2>&1 || { tail -n 60 "$directory/log"; return 1; }; }

echo "---- source package"
rm -rf "$directory/package"
archive=$(tools/php_package "$directory/package")
mkdir "$directory/package/unpacked"
tar -C "$directory/package/unpacked" -xzf "$archive"
(
    cd "$directory"/package/unpacked/patron-php-*
    php -n -r '$c = json_decode(file_get_contents("composer.json"), true, 512, JSON_THROW_ON_ERROR);
        exit($c["type"] === "php-ext" && $c["php-ext"]["extension-name"] === "patron" ? 0 : 1);'
    quiet phpize
    quiet ./configure CFLAGS=-O0
    quiet make -j "${JOBS:-1}"
    grep -qE "(^| )($PWD/)?xxhash\.h( |\$)" native/keys.dep || { echo "another xxhash.h was taken"; exit 1; }
    NO_INTERACTION=1 REPORT_EXIT_STATUS=1 PATRON_VECTORS='' TEST_PHP_ARGS='-q --no-color --no-progress -W results' quiet make test
    # Skipped there: what needs the checkout (the vectors, the table of names) or PDO, which `make test` does not load.
    if grep -v '^PASSED\|^SKIPPED.*/\(014_rows_pdo\|names\|vectors\)\.phpt$' results; then exit 1; fi
    echo "$(grep -c '^PASSED' results) tests"
    quiet make install INSTALL_ROOT="$directory/package/installed"
    installed=$(find "$directory/package/installed" -name patron.so)
    php -n -d extension="$installed" -r 'echo "installed: ", Patron\version(), "\n";'
)

echo "---- --with-patron=system"
rm -rf "$directory/root"
DESTDIR=$directory/root quiet meson install -C "$build" --no-rebuild --quiet
pc=$(find "$directory/root" -name patron.pc)
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR LD_LIBRARY_PATH
PKG_CONFIG_PATH=$(dirname "$pc") PKG_CONFIG_SYSROOT_DIR=$directory/root LD_LIBRARY_PATH=$(dirname "$(dirname "$pc")")
JOBS=${JOBS:-1} tools/php_build "$directory/system" --with-patron=system CFLAGS=-O0
extension=$directory/system/bindings/php/modules/patron.so
readelf -d "$extension" | grep -q 'NEEDED.*\[libpatron.so.0\]' || { echo "libpatron is not linked"; exit 1; }
[ "$(nm -D --defined-only "$extension" | awk '{ print $3 }')" = get_module ] || { nm -D --defined-only "$extension"; exit 1; }
PHP_TEST_SKIP=${PHP_TEST_SKIP:-} tests/check_php.sh "$extension" "$directory/tests" plain | tail -n 40
echo "$(grep -c '^PASSED' "$directory/tests/plain/results") tests"
