#!/usr/bin/env bash
# The tests of the PHP extension (bindings/php/tests, by PHP's own run-tests.php), with a built extension.
#   tests/check_php.sh PATRON_SO DIR MODE [TEST …]
# in a mode: plain; repeat (each test twice in one process); protect (opcache, its memory write-protected); jit (tracing);
# valgrind (below). The tests are copied to DIR/MODE and run there; DIR/MODE/results says how each ended, for tools/tally.py.
# No php.ini is read. PHP_TEST_SKIP holds names of tests to leave out.
#
# In the mode valgrind each test's process runs under valgrind with a full search for leaks. (run-tests.php -m counts no
# leak: so it is given a script as its PHP, and valgrind's logs are read here.) There are no suppressions: that PHP alone
# is clean, and that a leak and a read of freed memory in an extension's code would be seen, is tried first.
set -euo pipefail
extension=$(realpath "$1") directory=$2 mode=$3
shift 3
cd "$(dirname "$0")/.."
root=$PWD
php=$(php-config --php-binary)
scripts=$(php-config --extension-dir)/build # as Debian has it
[ -d "$scripts" ] || scripts=$(php-config --prefix)/lib/php/build
export PATRON_VECTORS=${PATRON_VECTORS:-$root/tests/vectors} TZ=UTC

mkdir -p "$directory"
directory=$(cd "$directory" && pwd)/$mode
rm -rf "$directory"
mkdir -p "$directory"
mkdir "$directory/tests"
cp bindings/php/tests/*.{phpt,inc} "$directory/tests/"
cp bindings/php/patron.stub.php bindings/names.json "$scripts/run-tests.php" "$directory/"
cd "$directory"

run_php=$php
options=(-d extension="$extension")
opcache=(-d zend_extension=opcache -d opcache.enable_cli=1 -d opcache.file_update_protection=0)
case $mode in
    plain) ;;
    repeat) options+=(--repeat 2) ;;
    protect)
        options+=("${opcache[@]}" -d opcache.protect_memory=1)
        "$php" -n "${options[@]}" -r 'exit(opcache_get_status()["opcache_enabled"] && ini_get("opcache.protect_memory") ? 0 : 1);' ;;
    jit)
        options+=("${opcache[@]}" -d opcache.jit=tracing -d opcache.jit_buffer_size=64M)
        "$php" -n "${options[@]}" -r 'exit(opcache_get_status()["jit"]["on"] ? 0 : 1);' ;;
    valgrind)
        run_php=$directory/php
        options+=(-d pcre.jit=0) # code made at run time, whose reads beyond a string valgrind takes for errors
        # Allocations by malloc, so that valgrind knows each; modules stay loaded, so that stacks have names.
        export USE_ZEND_ALLOC=0 ZEND_DONT_UNLOAD_MODULES=1
        cat > php <<END
#!/usr/bin/env bash
# PHP; under valgrind where it is given a test's program (run-tests.php gives those, and nothing else, with -f).
program=
while read -r line; do case \$line in -f) program=next ;; *) [ "\$program" != next ] || program=\${line##*/} ;; esac
done < <(printf '%s\n' "\$@")
[ -n "\$program" ] || exec "$php" "\$@"
exec valgrind --quiet --leak-check=full --show-leak-kinds=definite,possible --errors-for-leak-kinds=definite,possible \
    --num-callers=30 --log-file="$directory/logs/\$program" "$php" "\$@"
END
        chmod +x php
        mkdir logs
        mkdir planted
        cat > planted/planted.c <<'END'
#include "php.h"
ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arguments, 0, 0, IS_LONG, 0)
ZEND_END_ARG_INFO()
PHP_FUNCTION(planted_leak)
{
    ZEND_PARSE_PARAMETERS_NONE();
    char *volatile lost = malloc(77);
    lost[0] = 1;
    RETVAL_LONG(lost[0]);
    lost = NULL;
}
PHP_FUNCTION(planted_string)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETVAL_LONG((zend_long)ZSTR_LEN(zend_string_alloc(50, false)));
}
PHP_FUNCTION(planted_read)
{
    ZEND_PARSE_PARAMETERS_NONE();
    char *volatile gone = emalloc(10);
    gone[3] = 1;
    efree(gone);
    RETVAL_LONG(gone[3]);
}
static const zend_function_entry functions[] = {
    ZEND_FE(planted_leak, arguments) ZEND_FE(planted_string, arguments) ZEND_FE(planted_read, arguments) ZEND_FE_END};
zend_module_entry planted_module_entry = {STANDARD_MODULE_HEADER, "planted", functions, NULL, NULL, NULL, NULL, NULL, "0",
                                          STANDARD_MODULE_PROPERTIES};
ZEND_GET_MODULE(planted)
END
        gcc -w -O0 -shared -fPIC $(php-config --includes) planted/planted.c -o planted/planted.so
        for call in leak string read; do
            echo "<?php planted_$call();" > "planted/$call.php"
            ./php -n -d extension="$directory/planted/planted.so" -f "$directory/planted/$call.php"
            grep -q "planted_$call" "logs/$call.php" || { echo "valgrind did not see planted_$call"; exit 1; }
            rm "logs/$call.php"
        done
        echo '<?php' > planted/nothing.php
        ./php -n -d extension="$directory/planted/planted.so" -f "$directory/planted/nothing.php"
        [ ! -s logs/nothing.php ] || { cat logs/nothing.php; exit 1; }
        rm logs/nothing.php ;;
    *) echo "no mode $mode" >&2; exit 2 ;;
esac

for name in ${PHP_TEST_SKIP:-}; do rm -f "tests/$name.phpt"; done
tests=()
for name in "$@"; do tests+=("tests/$name.phpt"); done
[ ${#tests[@]} -gt 0 ] || tests=(tests/*.phpt)
status=0
REPORT_EXIT_STATUS=1 NO_INTERACTION=1 "$php" -n run-tests.php -q -n -p "$run_php" -W results --set-timeout 300 \
    --no-color --no-progress --show-diff -g FAIL,BORK,WARN,LEAK,SKIP "${options[@]}" "${tests[@]}" || status=1
[ "$(wc -l < results)" -eq ${#tests[@]} ] || { echo "not every test ran"; status=1; }

if [ "$mode" = valgrind ]; then # a process with errors is a failed test, though its output was right
    for name in "${tests[@]}"; do
        name=$(basename "$name" .phpt)
        if [ -s "logs/$name.php" ]; then
            echo "valgrind, $name:"
            head -n 60 "logs/$name.php"
            sed -i "/[/\t]$name\.phpt\$/s/^[A-Z&]*/FAILED/" results
            status=1
        elif grep -q "^PASSED.*[/\t]$name\.phpt\$" results && [ ! -e "logs/$name.php" ]; then
            echo "$name did not run under valgrind"
            status=1
        fi
    done
fi
exit $status
