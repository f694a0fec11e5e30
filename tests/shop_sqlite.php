<?php

/* Puts shop.csv, as patron-generate writes it, into the table `orders` of shop.sqlite; an empty field is NULL. */
$pdo = new PDO('sqlite:shop.sqlite');
$in = fopen('shop.csv', 'r');
$columns = fgetcsv($in);
$pdo->exec('CREATE TABLE orders (' . implode(', ', $columns) . ')');
$insert = $pdo->prepare('INSERT INTO orders VALUES (' . implode(', ', array_fill(0, count($columns), '?')) . ')');
$pdo->beginTransaction();
while ($row = fgetcsv($in)) {
    $insert->execute(array_map(fn ($field) => $field === '' ? null : $field, $row));
}
$pdo->commit();
