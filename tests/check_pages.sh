#!/usr/bin/env bash
# The programs in the pages are programs: a page's C blocks, joined, are compiled with every warning and run, and what they
# print is the page's text blocks, joined. A page whose C blocks hold no main() is compiled only if it says so nowhere:
# such blocks are not allowed outside docs/reference and docs/contributing.md.
# The Python and PHP blocks of README.md, docs/tutorial-python.md, bindings/php/README.md and docs/how-to are run likewise. All
# run in a directory with the example shop's orders (shop.csv, and for PHP shop.sqlite) and can read
# docs/how-to/shop.{h,py,php}; trailing blanks do not count. So a page with several languages prints the same in each.
#   tests/check_pages.sh BUILD             the tests
#   tests/check_pages.sh BUILD --pictures  also puts the pictures that the pages draw into docs/images
# With PATRON_PHP=…/patron.so the PHP blocks are run; without it their syntax is checked, where there is a php.
# With PATRON_PAGES="docs/how-to/x.md …" only these pages are looked at.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
build=$(cd "$1" && pwd) pictures=${2:-}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
[ -z "${PATRON_PHP:-}" ] || PATRON_PHP=$(realpath "$PATRON_PHP")
status=0 programs=0 unrun=0

blocks() { awk -v open="^\`\`\`$2\$" '/^```/ { if (inside) { inside = 0; next } if ($0 ~ open) { inside = 1; next } } inside' "$1"; }
asked() { [ -z "${PATRON_PAGES:-}" ] || [[ " $PATRON_PAGES " == *" $1 "* ]]; }
mkdir "$scratch/run"
"$build/examples/patron-generate" --out "$scratch/run/shop.csv"

# compare PAGE LANGUAGE: what the page says, and what its program printed into page.out.
compare() {
    diff -u --label "$1 says" --label "its $2 prints" <(blocks "$1" text | sed 's/ *$//') <(sed 's/ *$//' "$scratch/page.out") ||
        status=1
    programs=$((programs + 1))
}

for page in README.md docs/tutorial.md docs/how-to/*.md docs/explanation/*.md; do
    blocks "$page" c > "$scratch/page.c"
    asked "$page" && [ -s "$scratch/page.c" ] || continue
    echo "$page"
    if ! gcc -std=c11 -O1 -g -Wall -Wextra -Wconversion -Wshadow -Werror -Iinclude -Idocs/how-to "$scratch/page.c" -L"$build" \
        -lpatron -lm -o "$scratch/page"; then
        status=1
        continue
    fi
    (cd "$scratch/run" && LD_LIBRARY_PATH="$build" "$scratch/page") > "$scratch/page.out" || { echo "   exit status $?"; status=1; }
    compare "$page" C
done

# A page with one of the other languages has all of them.
for page in docs/how-to/*.md; do
    asked "$page" || continue
    has=""
    for language in c python php; do [ -z "$(blocks "$page" $language)" ] || has+=" $language"; done
    case $has in "" | " c" | " c python php") ;; *) echo "$page: only$has"; status=1 ;; esac
done

# Debian's Python, with its pandas and matplotlib.
for page in README.md docs/tutorial-python.md docs/how-to/*.md; do
    asked "$page" || continue
    blocks "$page" python > "$scratch/page.py"
    if [ ! -s "$scratch/page.py" ]; then
        case $page in docs/how-to/*) continue ;; esac
        echo "$page (Python)"
        echo "   no Python in it"
        status=1
        continue
    fi
    echo "$page (Python)"
    (cd "$scratch/run" && PYTHONPATH=$root/bindings/python:$root/docs/how-to PYTHONDONTWRITEBYTECODE=1 \
        PATRON_LIBRARY=$build/libpatron.so.0 MPLCONFIGDIR=$scratch /usr/bin/python3 "$scratch/page.py") > "$scratch/page.out" ||
        { echo "   exit status $?"; status=1; }
    compare "$page" Python
done

# PHP without a php.ini.
php=(php -n -d display_errors=stderr -d include_path="$root/docs/how-to" -d extension=pdo -d extension=pdo_sqlite)
if [ -n "${PATRON_PHP:-}" ]; then
    php+=(-d extension="$PATRON_PHP")
    (cd "$scratch/run" && "${php[@]}" "$root/tests/shop_sqlite.php")
fi
for page in README.md bindings/php/README.md docs/how-to/*.md docs/how-to/shop.php; do
    asked "$page" || continue
    case $page in
        *.php) cp "$page" "$scratch/page.php" ;;
        docs/*) { echo '<?php'; blocks "$page" php; } > "$scratch/page.php" ;;
        *) blocks "$page" php > "$scratch/page.php" ;;
    esac
    [ "$(wc -l < "$scratch/page.php")" -gt 1 ] || continue
    if ! command -v php > /dev/null; then
        unrun=$((unrun + 1))
        continue
    fi
    if ! php -n -l "$scratch/page.php" > "$scratch/page.out" 2>&1; then
        echo "$page (PHP)"
        cat "$scratch/page.out"
        status=1
        continue
    fi
    case $page in *.php) continue ;; esac
    if [ -z "${PATRON_PHP:-}" ]; then
        unrun=$((unrun + 1))
        continue
    fi
    echo "$page (PHP)"
    (cd "$scratch/run" && "${php[@]}" "$scratch/page.php") > "$scratch/page.out" || { echo "   exit status $?"; status=1; }
    compare "$page" PHP
done

while read -r picture; do # each picture of the pages is drawn by them
    asked docs/tutorial-python.md || continue
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
done < <(grep -oE '\]\([^) ]+\)' README.md CHANGELOG.md docs/*.md docs/how-to/*.md docs/explanation/*.md docs/reference/*.md |
    sed 's/](\(.*\))/\1/')

[ "$programs" -gt 0 ] || status=1
echo "$programs programs"
if [ "$unrun" -gt 0 ]; then
    if command -v php > /dev/null; then echo "$unrun PHP programs were not run, only their syntax checked: PATRON_PHP names no extension"
    else echo "$unrun PHP programs were not looked at: there is no php"; fi
fi
exit $status
