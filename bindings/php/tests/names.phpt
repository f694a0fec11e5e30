--TEST--
Every name that bindings/names.json gives for PHP is a class, a method or a function of the extension
--EXTENSIONS--
patron
--SKIPIF--
<?php
if (!is_file(__DIR__ . '/../names.json') && !is_file(__DIR__ . '/../../names.json')) {
    die('skip names.json is not there');
}
?>
--FILE--
<?php
$file = is_file(__DIR__ . '/../names.json') ? __DIR__ . '/../names.json' : __DIR__ . '/../../names.json';
$names = json_decode(file_get_contents($file), true, 512, JSON_THROW_ON_ERROR);
$found = [];
foreach ($names as $c => $entry) {
    if ($entry['php'] === null) {
        if (trim($entry['php_why'] ?? $entry['why'] ?? '') === '') {
            echo "$c has no name in PHP, and no reason\n";
        }
        continue;
    }
    foreach (explode(', ', $entry['php']) as $name) {
        [$class, $method] = explode('::', $name) + [1 => null];
        $there = $method === null
            ? class_exists($name) || interface_exists($name) || enum_exists($name) || function_exists($name)
            : method_exists($class, $method);
        if (!$there) {
            echo "$c: there is no $name\n";
        }
        $found[strtolower($name)] = true;
    }
}
// And back: each public method of the classes whose methods are the library's functions is a name of the table.
foreach (['Book', 'RfmRule', 'ChurnRule', 'ReplenishmentRule', 'Stats'] as $class) {
    foreach ((new ReflectionClass("Patron\\$class"))->getMethods(ReflectionMethod::IS_PUBLIC) as $method) {
        if (!isset($found[strtolower("patron\\$class::{$method->getName()}")])) {
            echo "Patron\\$class::{$method->getName()} is in no entry of names.json\n";
        }
    }
}
echo count($found) > 60 ? 'all' : count($found), " names\n";
?>
--EXPECT--
all names
