--TEST--
The stub: what it says is what the extension has, methods, parameters and defaults
--EXTENSIONS--
patron
--SKIPIF--
<?php
if (!is_file(dirname(__DIR__) . '/patron.stub.php')) {
    die('skip patron.stub.php is not beside the tests');
}
?>
--FILE--
<?php
$text = preg_replace('~/\*.*?\*/~s', '', file_get_contents(dirname(__DIR__) . '/patron.stub.php'));
$written = [];
$class = '';
preg_match_all('~(?:class|interface|enum) (\w+)[^{]*\{|function (\w+)\((.*?)\)(?:: ([^{;]+))? \{\}~s', $text, $found, PREG_SET_ORDER);
foreach ($found as $one) {
    if (!isset($one[2])) {
        $class = $one[1];
        $written[$class] ??= [];
        continue;
    }
    if (preg_match('~^[a-z]+_|^version$|^migration$|^payback$~', $one[2]) && $one[2] !== '__construct') {
        $class = '';
    }
    preg_match_all('~\$(\w+)(?: = ([^,]+(?:\[[^]]*\])?))?~', preg_replace(['~\[0, \'\'\]~',
        '~= \[(?:[^][]|\[[^][]*\])*\]~'], ['GUESTS', '= []'], $one[3]), $parameters, PREG_SET_ORDER);
    $written[$class][$one[2]] = array_map(fn ($it) => $it[1] . (isset($it[2]) ? ' = ' . trim($it[2]) : ''), $parameters);
}
function described(ReflectionFunctionAbstract $function): array
{
    return array_map(function (ReflectionParameter $it) {
        if (!$it->isDefaultValueAvailable()) {
            return $it->getName();
        }
        $value = $it->getDefaultValue();
        return $it->getName() . ' = ' . match (true) {
            $value === [0, ''] => 'GUESTS',
            is_array($value) => '[]',
            $value instanceof UnitEnum => (new ReflectionClass($value))->getShortName() . '::' . $value->name,
            $value === null => 'null',
            default => var_export($value, true),
        };
    }, $function->getParameters());
}
$checked = 0;
foreach ($written as $class => $methods) {
    foreach ($methods as $name => $parameters) {
        $is = described($class === '' ? new ReflectionFunction("Patron\\$name") : new ReflectionMethod("Patron\\$class", $name));
        $checked++;
        if ($is !== $parameters) {
            echo "$class::$name\n", json_encode($parameters), "\n", json_encode($is), "\n";
        }
    }
    if ($class === '') {
        continue;
    }
    $reflection = new ReflectionClass("Patron\\$class");
    foreach ($reflection->getMethods() as $method) {
        $own = str_starts_with($method->class, 'Patron\\') && !$reflection->isEnum();
        if ($own && $method->class === $reflection->getName() && !isset($methods[$method->name]) && $method->isUserDefined() === false) {
            $inherited = $reflection->implementsInterface(Throwable::class);
            echo $inherited ? '' : "$class::{$method->name} is not in the stub\n";
        }
    }
}
$classes = array_filter(array_merge(get_declared_classes(), get_declared_interfaces()), fn ($name) => str_starts_with($name, 'Patron\\'));
foreach ($classes as $name) {
    if (!isset($written[substr($name, 7)])) {
        echo "$name is not in the stub\n";
    }
}
echo $checked > 100 ? 'all' : $checked, ' the same, ', count($written) - 1 === count($classes) ? 'every class' : count($written), "\n";
foreach (get_extension_funcs('patron') as $name) {
    echo isset($written[''][substr($name, 7)]) ? '' : "$name is not in the stub\n";
}
?>
--EXPECT--
all the same, every class
