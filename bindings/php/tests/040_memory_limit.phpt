--TEST--
Memory: what would pass memory_limit is a catchable exception, and the builder goes on
--EXTENSIONS--
patron
--INI--
memory_limit=32M
--FILE--
<?php
use Patron\{Builder, MemoryException, TimeUnit};
require __DIR__ . '/bad.inc';
$packed = pack('q*', ...range(1, 20000));
$limit = 32 << 20;
$b = new Builder(timeUnit: TimeUnit::Day);
function fill(callable $call): MemoryException
{
    for ($i = 0; $i < 10000000; $i++) {
        try {
            $call($i);
        } catch (MemoryException $e) {
            return $e;
        }
    }
}
$e = fill(fn () => $b->addPacked($packed, $packed, $packed));
$count = count($b);
$held = Patron\memory_usage();
echo $e->getMessage(), ' ', $count > 200000 && $count % 20000 === 0 ? 'many rows' : $count, ' ', $held > $limit / 3 && $held < $limit ? 'most of it' : $held, "\n";
fill(fn () => $b->addPacked($packed, $packed, $packed));
echo count($b) === $count && Patron\memory_usage() === $held ? 'as it was' : 'changed', "\n";
// Not enough for the book beside the rows: the rows stay.
try {
    $b->book();
    echo "a book\n";
} catch (MemoryException $e) {
    echo $e::class, ' ', count($b) === $count ? 'as it was' : 'changed', "\n";
}
thrown(fn () => $b->addRows((function () { for ($i = 0; ; $i++) yield [$i, $i % 20000, 1]; })(), 0, 1, 2));
echo count($b) === $count ? 'as it was' : 'changed', "\n";
// Smaller things work on.
echo count($b->addPacked(pack('q', 1), pack('q', 1), pack('q', 1))) - $count, "\n";
unset($b);
echo Patron\memory_usage() < 100000 ? 'given back' : Patron\memory_usage(), "\n";

// Row by row, and rows of text.
$b = new Builder(timeUnit: TimeUnit::Day);
fill(fn ($i) => $b->add($i, 1, 1, labels: ['l' => 'a text of some length']));
$count = count($b);
fill(fn ($i) => $b->add($i, 1, 1, labels: ['l' => 'a text of some length']));
echo $count > 100000 && abs(count($b) - $count) < 10 ? 'many rows' : "$count " . count($b), "\n";
try {
    (new Builder())->addRows((function () { for ($i = 0; ; $i++) yield ["customer $i", '2024-01-01', 1]; })(), 0, 1, 2);
} catch (MemoryException $e) {
    echo $e::class, "\n";
}
unset($b);
$b = (new Builder(timeUnit: TimeUnit::Day))->addPacked($packed, $packed, $packed);
echo count($b->book()), ' ', Patron\memory_usage() < 4000000 ? 'little' : Patron\memory_usage(), "\n";
// Lists out are PHP's memory, and refused before PHP would end the script.
$big = new Builder(timeUnit: TimeUnit::Day);
for ($i = 0; $i < 16; $i++) {
    $big->addPacked(pack('q*', ...range($i * 20000, $i * 20000 + 19999)), $packed, $packed);
}
unset($packed, $b, $e);
$book = $big->book();
$filler = str_repeat('x', 22 << 20);
thrown(function () use ($book) {
    if (getenv('USE_ZEND_ALLOC') === '0') { // then PHP has no limit, and its memory is not known
        throw new MemoryException('this would pass memory_limit, or the system has no memory left');
    }
    $book->keys();
});
unset($filler);
echo count($book->keys()), "\n";
// The limit of now.
ini_set('memory_limit', '-1');
echo count((new Builder(timeUnit: TimeUnit::Day))->addPacked($p = str_repeat(pack('q', 5), 2000000), $p, $p)), "\n";
?>
--EXPECT--
this would pass memory_limit, or the system has no memory left many rows most of it
as it was
Patron\MemoryException as it was
MemoryException [- - - -] this would pass memory_limit, or the system has no memory left
as it was
1
given back
many rows
Patron\MemoryException
20000 little
MemoryException [- - - -] this would pass memory_limit, or the system has no memory left
319999
2000000
