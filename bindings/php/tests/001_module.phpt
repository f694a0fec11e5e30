--TEST--
The module: version, ABI, final classes without clones, copies or dynamic properties
--EXTENSIONS--
patron
--FILE--
<?php
echo Patron\version(), ' ', Patron\abi_version(), ' ', phpversion('patron'), "\n";
$open = [];
foreach (get_declared_classes() as $name) {
    if (!str_starts_with($name, 'Patron\\')) {
        continue;
    }
    $class = new ReflectionClass($name);
    if ($class->isEnum() || $class->implementsInterface(Throwable::class)) {
        continue;
    }
    $count = ($count ?? 0) + 1;
    if (!$class->isFinal()) {
        $open[] = $class->getShortName();
    }
    if ($class->isCloneable() && $name !== Patron\Stats::class) {
        echo "$name can be cloned\n";
    }
    try {
        unserialize('O:' . strlen($name) . ":\"$name\":0:{}");
        echo "$name can be unserialized\n";
    } catch (Exception $e) {
    }
}
echo $count > 15 ? 'classes' : 'too few', ', not final: ', implode(' ', $open), "\n";
foreach ([new Patron\Builder(), (new Patron\Builder())->book()] as $object) {
    foreach (['clone' => fn () => clone $object, 'serialize' => fn () => serialize($object),
        'property' => function () use ($object) { $object->nothing = 1; },
        'reference' => function () use ($object) { $reference = &$object->nothing; }] as $what => $call) {
        try {
            $call();
            echo "$what is possible\n";
        } catch (Throwable $e) {
            echo $what, ': ', $e::class, "\n";
        }
    }
}
try {
    new Patron\Book();
} catch (Error $e) {
    echo $e->getMessage(), "\n";
}
foreach (Patron\Kind::cases() as $case) {
    echo $case->name, '=', $case->value, ' ';
}
echo Patron\TimeUnit::from('us')->name, ' ', Patron\Negative::Refund->value, ' ', Patron\Nulls::Skip->value, "\n";
?>
--EXPECT--
0.1.0 2 0.1.0
classes, not final: Row Table Record
clone: Error
serialize: Exception
property: Error
reference: Error
clone: Error
serialize: Exception
property: Error
reference: Error
Call to private Patron\Book::__construct() from global scope
Sale=0 Renewal=1 Refund=2 Ignored=3 Microsecond refund skip
