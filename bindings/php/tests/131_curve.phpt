--TEST--
Cohorts::curve: rates, intervals, states, the mean
--EXTENSIONS--
patron
--INI--
precision=17
serialize_precision=6
--FILE--
<?php
use Patron\CurveKind;

require __DIR__ . '/shop.inc';
$cohorts = six()->cohorts('2024-03-31', periods: 3);
$curve = $cohorts->curve();
foreach (['rate', 'low', 'high', 'part', 'whole', 'state'] as $part) {
    show($curve->$part()->row('2024-01'));
    show($curve->$part()->row('(all)'));
}
show($curve->mean());
show($cohorts->curve(CurveKind::By)->rate()->row('2024-01'));
show($cohorts->curve(CurveKind::Later)->state()->row('2024-01'));
show($cohorts->curve(CurveKind::Later)->mean());
$value = $cohorts->curve(CurveKind::Value);
show($value->rate()->row('2024-01'));
show($value->low()->row('2024-01'));
show($cohorts->curve(CurveKind::Value, of: 'netEligible')->part()->row('2024-01'));
$shop = shop()->cohorts('2024-12-31', sequence: 3, periods: 4);
show($shop->curve(CurveKind::Value, of: 'marginTo')->mean());
show($shop->curve(CurveKind::By, n: 3)->rate()->row('(all)'));
var_dump($shop->curve(confidence: 0.5)->low()->get('(all)', 1) > $shop->curve()->low()->get('(all)', 1));
$rate = $curve->rate();
unset($curve, $cohorts, $shop);
var_dump($rate->get('2024-01', '2'), $rate->get('(none)', 0));

echo "-- wrong\n";
$cohorts = six()->cohorts('2024-03-31');
thrown(fn () => $cohorts->curve(CurveKind::By, n: 3));
thrown(fn () => $cohorts->curve(CurveKind::By, n: 1));
thrown(fn () => $cohorts->curve(CurveKind::In, of: 'netTo'));
thrown(fn () => $cohorts->curve(CurveKind::Value, of: 'orders'));
thrown(fn () => $cohorts->curve(CurveKind::Value, of: 'marginTo'));
thrown(fn () => $cohorts->curve(confidence: 0));
thrown(fn () => $cohorts->curve(confidence: 1));
thrown(fn () => $cohorts->curve(confidence: NAN));
thrown(fn () => $cohorts->curve('in'));
$curve = $cohorts->curve();
thrown(fn () => new Patron\Curve());
thrown(fn () => clone $curve);
thrown(fn () => serialize($curve));
thrown(fn () => $curve->x = 1);
?>
--EXPECT--
{"0":1,"1":1,"2":0.5,"beyond":null}
{"0":1,"1":0.666667,"2":0.5,"beyond":null}
{"0":0.34238,"1":0.34238,"2":0.0945312,"beyond":null}
{"0":0.438503,"1":0.20766,"2":0.0945312,"beyond":null}
{"0":1,"1":1,"2":0.905469,"beyond":null}
{"0":1,"1":0.938508,"2":0.905469,"beyond":null}
{"0":2,"1":2,"2":1,"beyond":null}
{"0":3,"1":2,"2":1,"beyond":null}
{"0":2,"1":2,"2":2,"beyond":0}
{"0":3,"1":3,"2":2,"beyond":0}
{"0":"complete","1":"complete","2":"complete","beyond":"open"}
{"0":"complete","1":"complete","2":"partial","beyond":"open"}
{"0":1,"1":0.666667,"2":0.5,"beyond":null}
{"0":0,"1":1,"2":1,"beyond":null}
{"0":"open","1":"open","2":"open","beyond":"open"}
[]
{"0":2150,"1":4400,"2":5650,"beyond":null}
{"0":null,"1":null,"2":null,"beyond":null}
{"0":4300,"1":4500,"2":2500,"beyond":null}
{"0":1296.25,"1":2390,"2":3440,"3":4217.5,"beyond":null}
{"0":0.05,"1":0.216667,"2":0.483333,"3":0.633333,"beyond":null}
bool(true)
float(0.5)
NULL
-- wrong
Patron\ArgumentException (n): n must be 2 ... 2 (sequence)
Patron\ArgumentException (n): n must be 2 ... 2 (sequence)
Patron\ArgumentException (of): of 'netTo' does not go with this curve
Patron\ArgumentException (of): of 'orders' does not go with this curve
Patron\ArgumentException (of): of 'marginTo' does not go with this curve
Patron\ArgumentException (confidence): confidence must lie between 0 and 1
Patron\ArgumentException (confidence): confidence is not within 0 … 1
Patron\ArgumentException (confidence): confidence is not within 0 … 1
TypeError: Patron\Cohorts::curve(): Argument #1 ($kind) must be of type Patron\CurveKind, string given
Error: Call to private Patron\Curve::__construct() from global scope
Error: Trying to clone an uncloneable object of class Patron\Curve
Exception: Serialization of 'Patron\Curve' is not allowed
Error: Cannot create dynamic property Patron\Curve::$x
