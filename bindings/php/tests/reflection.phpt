--TEST--
Every class, method, parameter, type and default of the stub is that of the loaded extension, and the other way round
--EXTENSIONS--
patron
--SKIPIF--
<?php
if (!is_file(__DIR__ . '/../patron.stub.php')) {
    die('skip patron.stub.php is not there');
}
?>
--FILE--
<?php
// The stub is PHP: in another namespace it can be loaded beside the extension, and both be asked the same.
$code = str_replace('namespace Patron {', 'namespace Stub {', 
    substr(file_get_contents(__DIR__ . '/../patron.stub.php'), strlen('<?php')), $namespaces);
eval($code);

function named(?string $text): ?string
{
    // An extension's iterable is what it means; PHP 8.2 does not say that an extension's enum is final.
    return $text === null ? null : str_replace(['Stub\\', 'iterable'], ['Patron\\', 'Traversable|array'], $text);
}

function value(mixed $value): string
{
    return named($value instanceof UnitEnum ? $value::class . '::' . $value->name : var_export($value, true));
}

function parameters(ReflectionFunctionAbstract $function): array
{
    $all = [];
    foreach ($function->getParameters() as $at => $parameter) {
        $all[$at . ' $' . $parameter->getName()] = [
            'type' => named((string) $parameter->getType()),
            'default' => $parameter->isDefaultValueAvailable() ? value($parameter->getDefaultValue()) : 'none',
            'optional' => $parameter->isOptional(),
            'variadic' => $parameter->isVariadic(),
            'by reference' => $parameter->isPassedByReference(),
        ];
    }
    return ['returns' => named((string) ($function->getReturnType() ?? $function->getTentativeReturnType())),
        'reference' => $function->returnsReference(), 'parameters' => $all];
}

/** What reflection says of a namespace's classes and functions, by short names. */
function described(string $space): array
{
    $all = [];
    $classes = array_merge(get_declared_classes(), get_declared_interfaces(), get_declared_traits());
    foreach (array_filter($classes, fn ($name) => str_starts_with($name, "$space\\")) as $name) {
        $class = new ReflectionClass($name);
        $short = $class->getShortName();
        $interfaces = array_map(named(...), $class->getInterfaceNames());
        sort($interfaces);
        $all[$short] = ['final' => $class->isFinal() || $class->isEnum(), 'abstract' => $class->isAbstract(), 'enum' => $class->isEnum(),
            'interface' => $class->isInterface(), 'extends' => named($class->getParentClass() ?
                $class->getParentClass()->getName() : null), 'implements' => $interfaces];
        foreach ($class->getReflectionConstants() as $constant) {
            $all["$short::{$constant->getName()}"] = [Reflection::getModifierNames($constant->getModifiers()),
                value($constant->getValue()), $constant->getValue() instanceof BackedEnum ? $constant->getValue()->value : null];
        }
        foreach ($class->getProperties() as $property) {
            $all["$short::\${$property->getName()}"] = [Reflection::getModifierNames($property->getModifiers()),
                named((string) $property->getType()), named($property->getDeclaringClass()->getName())];
        }
        foreach ($class->getMethods() as $method) {
            $all["$short::{$method->getName()}()"] = ['modifiers' => Reflection::getModifierNames($method->getModifiers()),
                'of' => named($method->getDeclaringClass()->getName())] + parameters($method);
        }
    }
    $kinds = get_defined_functions();
    foreach (array_merge($kinds['internal'], $kinds['user']) as $name) {
        if (str_starts_with($name, strtolower($space) . '\\')) {
            $all[substr($name, strlen($space) + 1) . '()'] = parameters(new ReflectionFunction($name));
        }
    }
    ksort($all);
    return $all;
}

$wanted = described('Stub');
$found = described('Patron');
$differences = 0;
foreach (array_keys($wanted + $found) as $what) {
    if (($wanted[$what] ?? null) !== ($found[$what] ?? null)) {
        $differences++;
        echo $what, "\n  stub:      ", json_encode($wanted[$what] ?? null), "\n  extension: ", json_encode($found[$what] ?? null), "\n";
    }
}
echo "$namespaces namespace, ", count($wanted) > 400 ? 'all' : 'only ' . count($wanted), " compared, $differences differences\n";

// A class is for results: nobody makes, copies or extends one, and what a constructor is not for cannot be called.
$open = [];
foreach (get_declared_classes() as $name) {
    if (str_starts_with($name, 'Patron\\') && !is_a($name, Throwable::class, true) && !enum_exists($name)) {
        $constructor = (new ReflectionClass($name))->getConstructor();
        if ($constructor === null || $constructor->isPublic()) {
            $open[] = substr($name, 7);
        }
    }
}
sort($open);
echo 'Made with new: ', implode(' ', $open), "\n";
?>
--EXPECT--
1 namespace, all compared, 0 differences
Made with new: Builder Calendar Ledger RfmMap Tiers
