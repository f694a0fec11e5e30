--TEST--
Zones: days as PHP's own dates see them, hours that clocks repeat or skip, every way to name a zone
--EXTENSIONS--
patron
--FILE--
<?php
require __DIR__ . '/bad.inc';
use Patron\{Builder, TimeUnit};
$checked = $wrong = 0;
mt_srand(3);
foreach (['Europe/Berlin', 'America/Sao_Paulo', 'Pacific/Apia', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Gaza', 'Europe/Dublin', 'UTC',
    'America/New_York', 'Asia/Kathmandu'] as $name) {
    $zone = new DateTimeZone($name);
    $instants = [-2208988800, 4102444799];
    foreach ($zone->getTransitions(-2208988799, 4102444799) as $line) {
        array_push($instants, $line['ts'] - 1, $line['ts']);
    }
    for ($i = 0; $i < 100; $i++) {
        $instants[] = mt_rand(-2208988800, 4102444799);
    }
    $b = new Builder(timezone: $name, timeUnit: TimeUnit::Second);
    $b->addColumns(array_keys($instants), $instants, array_fill(0, count($instants), 1), order: array_keys($instants));
    $found = $b->book()->customers('2100-12-31')->column('firstDay');
    foreach ($instants as $at => $instant) {
        $want = (new DateTimeImmutable("@$instant"))->setTimezone($zone);
        $checked++;
        if ($at && $found[$at - 1]->format('Y-m-d e') !== $want->format('Y-m-d') . ' ' . $name && $wrong++ < 5) {
            echo "$name $instant: {$found[$at - 1]->format('c')}, not {$want->format('c')}\n";
        }
    }
}
echo $checked > 1500 ? 'many' : $checked, " instants, $wrong wrong\n";

foreach (['UTC', '+02:00', '-0230', 'CEST', 'Etc/GMT+5'] as $name) {
    echo (new Builder(timezone: $name))->addColumns([1], ['2024-01-05 23:30Z'], [1])->book()->firstDay()->format('Y-m-d H:i e'), "\n";
}
class OwnZone extends DateTimeZone
{
    public function getName(): string { return 'Mars/Olympus'; }
    public function getTransitions(int $from = 0, int $until = 0): array|false { throw new Exception('not asked'); }
}
thrown(fn () => new Builder(timezone: 'Mars/Olympus'));
thrown(fn () => new Builder(timezone: ''));
thrown(fn () => new Builder(timezone: 7));
thrown(fn () => new Builder(timezone: new stdClass()));
thrown(fn () => new Builder(inputTimezone: 'UTC'));
thrown(fn () => new Builder(inputTimezone: 'nowhere', timezone: 'UTC'));
thrown(fn () => new Builder(timezone: (new ReflectionClass(DateTimeZone::class))->newInstanceWithoutConstructor()));
echo (new Builder(timezone: new OwnZone('Asia/Tokyo')))->addColumns([1], ['2024-01-05 23:30Z'], [1])->book()->firstDay()->format('Y-m-d e'), "\n";

// The hour that is repeated is the earlier one, the one that is skipped is after the change; seen from days that begin on the hour.
foreach (['2023-10-29 02:30' => ['+23:29', '+23:30'], '2024-03-31 02:30' => ['+22:29', '+22:30'], '2024-03-31 03:30' => ['+22:29', '+22:30']]
    as $clock => $offsets) {
    foreach ($offsets as $offset) {
        echo $clock, ' at ', $offset, ': ', (new Builder(inputTimezone: 'Europe/Berlin', timezone: $offset))->add(1, $clock, 1)->book()
            ->firstDay()->format('Y-m-d'), "\n";
    }
}
?>
--EXPECT--
many instants, 0 wrong
2024-01-05 00:00 UTC
2024-01-06 00:00 +02:00
2024-01-05 00:00 -02:30
2024-01-06 00:00 CEST
2024-01-05 00:00 Etc/GMT+5
ArgumentException [timezone - - -] timezone: there is no zone "Mars/Olympus"
ArgumentException [timezone - - -] timezone: there is no zone ""
TypeException [timezone - - -] timezone must be a DateTimeZone or its name, not int
TypeException [timezone - - -] timezone must be a DateTimeZone or its name, not stdClass
ArgumentException [timezone - - -] inputTimezone needs timezone: the zone whose days the shop counts
ArgumentException [inputTimezone - - -] inputTimezone: there is no zone "nowhere"
TypeException [timezone - - -] timezone is a DateTimeZone whose constructor was not called
2024-01-06 Asia/Tokyo
2023-10-29 02:30 at +23:29: 2023-10-29
2023-10-29 02:30 at +23:30: 2023-10-30
2024-03-31 02:30 at +22:29: 2024-03-31
2024-03-31 02:30 at +22:30: 2024-04-01
2024-03-31 03:30 at +22:29: 2024-03-31
2024-03-31 03:30 at +22:30: 2024-04-01
