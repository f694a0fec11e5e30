--TEST--
Large results under rising ceilings: a MemoryException, never PHP's fatal error; memory that PHP has idle is no obstacle
--EXTENSIONS--
patron
--INI--
memory_limit=-1
--FILE--
<?php
use function Patron\{live_handles, memory_usage};

$count = 12000;
$numbers = range(1, $count);
$keys = array_map(fn ($number) => "customer-$number", $numbers);
$book = (new Patron\Builder(timezone: 'Europe/Berlin'))->addColumns([...$keys, ...$keys],
    [...array_fill(0, $count, '2024-01-01'), ...array_fill(0, $count, '2024-03-01')],
    array_fill(0, 2 * $count, 100))->book();
$day = '2024-06-01';
$churn = $book->churn($day);
$rule = $churn->rule();
$results = [
    'records' => fn () => count($book->customersCount($day, group: $keys)),
    'matrices' => fn () => count($book->churnStates($day, $rule, group: $keys)),
    'days' => fn () => count($churn->column('lastDay')),
    'texts' => fn () => count($churn->column('customer')),
    'JSON' => fn () => json_encode($churn) === '' ? 0 : $count,
];
[$handles, $held] = [live_handles(), memory_usage()];
foreach ($results as $name => $result) {
    for ($room = 1 << 20, $good = 0; $good < 2; $room += 1 + ($room >> 2)) {
        gc_mem_caches();
        if (!ini_set('memory_limit', (string) (memory_get_usage(true) + $held + $room))) {
            continue;
        }
        try {
            $good += $result() === $count;
        } catch (Patron\MemoryException) {
        }
        if ([live_handles(), memory_usage()] !== [$handles, $held]) {
            echo "$name: something is lost\n";
        }
    }
    echo "$name: done\n";
}

ini_set('memory_limit', '-1');
// What PHP's heap keeps of values that are gone is given up for what comes.
$big = array_map(fn ($number) => [$number, "text $number"], range(1, 100000));
ini_set('memory_limit', (string) (memory_get_usage(true) + $held + (8 << 20)));
unset($big);
echo count($book->churn($day)), ' ', count($book->keys()), ' ', count($book->churnStates($day, $rule, group: $keys)), "\n";
?>
--EXPECT--
records: done
matrices: done
days: done
texts: done
JSON: done
12000 12000 12000
