#!/bin/sh
# Writes patron_arginfo.h from patron.stub.php, with PHP's own generator and the PHP-Parser that the system has
# (Debian: php-dev, php-parser). Downloads nothing. Usage: arginfo.sh [directory to write into]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
to=${1:-$here}
generator=$(php-config --extension-dir)/build/gen_stub.php # as Debian has it
[ -f "$generator" ] || generator=$(php-config --prefix)/lib/php/build/gen_stub.php
parser=${PHP_PARSER:-/usr/share/php/PhpParser}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$generator" "$work/gen_stub.php"
version=$(sed -n 's/^ *\$version = "\([0-9.]*\)";$/\1/p' "$work/gen_stub.php")
mkdir -p "$work/PHP-Parser-$version/lib"
ln -s "$parser" "$work/PHP-Parser-$version/lib/PhpParser"
cp "$here/patron.stub.php" "$work/patron.stub.php"
php -n -d extension=tokenizer "$work/gen_stub.php" -f "$work/patron.stub.php"
cp "$work/patron_arginfo.h" "$to/patron_arginfo.h"
