#!/usr/bin/env bash
# The rules of the house that a script can see: sizes, words, paths, and that every list is complete.
set -euo pipefail
cd "$(dirname "$0")/.."
git rev-parse --is-inside-work-tree >/dev/null 2>&1 || { echo "SKIP not a git checkout"; exit 77; }
status=0
complain() { echo "$1"; status=1; }

while read -r file; do
    [ -f "$file" ] || continue
    lines=$(wc -l < "$file")
    [ "$lines" -le 800 ] || complain "$file: $lines lines, 800 is the cap"
done < <(git ls-files 'lib/*.[ch]' 'include/*.h' 'include/patron/*.h' 'tests/test_*.c' 'tests/oracle_*' 'tests/support.*' 'examples/*.[ch]' 'bench/*.c' 'bindings/php/*.[ch]' |
    grep -v -e '^tests/abi/' -e '_arginfo.h$')

long=$(git ls-files 'lib/*.[ch]' 'include/*.h' 'examples/*.[ch]' 'tests/*.[ch]' 'bindings/php/*.[ch]' | grep -v -e '^tests/abi/' -e '_arginfo.h$' |
    xargs -d '\n' env LC_ALL=C awk '{ line = $0; gsub(/[\200-\277]/, "", line); if (length(line) > 160) print FILENAME ":" FNR ": " length(line) " columns" }')
[ -z "$long" ] || complain "$long"

words=$(git grep -nIE '\b(TODO|FIXME|HACK)\b' -- lib include examples tests bench bindings ':!tests/check_house.sh' || true)
[ -z "$words" ] || complain "$words"
# The generated header of the PHP extension is PHP's own style.
tabs=$(git grep -nIP '\t| +$' -- '*.c' '*.h' '*.py' '*.php' '*.sh' 'meson.build' check demo ':!*_arginfo.h' || true)
[ -z "$tabs" ] || complain "tabs, or spaces at an end of line: $tabs"

# Every source is built and every test is run: named in the build file of its directory.
for source in $(git ls-files 'lib/*.c'); do grep -qF "'$source'" meson.build || complain "$source is not in meson.build"; done
for header in $(git ls-files 'include/patron/*.h'); do grep -qF "'$header'" meson.build || complain "$header is not in meson.build"; done
for source in $(git ls-files 'tests/oracle_*.c'); do
    grep -qF "'$(basename "$source")'" tests/meson.build || complain "$source is not in tests/meson.build"
done
for source in $(git ls-files 'tests/test_*.c' 'tests/fuzz/fuzz_*.c'); do
    name=$(basename "$source" .c)
    name=${name#*_}
    grep -qE "'(test_)?$name(\.c)?'" "$(dirname "$source")/meson.build" || complain "$source is not in its meson.build"
done
for source in $(git ls-files 'examples/[0-9]*.c'); do
    grep -qF "'$(basename "$source" .c)'" examples/meson.build || complain "$source is not in examples/meson.build"
done

version=$(sed -n 's/^#define PATRON_VERSION_STRING "\(.*\)"/\1/p' include/patron/base.h)
grep -qF "version: '$version'" meson.build || complain "meson.build has another version than base.h"
grep -qF "## $version" CHANGELOG.md || complain "CHANGELOG.md has no section for $version"
exit $status
