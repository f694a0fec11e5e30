--TEST--
Rules: bytes come back as they were, and no bytes are dangerous
--EXTENSIONS--
patron
--FILE--
<?php
use Patron\{ChurnRule, ReplenishmentRule, RfmMethod, RfmRule};

require __DIR__ . '/shop.inc';
$shop = shop();
$day = '2024-06-30';
$rules = [$shop->rfmRule($day), $shop->rfmRule($day, monetaryMethod: RfmMethod::Ntile), $shop->churnRule($day),
    $shop->replenishmentRule($day)];
$state = 5;
foreach ($rules as $rule) {
    $class = get_class($rule);
    $bytes = $rule->save();
    $loaded = $class::load($bytes);
    var_dump($class, $loaded == $rule, $loaded->save() === $bytes, $loaded->inspect() == $rule->inspect());
    $refused = 0;
    for ($try = 0; $try < 300; $try++) {
        $bad = $bytes;
        $bad[chance($state, min(32000, strlen($bad)))] = chr(chance($state, 256));
        if ($try % 3 === 0) {
            $bad = substr($bytes, 0, chance($state, min(32000, strlen($bytes))));
        }
        try {
            $other = $class::load($bad);
            if ($bad !== $bytes) {
                match ($class) {
                    RfmRule::class => $shop->rfm($day, $other, $other->inspect()->bins === 5 ? null : 'six'),
                    ChurnRule::class => $shop->churn($day, $other),
                    ReplenishmentRule::class => $shop->replenishment($day, $other),
                };
            }
        } catch (Patron\FormatException $e) {
            $refused++;
        }
    }
    var_dump($refused > 90);
}
echo "-- wrong\n";
thrown(fn () => RfmRule::load(''));
thrown(fn () => RfmRule::load($rules[2]->save()));
thrown(fn () => ChurnRule::load($rules[3]->save()));
thrown(fn () => ReplenishmentRule::load(random_bytes(1000)));
thrown(fn () => ChurnRule::load($rules[2]->save() . ' '));
thrown(fn () => new RfmRule());
thrown(fn () => new ChurnRule());
thrown(fn () => new ReplenishmentRule());
foreach ($rules as $rule) {
    thrown(fn () => clone $rule);
    thrown(fn () => serialize($rule));
    thrown(fn () => $rule->x = 1);
    thrown(fn () => (new ReflectionClass($rule))->newInstanceWithoutConstructor());
}
?>
--EXPECT--
string(14) "Patron\RfmRule"
bool(false)
bool(true)
bool(true)
bool(true)
string(14) "Patron\RfmRule"
bool(false)
bool(true)
bool(true)
bool(true)
string(16) "Patron\ChurnRule"
bool(false)
bool(true)
bool(true)
bool(true)
string(24) "Patron\ReplenishmentRule"
bool(false)
bool(true)
bool(true)
bool(true)
-- wrong
Patron\FormatException (bytes): too short for a rule (bytes)
Patron\FormatException (bytes): a rule of another kind (bytes)
Patron\FormatException (bytes): a rule of another kind (bytes)
Patron\FormatException (bytes): not a rule of this library (bytes)
Patron\FormatException (bytes): the rule is cut off, or longer than it says (bytes)
Error: Call to private Patron\RfmRule::__construct() from global scope
Error: Call to private Patron\ChurnRule::__construct() from global scope
Error: Call to private Patron\ReplenishmentRule::__construct() from global scope
Error: Trying to clone an uncloneable object of class Patron\RfmRule
Exception: Serialization of 'Patron\RfmRule' is not allowed
Error: Cannot create dynamic property Patron\RfmRule::$x
ReflectionException: Class Patron\RfmRule is an internal class marked as final that cannot be instantiated without invoking its constructor
Error: Trying to clone an uncloneable object of class Patron\RfmRule
Exception: Serialization of 'Patron\RfmRule' is not allowed
Error: Cannot create dynamic property Patron\RfmRule::$x
ReflectionException: Class Patron\RfmRule is an internal class marked as final that cannot be instantiated without invoking its constructor
Error: Trying to clone an uncloneable object of class Patron\ChurnRule
Exception: Serialization of 'Patron\ChurnRule' is not allowed
Error: Cannot create dynamic property Patron\ChurnRule::$x
ReflectionException: Class Patron\ChurnRule is an internal class marked as final that cannot be instantiated without invoking its constructor
Error: Trying to clone an uncloneable object of class Patron\ReplenishmentRule
Exception: Serialization of 'Patron\ReplenishmentRule' is not allowed
Error: Cannot create dynamic property Patron\ReplenishmentRule::$x
ReflectionException: Class Patron\ReplenishmentRule is an internal class marked as final that cannot be instantiated without invoking its constructor
