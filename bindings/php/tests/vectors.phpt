--TEST--
The vectors that C, Python and PHP share give in PHP what they give in the other languages
--EXTENSIONS--
patron
--SKIPIF--
<?php
require __DIR__ . '/vectors.inc';
if (vectorsFolder() === null) {
    die('skip tests/vectors is not there: say with PATRON_VECTORS where it is');
}
?>
--FILE--
<?php
require __DIR__ . '/vectors.inc';
runVectors(vectorsFolder());
?>
--EXPECTF--
%d files, %d vectors, %d comparisons, 0 failed
