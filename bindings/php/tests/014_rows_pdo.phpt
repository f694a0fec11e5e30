--TEST--
addRows: a PDOStatement in every fetch mode, with whole numbers or with texts
--EXTENSIONS--
patron
pdo
pdo_sqlite
--FILE--
<?php
require __DIR__ . '/bad.inc';
use Patron\{Builder, Kind};
foreach ([false, true] as $texts) {
    $pdo = new PDO('sqlite::memory:');
    $pdo->setAttribute(PDO::ATTR_STRINGIFY_FETCHES, $texts);
    $pdo->exec('CREATE TABLE orders (customer_id INTEGER, created_at TEXT, total TEXT, status TEXT)');
    $insert = $pdo->prepare('INSERT INTO orders VALUES (?, ?, ?, ?)');
    foreach ([[1, '2024-01-05 23:30:00', '10.50', 'wc-completed'], [2, '2024-01-06 12:00:00', '20', 'wc-completed'],
        [0, '2024-01-06 12:00:00', '1.00', 'wc-completed'], [2, '2024-01-07 12:00:00', '7', 'wc-cancelled']] as $row) {
        $insert->execute($row);
    }
    foreach ([[PDO::FETCH_NUM, [0, 1, 2, 3]], [PDO::FETCH_ASSOC, ['customer_id', 'created_at', 'total', 'status']],
        [PDO::FETCH_BOTH, [0, 'created_at', 2, 'status']],
        [PDO::FETCH_OBJ, ['customer_id', 'created_at', 'total', 'status']]] as [$mode, $at]) {
        $b = new Builder(scale: 2, inputTimezone: 'UTC', timezone: 'Europe/Berlin');
        $b->addRows($pdo->query('SELECT customer_id, created_at, total, status FROM orders ORDER BY rowid', $mode), customer: $at[0],
            time: $at[1], amount: $at[2], kind: $at[3], kinds: ['wc-completed' => Kind::Sale, 'wc-cancelled' => Kind::Ignored]);
        echo $mode, ' ', $texts ? 'texts' : 'numbers', ' ', told($b->book()), "\n";
    }
}
?>
--EXPECT--
3 numbers [[1,2],4,3150,0,100,"2024-01-06","2024-01-06"]
2 numbers [[1,2],4,3150,0,100,"2024-01-06","2024-01-06"]
4 numbers [[1,2],4,3150,0,100,"2024-01-06","2024-01-06"]
5 numbers [[1,2],4,3150,0,100,"2024-01-06","2024-01-06"]
3 texts [["1","2"],4,3150,0,100,"2024-01-06","2024-01-06"]
2 texts [["1","2"],4,3150,0,100,"2024-01-06","2024-01-06"]
4 texts [["1","2"],4,3150,0,100,"2024-01-06","2024-01-06"]
5 texts [["1","2"],4,3150,0,100,"2024-01-06","2024-01-06"]
