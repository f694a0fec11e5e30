#!/usr/bin/env bash
# The sources of the PHP extension, and what its build exports:
#   tests/check_php_source.sh PATRON_SO
# no warning with gcc and with clang (as in lib; the headers of PHP are not ours); they compile as a thread-safe PHP has
# them (Debian has no such PHP to run them with); patron_arginfo.h is what the stub gives; patron.so exports its entry alone.
set -euo pipefail
extension=$(realpath "$1")
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0

warnings=(-Wall -Wextra -Wshadow -Wstrict-prototypes -Wundef -Wvla -Wpointer-arith -Wformat=2 -Werror
    -Wno-unused-parameter)
read -ra system < <(php-config --includes | sed 's/-I/-isystem /g')
common=(-std=gnu11 -O1 -fsyntax-only -fvisibility=hidden -Iinclude -DCOMPILE_DL_PATRON -DZEND_ENABLE_STATIC_TSRMLS_CACHE=1)
compile() { printf '%s\0' bindings/php/*.c | xargs -0 -n 8 -P "${JOBS:-1}" "$@" "${common[@]}" "${warnings[@]}" "${system[@]}" || status=1; }
compile gcc -Wmissing-prototypes # clang would want them of PHP's macros too
compile clang
compile gcc -DZTS

exported=$(nm -D --defined-only "$extension" | awk '{ print $3 }')
[ "$exported" = get_module ] || { echo "patron.so exports: $exported"; status=1; }

if bindings/php/arginfo.sh "$scratch" > "$scratch/log" 2>&1; then
    diff -u bindings/php/patron_arginfo.h "$scratch/patron_arginfo.h" ||
        { echo "patron_arginfo.h is not that of patron.stub.php: run bindings/php/arginfo.sh"; status=1; }
elif [ ! -d /usr/share/php/PhpParser ]; then
    echo "SKIP patron_arginfo.h: no PHP-Parser here (Debian: php-parser)"
else
    cat "$scratch/log"
    status=1
fi
exit $status
