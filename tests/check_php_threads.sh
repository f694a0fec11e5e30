#!/usr/bin/env bash
# The extension in a thread-safe PHP: its tests, and eight threads at once in one process.
#   tests/check_php_threads.sh PHP_CONFIG DIR
# Debian has no such PHP, so this is not a part of ./check: build PHP with --enable-zts --enable-embed (and --enable-debug,
# which checks much more) and name its php-config.
set -euo pipefail
bin=$(dirname "$(realpath "$1")")
mkdir -p "$2"
directory=$(cd "$2" && pwd)
cd "$(dirname "$0")/.."
export PATH=$bin:$PATH PATRON_VECTORS=$PWD/tests/vectors
php -n -r 'exit(PHP_ZTS ? 0 : 1);' || { echo "this PHP is not thread-safe"; exit 1; }
php -n -r 'echo "PHP ", PHP_VERSION, PHP_DEBUG ? " debug" : "", "\n";'
tools/php_build "$directory" CFLAGS="-O1 -g"
extension=$directory/bindings/php/modules/patron.so
# A debug build of PHP writes beside every allocation: what fits below memory_limit by the sizes of a usual one does not.
export PHP_TEST_SKIP=192_memory_large
for mode in plain repeat; do
    tests/check_php.sh "$extension" "$directory/tests" "$mode" > "$directory/log" || { tail -n 100 "$directory/log"; exit 1; }
    echo "$mode: $(grep -c '^PASSED' "$directory/tests/$mode/results") tests"
done
gcc -O1 -g -Wall $(php-config --includes) tests/php_threads.c -L"$(php-config --prefix)/lib" \
    -Wl,-rpath,"$(php-config --prefix)/lib" -lphp -lpthread -o "$directory/php_threads"
"$directory/php_threads" "$extension" "$PWD/tests/php_threads.php"
