--TEST--
state_name, segment_name, and reasons as people read them
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/shop.inc';
foreach (['en', 'de'] as $language) {
    show(array_map(fn ($token) => Patron\state_name($token, $language), ['new', 'one_time_open', 'one_time_lost',
        'on_track',
        'slowing', 'slipping', 'lost', 'unknown', 'no_estimate', 'not_due', 'due_soon', 'due', 'late', 'lapsed',
            'absent',
        'no_buyer', 'buyer', 'own_word']));
    show(array_map(fn ($token) => Patron\segment_name($token, $language), [...(new Patron\RfmMap())->names(),
        'promising',
        'none', 'refunded', 'own_word']));
}
var_dump(Patron\state_name('slipping'), Patron\segment_name('at_risk'));

/* Numbers with thousands, whatever the locale; and who was silent longer than anyone who came back. */
$rows = [];
for ($customer = 1; $customer <= 1500; $customer++) {
    foreach ($customer % 3 ? [0, 40] : [0] as $day) {
        $rows[] = [$customer, gmdate('Y-m-d', 1577836800 + 86400 * $day), 100];
    }
}
$rows[] = [2000, '2019-01-01', 100];
$rows[] = [2000, '2019-01-02', 100];
$book = (new Patron\Builder())->addRows($rows, customer: 0, time: 1, amount: 2)->book();
setlocale(LC_ALL, ['de_DE.UTF-8', 'C']);
$table = $book->churn('2020-04-01');
foreach ([1, 3, 2000] as $key) {
    $number = $book->find([$key])[0];
    echo $table->reason($number), "\n", $table->reason($number, 'de'), "\n";
}

echo "-- wrong\n";
thrown(fn () => Patron\state_name('new', 'fr'));
thrown(fn () => Patron\segment_name('new', ''));
thrown(fn () => Patron\state_name([]));
?>
--EXPECT--
["new","one-time, open","one-time, lost","on track","slowing","slipping","lost","unknown","no estimate","not due","due soon","due","late","lapsed","absent","no buyer","buyer","own_word"]
["RFM: Champions","RFM: Loyal","RFM: Potential Loyalist","RFM: New","RFM: Promising","RFM: Needs Attention","RFM: About To Sleep","RFM: At Risk","RFM: Can't Lose Them","RFM: Hibernating","RFM: Lost","RFM: Promising","RFM: None","RFM: Refunded","RFM: own_word"]
["neu","Einmalkäufer, offen","Einmalkäufer, verloren","im Takt","wird langsamer","entgleitet","verloren","unbekannt","ohne Schätzung","nicht fällig","bald fällig","fällig","überfällig","verfallen","noch nicht da","kein Käufer","Käufer","own_word"]
["RFM: Champions","RFM: Treue","RFM: Künftige Treue","RFM: Neue","RFM: Vielversprechende","RFM: Brauchen Aufmerksamkeit","RFM: Schlafen bald ein","RFM: Gefährdete","RFM: Nicht zu verlieren","RFM: Schlafende","RFM: Verlorene","RFM: Vielversprechende","RFM: Keines","RFM: Erstattet","RFM: own_word"]
string(8) "slipping"
string(12) "RFM: At Risk"
Ordered 2 times, about every 40 days; silent for 51 days (1.3 times as long). Of 1,501 comparable cases 0 % ordered again within 90 days; right after an order it was 40 %.
Hat 2-mal bestellt, etwa alle 40 Tage; seit 51 Tagen still (1,3-mal so lang). Von 1.501 vergleichbaren Fällen bestellten 0 % in 90 Tagen wieder; direkt nach einer Bestellung waren es 40 %.
Bought once, 91 days ago. Of 500 such customers 0 % ordered again within 90 days; right after the order it was 67 %.
Hat einmal gekauft, vor 91 Tagen. Von 500 solchen Kunden bestellten 0 % in 90 Tagen wieder; direkt nach der Bestellung waren es 67 %.
Ordered 2 times, about every 20 days; silent for 455 days (22.2 times as long). Silent longer than almost anyone who came back.
Hat 2-mal bestellt, etwa alle 20 Tage; seit 455 Tagen still (22,2-mal so lang). Länger still als fast alle, die wiederkamen.
-- wrong
Patron\ArgumentException (language): language must be 'en' or 'de', not 'fr'
Patron\ArgumentException (language): language must be 'en' or 'de', not ''
TypeError: Patron\state_name(): Argument #1 ($token) must be of type string, array given
