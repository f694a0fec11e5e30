#!/usr/bin/env bash
# Every public header stands alone, in C11 and in C++11, under gcc and clang; and holds only what any language can call.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0

for header in patron.h $(cd include && ls patron/*.h); do
    printf '#include <%s>\n#include <%s>\n' "$header" "$header" > "$scratch/one.c"
    cp "$scratch/one.c" "$scratch/one.cpp"
    for define in "" -DPATRON_STATIC; do
        gcc -std=c11 -pedantic -Wall -Wextra -Wundef -Werror $define -Iinclude -fsyntax-only "$scratch/one.c" || status=1
        g++ -std=c++11 -pedantic -Wall -Wextra -Wundef -Werror $define -Iinclude -fsyntax-only "$scratch/one.cpp" || status=1
    done
    clang -std=c11 -pedantic -Wall -Wextra -Wundef -Wdocumentation -Werror -Iinclude -fsyntax-only "$scratch/one.c" || status=1
    clang++ -std=c++11 -pedantic -Wall -Wextra -Wundef -Werror -Iinclude -fsyntax-only "$scratch/one.cpp" || status=1
    [ "$header" = patron.h ] || grep -q "<$header>" include/patron.h || { echo "patron.h lacks $header"; status=1; }
done

# Comments taken away (strings too): no enum, bool, long, bit-field, varargs, inline function.
for header in include/patron/*.h; do
    gcc -fpreprocessed -dD -E -P "$header" 2>/dev/null | sed 's/"[^"]*"//g' > "$scratch/bare"
    if grep -nwE 'enum|bool|_Bool|long|inline|short|va_list' "$scratch/bare" || grep -nE '\.\.\.|^ *u?int[0-9]+_t +[a-z_]+ *:' "$scratch/bare"; then
        echo "$header: not callable from every language"
        status=1
    fi
done
exit $status
