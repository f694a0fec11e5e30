#!/usr/bin/env bash
# The programs in the pages are programs: a page's C blocks, joined, are compiled with every warning and run, and what they
# print is the page's text blocks, joined. A page whose C blocks hold no main() is compiled only if it says so nowhere:
# such blocks are not allowed outside docs/reference and docs/contributing.md.
# The Python blocks of README.md and docs/tutorial-python.md are run likewise, in a directory with the example shop's
# orders (shop.csv); trailing blanks do not count. So a page with several languages prints the same in each. So are the
# PHP blocks of README.md and bindings/php/README.md, with those orders in shop.sqlite and the extension $PATRON_PHP.
#   tests/check_pages.sh BUILD             the tests
#   tests/check_pages.sh BUILD --pictures  also puts the pictures that the pages draw into docs/images
set -euo pipefail
cd "$(dirname "$0")/.."
build=$(cd "$1" && pwd) pictures=${2:-}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0 programs=0

blocks() { awk -v open="^\`\`\`$2\$" '/^```/ { if (inside) { inside = 0; next } if ($0 ~ open) { inside = 1; next } } inside' "$1"; }

for page in README.md docs/tutorial.md docs/how-to/*.md docs/explanation/*.md; do
    blocks "$page" c > "$scratch/page.c"
    [ -s "$scratch/page.c" ] || continue
    echo "$page"
    if ! gcc -std=c11 -O1 -g -Wall -Wextra -Wconversion -Wshadow -Werror -Iinclude "$scratch/page.c" -L"$build" -lpatron -lm \
        -o "$scratch/page"; then
        status=1
        continue
    fi
    LD_LIBRARY_PATH="$build" "$scratch/page" > "$scratch/page.out" || { echo "   exit status $?"; status=1; }
    blocks "$page" text > "$scratch/page.expected"
    diff -u --label "$page says" --label "it prints" "$scratch/page.expected" "$scratch/page.out" || status=1
    programs=$((programs + 1))
done

# Debian's Python, with its pandas and matplotlib.
mkdir "$scratch/run"
"$build/examples/patron-generate" --out "$scratch/run/shop.csv"
for page in README.md docs/tutorial-python.md; do
    blocks "$page" python > "$scratch/page.py"
    echo "$page (Python)"
    [ -s "$scratch/page.py" ] || { echo "   no Python in it"; status=1; continue; }
    (cd "$scratch/run" && PYTHONPATH=$OLDPWD/bindings/python PYTHONDONTWRITEBYTECODE=1 PATRON_LIBRARY=$build/libpatron.so.0 \
        MPLCONFIGDIR=$scratch /usr/bin/python3 "$scratch/page.py") > "$scratch/page.out" || { echo "   exit status $?"; status=1; }
    diff -u --label "$page says" --label "it prints" <(blocks "$page" text | sed 's/ *$//') \
        <(sed 's/ *$//' "$scratch/page.out") || status=1
    programs=$((programs + 1))
done
# PHP without a php.ini.
if [ -z "${PATRON_PHP:-}" ]; then
    echo "SKIP the pages' PHP: PATRON_PHP names no extension"
else
    php=(php -n -d extension=pdo -d extension=pdo_sqlite -d extension="$(realpath "$PATRON_PHP")")
    (cd "$scratch/run" && "${php[@]}" "$OLDPWD/tests/shop_sqlite.php")
    for page in README.md bindings/php/README.md; do
        blocks "$page" php > "$scratch/page.php"
        echo "$page (PHP)"
        [ -s "$scratch/page.php" ] || { echo "   no PHP in it"; status=1; continue; }
        (cd "$scratch/run" && "${php[@]}" "$scratch/page.php") > "$scratch/page.out" || { echo "   exit status $?"; status=1; }
        diff -u --label "$page says" --label "it prints" <(blocks "$page" text | sed 's/ *$//') \
            <(sed 's/ *$//' "$scratch/page.out") || status=1
        programs=$((programs + 1))
    done
fi
while read -r picture; do # each picture of the pages is drawn by them
    if [ ! -s "$scratch/run/${picture##*/}" ]; then
        echo "docs/tutorial-python.md: $picture is drawn by no code"
        status=1
    elif [ "$pictures" = --pictures ]; then
        mkdir -p docs/images && cp "$scratch/run/${picture##*/}" "docs/$picture"
    fi
done < <(grep -oE 'images/[a-z-]+\.png' docs/tutorial-python.md)

# Links between the pages lead somewhere.
while IFS=: read -r page link; do
    target=${link%%#*}
    case $target in "" | http*) continue ;; esac
    [ -e "$(dirname "$page")/$target" ] || { echo "$page: no $target"; status=1; }
done < <(grep -oE '\]\([^) ]+\)' README.md CHANGELOG.md bindings/php/README.md docs/*.md docs/how-to/*.md docs/explanation/*.md docs/reference/*.md |
    sed 's/](\(.*\))/\1/')

[ "$programs" -gt 0 ] || status=1
echo "$programs programs"
exit $status
