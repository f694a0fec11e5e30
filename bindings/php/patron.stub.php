<?php

/**
 * patron: a shop's orders in, who comes back, who slips away and what each customer needs next out.
 *
 * Rules that hold everywhere:
 *   - Money is int minor units, or a decimal string read exactly at the builder's scale; a float is a TypeException.
 *   - Days are 'Y-m-d' strings or DateTimeInterface (an instant, seen in the shop's timezone; without one its own
 * date).   - Results name columns as the C headers do, in camelCase. Undefined is null. Days come as DateTimeImmutable
 *     (midnight in the shop's timezone, UTC without one), as 'Y-m-d' in JSON, as days since 1970-01-01 when packed.
 *   - Every failure is a Patron\Exception that says which argument and which row (counted from 0 in what the call was
 *     given; in book() from the builder's first row); the object is as it was before the call.
 *   - Nothing is rounded, clamped or cut, and the caller's arrays are never written to.
 *
 * @generate-class-entries
 * @generate-function-entries
 */

namespace Patron {

/* ---- choices ---------------------------------------------------------------------------------------------------- */

enum Kind: int
{
    case Sale = 0;
    case Renewal = 1;
    case Refund = 2;
    case Ignored = 3;
}

/** What whole numbers in a time column count since 1970-01-01. */
enum TimeUnit: string
{
    case Day = 'D';
    case Second = 's';
    case Millisecond = 'ms';
    case Microsecond = 'us';
    case Nanosecond = 'ns';
}

enum Period: string
{
    case Day = 'day';
    case Week = 'week';
    case Month = 'month';
    case Quarter = 'quarter';
    case Year = 'year';
}

enum CurveKind: string
{
    case In = 'in';
    case Later = 'later';
    case By = 'by';
    case Value = 'value';
}

enum RfmMethod: string
{
    case Default = 'default';
    case Quantile = 'quantile';
    case Cuts = 'cuts';
    case Ntile = 'ntile';
    case RRfm = 'r_rfm';
    case Qcut = 'qcut';
}

enum Monetary: string
{
    case Net = 'net';
    case Mean = 'mean';
    case Margin = 'margin';
}

enum ChurnMethod: string
{
    case Km = 'km';
    case Model = 'model';
}

enum Level: string
{
    case Product = 'product';
    case Category = 'category';
}

/** What to do with an order of negative total, or with a row whose time, amount or kind is null. */
enum Negative: string
{
    case Raise = 'raise';
    case Refund = 'refund';
}

enum Nulls: string
{
    case Raise = 'raise';
    case Skip = 'skip';
}

/** How p values are adjusted for how many they are. */
enum Adjustment: string
{
    case None = 'none';
    case Holm = 'holm';
    case BenjaminiHochberg = 'benjamini_hochberg';
}

/** What is a basket. */
enum Basket: string
{
    case Order = 'order';
    case Purchase = 'purchase';
    case History = 'history';
}

/** In which period a refund lies: in that of its own day, or of its order. */
enum Refunds: string
{
    case Day = 'day';
    case Order = 'order';
}

/** Days until a product is bought again, or from a first purchase with it to the second purchase of anything. */
enum ProductGaps: string
{
    case Repurchase = 'repurchase';
    case Second = 'second';
}

/** What an event does to a customer's points. */
enum LoyaltyKind: string
{
    case Earn = 'earn';
    case Bonus = 'bonus';
    case Spend = 'spend';
    case Refund = 'refund';
    case Reversal = 'reversal';
    case Expire = 'expire';
}

/** When points expire: never, days after they came, at the end of a period, days after the last activity. */
enum Expiry: string
{
    case Never = 'never';
    case After = 'after';
    case Period = 'period';
    case Activity = 'activity';
}

/** What a tier is earned by. */
enum TierBy: string
{
    case Net = 'net';
    case Orders = 'orders';
    case Points = 'points';
}

/** Since when it counts: ever, since the period began, in the last so many days. */
enum TierWindow: string
{
    case Lifetime = 'lifetime';
    case Period = 'period';
    case Rolling = 'rolling';
}

/* ---- failures --------------------------------------------------------------------------------------------------- */

/**
 * Every exception of this extension. All classes below have the same four readonly properties:
 * argument (the parameter's name), field (the role of the column: "amount", "customer", ...), rowIndex, otherRowIndex.
 */
interface Exception extends \Throwable
{
}

/** A row is wrong, two rows contradict each other, or a sum leaves 64 bits. */
class DataException extends \RuntimeException implements Exception
{
    public readonly ?string $argument;
    public readonly ?string $field;
    public readonly ?int $rowIndex;
    public readonly ?int $otherRowIndex;
}

/** A value has a type that is never converted: a float as money, an object as key. */
class TypeException extends \TypeError implements Exception
{
    public readonly ?string $argument;
    public readonly ?string $field;
    public readonly ?int $rowIndex;
    public readonly ?int $otherRowIndex;
}

/** An argument or option is wrong. */
class ArgumentException extends \ValueError implements Exception
{
    public readonly ?string $argument;
    public readonly ?string $field;
    public readonly ?int $rowIndex;
    public readonly ?int $otherRowIndex;
}

/** A day, instant or range of customers lies outside what is allowed. */
class RangeException extends \RangeException implements Exception
{
    public readonly ?string $argument;
    public readonly ?string $field;
    public readonly ?int $rowIndex;
    public readonly ?int $otherRowIndex;
}

/** Loaded bytes are not a valid rule. */
class FormatException extends \UnexpectedValueException implements Exception
{
    public readonly ?string $argument;
    public readonly ?string $field;
    public readonly ?int $rowIndex;
    public readonly ?int $otherRowIndex;
}

/** A rule or book was made with other settings than this call needs. */
class MismatchException extends \LogicException implements Exception
{
    public readonly ?string $argument;
    public readonly ?string $field;
    public readonly ?int $rowIndex;
    public readonly ?int $otherRowIndex;
}

/** The measure needs a column that the book does not have. */
class MissingException extends \LogicException implements Exception
{
    public readonly ?string $argument;
    public readonly ?string $field;
    public readonly ?int $rowIndex;
    public readonly ?int $otherRowIndex;
}

/** The memory would pass memory_limit, or the system has none left; or more rows or customers than a book holds. */
class MemoryException extends \RuntimeException implements Exception
{
    public readonly ?string $argument;
    public readonly ?string $field;
    public readonly ?int $rowIndex;
    public readonly ?int $otherRowIndex;
}

/* ---- results ---------------------------------------------------------------------------------------------------- */

/**
 * One row of a Table: each column is a readonly property ($row->valueAtRisk).
 * `key` is the key of the row's customer, the same as `customer`.
 *
 * @strict-properties
 * @not-serializable
 */
class Row implements \JsonSerializable
{
    private function __construct() {}

    /** @return array<string, mixed> by column, in the table's order */
    public function toArray(): array {}

    public function jsonSerialize(): array {}
}

/**
 * A row of Book::customers(): of its columns those that were wanted.
 *
 * @property-read int|string $key
 * @property-read int|string $customer
 * @property-read ?string $state
 * @property-read ?int $birthKnown
 * @property-read int $orders
 * @property-read int $renewalOrders
 * @property-read int $purchases
 * @property-read int $renewalPurchases
 * @property-read ?\DateTimeImmutable $firstDay
 * @property-read ?\DateTimeImmutable $lastDay
 * @property-read ?int $daysSince
 * @property-read ?int $tenure
 * @property-read int $sales
 * @property-read int $refunds
 * @property-read int $net
 * @property-read int $salesCounted
 * @property-read int $netCounted
 * @property-read int $units
 * @property-read int $unitsReturned
 * @property-read int $discount
 * @property-read int $discountedOrders
 * @property-read int $cost
 * @property-read int $margin
 * @property-read int $gaps
 * @property-read int $gapSum
 * @property-read ?int $gapMedianTwice
 * @property-read ?int $lastGap
 * @property-read int $recentOrders
 * @property-read int $recentNet
 * @property-read int $earlierOrders
 * @property-read int $earlierNet
 *
 * @strict-properties
 * @not-serializable
 */
final class CustomerRow extends Row
{
}

/**
 * A row of Book::rfm().
 *
 * @property-read int|string $key
 * @property-read int|string $customer
 * @property-read ?int $recency
 * @property-read ?int $frequency
 * @property-read int $monetaryNumerator
 * @property-read int $monetaryDenominator
 * @property-read ?int $r
 * @property-read ?int $f
 * @property-read ?int $m
 * @property-read ?int $cell
 * @property-read ?string $segment
 *
 * @strict-properties
 * @not-serializable
 */
final class RfmRow extends Row
{
}

/**
 * A row of Book::replenishment(): it has product or category, by the level.
 *
 * @property-read int|string $key
 * @property-read int|string $customer
 * @property-read int|string $product
 * @property-read int|string $category
 * @property-read string $state
 * @property-read string $level
 * @property-read int $suppressed
 * @property-read int $evidence
 * @property-read int $purchases
 * @property-read \DateTimeImmutable $lastDay
 * @property-read ?\DateTimeImmutable $dueDay
 * @property-read ?\DateTimeImmutable $windowFrom
 * @property-read ?\DateTimeImmutable $windowTo
 * @property-read ?\DateTimeImmutable $expectedDay
 * @property-read ?int $lastQuantity
 * @property-read ?int $expectedQuantity
 * @property-read ?int $expectedAmount
 * @property-read float $chance
 * @property-read float $pi
 * @property-read float $stillRepeating
 *
 * @strict-properties
 * @not-serializable
 */
final class ReplenishmentRow extends Row
{
}

/**
 * A row of Book::churn(), and of entered() and left(), which have fromState, toState and change besides.
 *
 * @property-read int|string $key
 * @property-read int|string $customer
 * @property-read ?string $state
 * @property-read ?string $method
 * @property-read float $score
 * @property-read float $rho
 * @property-read ?int $horizon
 * @property-read float $pNow
 * @property-read float $pStart
 * @property-read ?int $cases
 * @property-read int $flags
 * @property-read float $scale
 * @property-read float $ratio
 * @property-read int $purchases
 * @property-read ?\DateTimeImmutable $lastDay
 * @property-read ?int $silence
 * @property-read ?int $nextSilence
 * @property-read ?\DateTimeImmutable $nextDay
 * @property-read ?string $nextState
 * @property-read int $net365
 * @property-read float $valueAtRisk
 * @property-read ?string $fromState
 * @property-read ?string $toState
 * @property-read string $change 'silence', 'ordered' or 'refunded'
 *
 * @strict-properties
 * @not-serializable
 */
final class ChurnRow extends Row
{
    /** Why the customer has its state, as a sentence in English ('en') or German ('de'); '' where nothing compares. */
    public function reason(string $language = 'en'): string {}
}

/**
 * Columns of equal length. Iterating gives Row objects, made as they are asked for. Besides its rows a table may have
 * facts, which are readonly properties: what they are is said where the measure is ($table->unknownBirth).
 *
 * @property-read \DateTimeImmutable $asOf the day of a measure that has one
 *
 * @template R of Row
 * @implements \IteratorAggregate<int, R>
 *
 * @strict-properties
 * @not-serializable
 */
class Table implements \Countable, \IteratorAggregate, \JsonSerializable
{
    private function __construct() {}

    public function count(): int {}

    /** @return list<string> */
    public function columns(): array {}

    /** @return list<mixed> the values of one column */
    public function column(string $name): array {}

    /**
     * A column of numbers as it lies in memory, in the machine's byte order: for unpack('q*'), 'l*' or 'd*' by
     * packedFormat(). States are their numbers, days count from 1970-01-01; undefined values are those of the C header.
     */
    public function packed(string $name): string {}

    /** 'q' (int64), 'l' (int32) or 'd' (float): the unpack() code of packed(). */
    public function packedFormat(string $name): string {}

    /** @return R */
    public function row(int $index): Row {}

    public function getIterator(): \Iterator {}

    public function jsonSerialize(): array {}
}

/**
 * @extends Table<RfmRow>
 * @strict-properties
 * @not-serializable
 */
final class RfmTable extends Table
{
    public function rule(): RfmRule {}

    public function row(int $index): RfmRow {}

    public function map(): RfmMap {}
}

/**
 * @extends Table<ChurnRow>
 * @strict-properties
 * @not-serializable
 */
final class ChurnTable extends Table
{
    public function rule(): ChurnRule {}

    public function row(int $index): ChurnRow {}

    public function reason(int $index, string $language = 'en'): string {}

    /**
     * Who is in one of the states and was in none of them on the earlier day, by the same rule: largest value at risk
     * first. Rows have every column of Book::churn() on this table's day, and fromState, toState and change.
     *
     * @param string|array $states one or a list; null in it is "no state"
     * @return Table<ChurnRow>
     */
    public function entered(string|array $states, \DateTimeInterface|string $since): Table {}

    /**
     * Who was in one of the states on the earlier day and is in none of them any more; rows as of entered().
     *
     * @param string|array $states
     * @return Table<ChurnRow>
     */
    public function left(string|array $states, \DateTimeInterface|string $since): Table {}
}

/**
 * @extends Table<ReplenishmentRow>
 * @strict-properties
 * @not-serializable
 */
final class ReplenishmentTable extends Table
{
    public function rule(): ReplenishmentRule {}

    public function row(int $index): ReplenishmentRow {}
}

/**
 * Numbers with labels on both sides; null is a cell that has no value (yet).
 *
 * @strict-properties
 * @not-serializable
 */
final class Matrix implements \Countable, \IteratorAggregate, \JsonSerializable
{
    private function __construct() {}

    public function count(): int {}

    /** @return list<int|string> */
    public function rows(): array {}

    /** @return list<string> */
    public function columns(): array {}

    public function get(int|string $row, int|string $column): int|float|string|null {}

    /** @return array<string, mixed> one row by column label */
    public function row(int|string $row): array {}

    /** @return list<list<mixed>> */
    public function toArray(): array {}

    /** Row label => row by column label. */
    public function getIterator(): \Iterator {}

    /** @return array{rows: list<int|string>, columns: list<string>, values: list<list<mixed>>} */
    public function jsonSerialize(): array {}
}

/**
 * Results by group, under the labels that the caller's group column held ("7" stays a string).
 *
 * @strict-properties
 * @not-serializable
 */
final class Groups implements \Countable, \IteratorAggregate
{
    private function __construct() {}

    public function count(): int {}

    /** @return list<int|string> */
    public function labels(): array {}

    public function get(int|string|bool $label): mixed {}

    public function getIterator(): \Iterator {}
}

/**
 * A record of named numbers (totals, counts, a rule's settings): each is a readonly property.
 *
 * @strict-properties
 * @not-serializable
 */
class Record implements \JsonSerializable
{
    private function __construct() {}

    /** @return array<string, mixed> */
    public function toArray(): array {}

    public function jsonSerialize(): array {}
}

/**
 * What reconciles with the shop's own report; money in minor units: sales - refunds = net.
 *
 * @property-read int $rows
 * @property-read int $rowsSale
 * @property-read int $rowsRenewal
 * @property-read int $rowsRefund
 * @property-read int $rowsIgnored
 * @property-read int $rowsAfter
 * @property-read int $orders
 * @property-read int $ordersCounted
 * @property-read int $ordersZero
 * @property-read int $ordersRefunded
 * @property-read int $ordersRenewal
 * @property-read int $purchases
 * @property-read int $customers
 * @property-read int $buyers
 * @property-read int $buyersUnknownBirth
 * @property-read int $sales
 * @property-read int $refunds
 * @property-read int $net
 * @property-read int $netCustomers
 * @property-read int $netGuests
 * @property-read int $netUnmatched
 * @property-read int $netCounted
 * @property-read int $refundsUnmatched
 * @property-read int $refundsOver
 * @property-read int $duplicateRows
 * @property-read int $duplicateMoney
 * @property-read array<string, int> $excludedRows
 * @property-read array<string, int> $excludedMoney
 *
 * @strict-properties
 * @not-serializable
 */
final class Totals extends Record
{
}

/**
 * Sums over customers.
 *
 * @property-read int $customers
 * @property-read int $buyers
 * @property-read int $buyersUnknownBirth
 * @property-read int $oneTimeBuyers
 * @property-read int $repeaters
 * @property-read int $orders
 * @property-read int $renewalOrders
 * @property-read int $purchases
 * @property-read int $sales
 * @property-read int $refunds
 * @property-read int $net
 * @property-read int $netCounted
 * @property-read int $repeatObserved
 * @property-read int $repeatWithin
 * @property-read int $recentBuyers
 * @property-read int $recentNew
 * @property-read int $recentReturning
 * @property-read int $recentUnknown
 * @property-read int $recentRepeat
 * @property-read int $recentOrders
 * @property-read int $recentNet
 * @property-read int $recentNetCounted
 * @property-read int $recentNetReturning
 * @property-read int $earlierBuyers
 * @property-read int $keptBuyers
 * @property-read int $earlierOrders
 * @property-read int $earlierNet
 *
 * @strict-properties
 * @not-serializable
 */
final class CustomerCounts extends Record
{
}

/**
 * What an RFM rule holds: settings, caps and cuts.
 *
 * @property-read int $bookFlags
 * @property-read int $bins
 * @property-read ?\DateTimeImmutable $asOf
 * @property-read int $windowDays
 * @property-read int $monetary
 * @property-read int $recencyMethod
 * @property-read int $frequencyMethod
 * @property-read int $monetaryMethod
 * @property-read list<int> $caps
 * @property-read int $currencyUnit
 * @property-read int $population
 * @property-read int $gaps
 * @property-read list<int> $recency
 * @property-read list<int> $recencyUncapped
 * @property-read list<int> $frequency
 * @property-read list<int> $monetaryNumerator
 * @property-read list<int> $monetaryDenominator
 *
 * @strict-properties
 * @not-serializable
 */
final class RfmInfo extends Record
{
}

/**
 * A churn rule's settings, and what its table holds.
 *
 * @property-read int $bookFlags
 * @property-read int $method
 * @property-read ?\DateTimeImmutable $asOf
 * @property-read int $horizon
 * @property-read int $newDays
 * @property-read list<float> $bands
 * @property-read int $gaps
 * @property-read int $gapDays
 * @property-read float $meanGap
 * @property-read list<int> $closed
 * @property-read list<int> $open
 * @property-read list<int> $cases
 * @property-read list<float> $support
 *
 * @strict-properties
 * @not-serializable
 */
final class ChurnInfo extends Record
{
}

/**
 * The parameters of one level of a rule; variances are of ln days.
 *
 * @property-read int $items
 * @property-read int $purchases
 * @property-read int $pairs
 * @property-read int $gaps
 * @property-read float $theta
 * @property-read float $thetaRaw
 * @property-read float $thetaSe
 * @property-read float $varianceWithin
 * @property-read float $variancePairs
 * @property-read float $varianceItems
 * @property-read float $varianceCategories
 * @property-read float $varianceCustomers
 * @property-read float $mean
 * @property-read list<float> $pi
 * @property-read float $piMean
 * @property-read int $steps
 *
 * @strict-properties
 * @not-serializable
 */
final class ReplenishmentParameters extends Record
{
}

/**
 * Of Stats::wilson().
 *
 * @property-read float $low
 * @property-read float $high
 *
 * @strict-properties
 * @not-serializable
 */
final class Interval extends Record
{
}

/**
 * Of Stats::rateDifference().
 *
 * @property-read float $difference
 * @property-read float $low
 * @property-read float $high
 * @property-read float $pValue
 *
 * @strict-properties
 * @not-serializable
 */
final class RateDifference extends Record
{
}

/**
 * Of Stats::quantile(): numerator / whole, exactly.
 *
 * @property-read int $numerator
 * @property-read int $whole
 *
 * @strict-properties
 * @not-serializable
 */
final class Quantile extends Record
{
}

/**
 * Of Cohorts::outside(): who is in no row.
 *
 * @property-read int $unknownBirth
 * @property-read int $unknownBirthNet
 * @property-read int $notBuyers
 * @property-read int $notBuyersNet
 *
 * @strict-properties
 * @not-serializable
 */
final class CohortsOutside extends Record
{
}

/* ---- rules ------------------------------------------------------------------------------------------------------ */

/**
 * @strict-properties
 * @not-serializable
 */
final class RfmRule
{
    private function __construct() {}

    public static function load(string $bytes): RfmRule {}

    public function save(): string {}

    public function inspect(): RfmInfo {}
}

/**
 * @strict-properties
 * @not-serializable
 */
final class ChurnRule
{
    private function __construct() {}

    public static function load(string $bytes): ChurnRule {}

    /**
     * From counts that shards added up (Book::churnGaps, Book::churnCount).
     *
     * @param array $gaps
     * @param array $cells
     * @param array|null $second
     * @param \DateTimeInterface|string|null $firstDay first day of the shop's records; null: not known
     * @param int $flags Book::flags() of the shards
     * @param array|null $bands
     */
    public static function make(\DateTimeInterface|string $asOf, array $gaps, array $cells, ?array $second = null,
        \DateTimeInterface|string|null $firstDay = null, int $flags = 0, ?int $horizon = null, ?int $newDays = null,
        ?array $bands = null): ChurnRule {}

    public function save(): string {}

    public function inspect(): ChurnInfo {}

    /** @return list<int> the table: [closed, open][group - 1][bin] */
    public function cells(): array {}

    /** Lower edge of a bin of the table. */
    public static function edge(int $bin): float {}
}

/**
 * @strict-properties
 * @not-serializable
 */
final class ReplenishmentRule
{
    private function __construct() {}

    public static function load(string $bytes): ReplenishmentRule {}

    public function save(): string {}

    public function inspect(Level $level = Level::Product): ReplenishmentParameters {}

    public function items(Level $level = Level::Product): Table {}
}

/**
 * @strict-properties
 * @not-serializable
 */
final class RfmMap
{
    /** A preset ('default', 'classic', 'six'), or a map of one's own: bins, cells (bins^3 segments) and names. */
    public function __construct(?string $preset = null, ?int $bins = null, ?array $cells = null,
        ?array $names = null) {}

    /** @return list<string> */
    public function names(): array {}

    /** @return list<string> what a migration's rows are: the names, and 'none' for who was no buyer yet */
    public function fromNames(): array {}

    /** @return list<string> what a migration's columns are: the names, and 'refunded' for who is a buyer no longer */
    public function toNames(): array {}

    /** @return list<int> */
    public function cells(int $bins = 5): array {}
}

/* ---- rows in ---------------------------------------------------------------------------------------------------- */

/**
 * Takes batches of rows and makes a Book. A batch is taken whole, or on an exception not at all.
 *
 * What columns hold:
 *   - customer, order, shop, product, category and labels are keys: int, string or null. A column is of the kind of its
 *     first key (a null or a guest says nothing); a later key of the other kind is taken if it is the same number
 *     written the one way there is (7 and "7", but not "07"), else it is a DataException. Null is a guest, an order of
 *     its own, a line without product, no label.
 *   - amount, discount and cost are money: int minor units, or a decimal string read exactly at `scale` ("12.5" is 1250
 *     at 2; "12.345" an error). quantity is an int of 1/quantityScale pieces, or a decimal string of pieces.
 *   - time is 'Y-m-d' (a day of the shop), 'Y-m-d H:i[:s[.u]]' (what inputTimezone's clock shows), the same with 'Z' or
 *     an offset, a DateTimeInterface (both instants), or an int (or its text) of timeUnit. One call holds one of these.
 *     Where a clock shows an hour twice, the first is meant; an hour that it skips is taken as if it had not been put
 *     forward yet. A zone is known for the years 1900 to 2099. Instants need `timezone`; without inputTimezone they
 *     cannot follow clock times, for nobody knows which instants those are.
 *   - kind is a Kind, its value, or a status that `kinds` maps to a Kind. Without the column all rows are sales.
 *   - Null in time, amount or kind is an error, or with Nulls::Skip leaves the row out; in quantity, discount and cost
 *     it is 0.
 *
 * Later calls must have the columns of the first one (kind may come and go). As long as all rows came by add(), a row
 * may bring new columns: they are null in the rows before it.
 *
 * @strict-properties
 * @not-serializable
 */
final class Builder implements \Countable
{
    /**
     * @param int|null $scale decimals of the currency; needed for money given as strings
     * @param \DateTimeZone|string|null $inputTimezone what clock times without a zone show: null is the shop's own
     * @param \DateTimeZone|string|null $timezone the shop's calendar: where a day begins
     * @param TimeUnit|null $timeUnit what whole numbers in the time column count; never guessed
     * @param array $guestKeys customer keys that mean "guest"; null always does
     * @param array $alias pairs [old key, key it is counted as]
     * @param array $since pairs [customer key, day since when the shop knows it]
     */
    public function __construct(
        ?int $scale = null,
        \DateTimeZone|string|null $inputTimezone = null,
        \DateTimeZone|string|null $timezone = null,
        ?TimeUnit $timeUnit = null,
        array $guestKeys = [0, ''],
        Nulls $nulls = Nulls::Raise,
        Negative $negative = Negative::Raise,
        \DateTimeInterface|string|null $observedFrom = null,
        \DateTimeInterface|string|null $observedUntil = null,
        bool $allowBeyond = false,
        int $quantityScale = 1,
        array $alias = [],
        array $since = [],
        bool $zeroOrders = false,
        bool $countByOrder = false,
        bool $keepOrderIds = false,
        bool $dropKeys = false,
        bool $findDuplicates = false,
        int $threads = 1
    ) {}

    /** Rows taken so far. */
    public function count(): int {}

    /** Rows left out for a null, with Nulls::Skip. */
    public function skipped(): int {}

    /**
     * Columns as lists of equal length.
     *
     * @param array $kinds from the shop's statuses to Kind; a status that is not listed is an error
     * @param array $labels from names to lists: one value an order
     * @param array $lineLabels from names to lists: one value a line
     */
    public function addColumns(
        array $customer,
        array $time,
        array $amount,
        ?array $order = null,
        ?array $shop = null,
        ?array $product = null,
        ?array $category = null,
        ?array $quantity = null,
        ?array $discount = null,
        ?array $cost = null,
        ?array $kind = null,
        array $labels = [],
        array $lineLabels = [],
        array $kinds = []
    ): static {}

    /**
     * Columns of whole numbers as pack('q*') makes them (64-bit integers in the machine's byte order): money in minor
     * units, times in timeUnit, kinds as Kind's values. A key column may also be a list, for keys that are texts.
     *
     * @param array $labels from names to packed numbers or lists
     * @param array $lineLabels from names to packed numbers or lists
     */
    public function addPacked(
        string|array $customer,
        string $time,
        string $amount,
        string|array|null $order = null,
        string|array|null $shop = null,
        string|array|null $product = null,
        string|array|null $category = null,
        ?string $quantity = null,
        ?string $discount = null,
        ?string $cost = null,
        ?string $kind = null,
        array $labels = [],
        array $lineLabels = [],
        array $kinds = []
    ): static {}

    /**
     * Rows from anything that iterates (an array, PDOStatement, generator): each an array or an object with public
     * properties (or __get); the other arguments say where in a row a column is.
     *
     * @param array $labels from names to where in a row the label is
     * @param array $lineLabels the same for labels of lines
     */
    public function addRows(
        iterable $rows,
        int|string $customer,
        int|string $time,
        int|string $amount,
        int|string|null $order = null,
        int|string|null $shop = null,
        int|string|null $product = null,
        int|string|null $category = null,
        int|string|null $quantity = null,
        int|string|null $discount = null,
        int|string|null $cost = null,
        int|string|null $kind = null,
        array $labels = [],
        array $lineLabels = [],
        array $kinds = []
    ): static {}

    /** One row. A column left out or null is null, but kind: without one the row is a sale. */
    public function add(
        int|string|null $customer,
        \DateTimeInterface|int|string|null $time,
        int|string|null $amount,
        int|string|null $order = null,
        int|string|null $shop = null,
        int|string|null $product = null,
        int|string|null $category = null,
        int|string|null $quantity = null,
        int|string|null $discount = null,
        int|string|null $cost = null,
        Kind|int|string|null $kind = null,
        array $labels = [],
        array $lineLabels = [],
        array $kinds = []
    ): static {}

    /** Moves all rows of another builder, of the same columns, behind these; the other is empty afterwards. */
    public function merge(Builder $other): static {}

    /** Appends everything a book holds; the orders of customers in $forget become guests' orders. */
    public function addBook(Book $book, array $forget = []): static {}

    /** Makes the book; the builder is empty afterwards. On an exception it is as it was. */
    public function book(): Book {}
}

/* ---- the book and its measures ---------------------------------------------------------------------------------- */

/**
 * All of a shop's orders, immutable. Every measure takes the day it is about.
 * $mask (who is in) and $group (in which group; null: in none) are lists with one value a customer number; with $group
 * the result is a Groups. $first and $count are a range of customer numbers.
 *
 * @strict-properties
 * @not-serializable
 */
final class Book implements \Countable
{
    private function __construct() {}

    /** Customers in the book, at any date. */
    public function count(): int {}

    /** Orders in the book at any date, guests' too. */
    public function orders(): int {}

    /** First and last day with a sale, renewal or refund; null in an empty book. */
    public function firstDay(): ?\DateTimeImmutable {}

    public function lastDay(): ?\DateTimeImmutable {}

    /** Bytes that the book holds. */
    public function memory(): int {}

    /** The PATRON_BOOK_ flags it was built with. */
    public function flags(): int {}

    /** @return list<int|string> keys of 'customer', 'product', 'category' or a label's values, by number */
    public function keys(string $what = 'customer'): array {}

    /** @return list<int|null> numbers of customer keys; null for a key the book does not know */
    public function find(array $keys): array {}

    /** What reconciles with the shop's own report. */
    public function totals(\DateTimeInterface|string $asOf): Totals {}

    /** @return list<string> what looks wrong: 'first_period', 'gap_at_end', 'no_sales' */
    public function warnings(\DateTimeInterface|string $asOf): array {}

    /**
     * The facts of every customer.
     *
     * @param array|null $columns names of the columns wanted
     */
    public function customers(\DateTimeInterface|string $asOf, ?int $windowDays = null, ?array $columns = null,
        int $first = 0, ?int $count = null): Table {}

    /** Sums over customers: buyers, repeaters, orders, net, the recent window, ... */
    public function customersCount(\DateTimeInterface|string $asOf, ?int $windowDays = null, ?int $repeatDays = null,
        ?array $mask = null, ?array $group = null, int $first = 0, ?int $count = null): CustomerCounts|Groups {}

    public function rfmRule(\DateTimeInterface|string $asOf, ?int $bins = null, ?int $windowDays = null,
        Monetary $monetary = Monetary::Net, RfmMethod $recencyMethod = RfmMethod::Default,
        RfmMethod $frequencyMethod = RfmMethod::Default, RfmMethod $monetaryMethod = RfmMethod::Default,
        ?array $recencyCuts = null, ?array $frequencyCuts = null, ?array $monetaryCuts = null,
        ?int $currencyUnit = null, ?array $caps = null, int $threads = 1, ?array $mask = null): RfmRule {}

    /** Scores and segments; without a rule this book's at $asOf, with every default. */
    public function rfm(\DateTimeInterface|string $asOf, ?RfmRule $rule = null, RfmMap|string|null $map = null,
        int $first = 0, ?int $count = null): RfmTable {}

    /** Buyers, orders, purchases and net by segment. */
    public function rfmCount(\DateTimeInterface|string $asOf, RfmRule $rule, RfmMap|string|null $map = null,
        ?array $mask = null, ?array $group = null, int $first = 0, ?int $count = null): Matrix|Groups {}

    /** Customers by segment on two days, each by its own rule. */
    public function rfmMigration(\DateTimeInterface|string $before, RfmRule $ruleBefore,
        \DateTimeInterface|string $after, RfmRule $ruleAfter, RfmMap|string|null $map = null, ?array $mask = null,
        ?array $group = null, int $first = 0, ?int $count = null): Matrix|Groups {}

    /** Each customer's segment on two days: columns customer, from, to. */
    public function rfmMoves(\DateTimeInterface|string $before, RfmRule $ruleBefore, \DateTimeInterface|string $after,
        RfmRule $ruleAfter, RfmMap|string|null $map = null, int $first = 0, ?int $count = null): Table {}

    /** @param string $by 'period', 'product', 'category', 'depth' or the name of a label */
    public function cohorts(\DateTimeInterface|string $asOf, string $by = 'period', Period $period = Period::Month,
        int $weekStart = 0, int $firstMonth = 1, ?int $windowDays = null, ?int $periods = null, ?array $brackets = null,
        ?int $sequence = null, bool $refundDay = false, ?array $keys = null, ?int $limit = null, ?array $edges = null,
        ?array $mask = null, ?array $group = null, int $first = 0, ?int $count = null): Cohorts|Groups {}

    public function churnRule(\DateTimeInterface|string $asOf, ChurnMethod $method = ChurnMethod::Km,
        ?int $horizon = null, ?int $newDays = null, ?array $bands = null, int $threads = 1,
        ?array $mask = null): ChurnRule {}

    /** The churn state of every customer; without a rule by this book's at $asOf, with every default. */
    public function churn(\DateTimeInterface|string $asOf, ?ChurnRule $rule = null, ?array $columns = null,
        int $first = 0, ?int $count = null): ChurnTable {}

    /** Buyers, trailing net and value at risk by state. */
    public function churnStates(\DateTimeInterface|string $asOf, ChurnRule $rule, ?array $mask = null,
        ?array $group = null, int $first = 0, ?int $count = null): Matrix|Groups {}

    /** Whose state changed between two days, by one rule: largest value at risk first. null in a set: no state. */
    public function churnChanges(\DateTimeInterface|string $fromDay, \DateTimeInterface|string $toDay, ChurnRule $rule,
        string|array|null $fromStates = null, string|array|null $toStates = null, ?array $mask = null): Table {}

    /** @return list<int> the shop's closed gaps, for shards to add up */
    public function churnGaps(\DateTimeInterface|string $asOf, ?array $mask = null, int $first = 0,
        ?int $count = null): array {}

    /** @return array{cells: list<int>, second: list<int>} what ChurnRule::make takes, for shards to add up */
    public function churnCount(\DateTimeInterface|string $asOf, array $gaps, ?array $mask = null, int $first = 0,
        ?int $count = null): array {}

    public function replenishmentRule(\DateTimeInterface|string $asOf): ReplenishmentRule {}

    /**
     * Pairs of customers and products, and when each is due.
     *
     * @param int|null $within only pairs due from $asOf to so many days later
     * @param ChurnTable|null $gate this book's churn: pairs of lost customers get a bit in `suppressed`
     * @param array|null $states tokens of the states wanted
     */
    public function replenishment(\DateTimeInterface|string $asOf, ?ReplenishmentRule $rule = null,
        Level $level = Level::Product, ?int $within = null, ?int $horizon = null, ?ChurnTable $gate = null,
        ?array $states = null, bool $unsuppressed = false, int $first = 0, ?int $count = null): ReplenishmentTable {}

    /** Pairs, customers, units and amount by state, and of those due within $within days (7). */
    public function replenishmentCount(\DateTimeInterface|string $asOf, ReplenishmentRule $rule,
        Level $level = Level::Product, ?int $within = null, ?ChurnTable $gate = null, ?array $mask = null,
        ?array $group = null, int $first = 0, ?int $count = null): Matrix|Groups {}

    /* ---- repeat purchases: tables here have facts besides their rows, as readonly properties ---- */

    /**
     * How many buyers came back, ever and within so many days: within (null: ever), buyers (the eligible: for a number
     * of days those of known birth whose first purchase was so long ago), repeaters, rate, low, high.
     * Facts: bins (a Table of buyers, allPurchases, orders and net by purchases), buyers, oneTime, repeaters,
     * purchases, orders, unknownBirth, unknownRepeaters, notBuyers, notBuyersNet.
     *
     * @param array|null $within days; null: 30, 60, 90, 180, 365
     * @param bool $renewals false: renewals of subscriptions are no purchases
     */
    public function repeat(\DateTimeInterface|string $asOf, ?array $within = null, ?int $bins = null,
        bool $renewals = true, float $confidence = 0.95, ?array $mask = null, ?array $group = null, int $first = 0,
        ?int $count = null): Table|Groups {}

    /**
     * How often the n-th purchase leads to the next one: n, buyers (of known birth, with n or more), next, rate, low,
     * high, renewals, orders, sales, net of the n-th purchases. Fact: unknownBirth.
     */
    public function repeatSequence(\DateTimeInterface|string $asOf, ?int $sequence = null, bool $renewals = true,
        float $confidence = 0.95, ?array $mask = null, ?array $group = null, int $first = 0,
        ?int $count = null): Table|Groups {}

    /**
     * Days from the first purchase to the n-th by Kaplan-Meier: n, entered, closed, closedDays, for each percentage
     * day50 (of everyone; null: not reached) and closed50 (of those who came). Fact: unknownBirth.
     */
    public function repeatTimes(\DateTimeInterface|string $asOf, ?int $sequence = null, ?int $days = null,
        array $percent = [25, 50, 75], bool $renewals = true, float $confidence = 0.95, ?array $mask = null,
        ?array $group = null, int $first = 0, ?int $count = null): Waits|Groups {}

    /** Days from a purchase to the next one, when to write after order n: as repeatTimes, by after (null: all gaps). */
    public function repeatGaps(\DateTimeInterface|string $asOf, ?int $sequence = null, ?int $days = null,
        array $percent = [25, 50, 75], bool $renewals = false, float $confidence = 0.95, ?array $mask = null,
        ?array $group = null, int $first = 0, ?int $count = null): Waits|Groups {}

    /**
     * New against returning by period, in both usual definitions: period, firstDay, lastDay, state ('complete',
     * 'partial', 'future'), and the counts of patron_repeat_period_cells: net = firstNet + laterNet + unmatchedNet =
     * newNet + returningNet + unmatchedNet; of the whole book also guestOrders, guestSales, guestRefunds, guestNet.
     * Fact: unknownBirth.
     */
    public function newAndReturning(\DateTimeInterface|string $asOf, Period $period = Period::Month, int $weekStart = 0,
        int $firstMonth = 1, \DateTimeInterface|string|null $since = null,
        \DateTimeInterface|string|null $until = null, Refunds $refunds = Refunds::Day, ?array $mask = null,
        ?array $group = null, int $first = 0, ?int $count = null): Table|Groups {}

    /**
     * Growth accounting by period: opening + newBuyers + reactivated - lapsed = closing; retention; kept (who never
     * left) with keptLow and keptHigh; boughtAgain of boughtObserved (month to month) with againRate, againLow,
     * againHigh. Fact: unknownBirth.
     */
    public function growth(\DateTimeInterface|string $asOf, Period $period = Period::Month, int $weekStart = 0,
        int $firstMonth = 1, \DateTimeInterface|string|null $since = null,
        \DateTimeInterface|string|null $until = null, ?int $activeDays = null, float $confidence = 0.95,
        ?array $mask = null, ?array $group = null, int $first = 0, ?int $count = null): Table|Groups {}

    /**
     * By calendar month of the first purchase: month (1 is January), buyers, repeaters, observed, within, rate, low,
     * high, withinPurchases, withinNet. Facts: months (a Table by born and month, with rates), second and again (each a
     * Matrix of month of birth by month of return), unknownBirth.
     */
    public function season(\DateTimeInterface|string $asOf, ?int $repeatDays = null, float $confidence = 0.95,
        ?array $mask = null, ?array $group = null, int $first = 0, ?int $count = null): Table|Groups {}

    /**
     * Who bought in one window and came back in the next occurrence of another: boughtIn, backIn, base, back, rate,
     * low, high. Facts: bought (a Table of window, buyers, bought), unknownBirth.
     *
     * @param array $windows names and when they were: ['christmas' => [['2023-12-01', '2023-12-26'], ...], ...]
     */
    public function windows(\DateTimeInterface|string $asOf, array $windows, bool $firstOnly = false,
        float $confidence = 0.95, ?array $mask = null, ?array $group = null, int $first = 0,
        ?int $count = null): Table|Groups {}

    /**
     * Buyers whose first purchase has its anniversary from $asOf to so many days (30) later, soonest first: customer,
     * firstDay, anniversaryDay, years, purchases, lastDay. Fact: unknownBirth.
     */
    public function anniversaries(\DateTimeInterface|string $asOf, ?int $days = null, ?array $mask = null): Table {}

    /**
     * How much of the net the best buyers bring: top (share of the buyers), buyers, net, share, multiple (of the
     * average buyer), restMultiple. Facts: gini, buyers, net, negative, negativeNet.
     *
     * @param array|null $shares in ten-thousandths of the buyers; null: 100, 500, 1000, 2000, 5000
     */
    public function valueConcentration(\DateTimeInterface|string $asOf, ?array $shares = null, ?int $windowDays = null,
        ?array $mask = null, ?array $group = null): Table|Groups {}

    /**
     * The values of orders: quantile (0.5 is the median), value in minor units. Facts: orders, value (their sum), aov,
     * thresholds (a Table of threshold, orders, below, rate, low, high, belowValue).
     *
     * @param array|null $quantiles in ten-thousandths; null: 1000, 2500, 5000, 7500, 9000
     * @param array $thresholds minor units
     */
    public function orderValues(\DateTimeInterface|string $asOf, ?array $quantiles = null, array $thresholds = [],
        ?int $windowDays = null, bool $sales = false, bool $guests = false, float $confidence = 0.95,
        ?array $mask = null, ?array $group = null): Table|Groups {}

    /**
     * The usual simple lifetime value, with all it is made of: buyers, orders, firstOrders, netCounted, exposureDays,
     * cost (null without costs: revenue then), years, margin, aov, frequency, repeatFrequency, value, valueNew.
     *
     * @param float|null $margin share of net left after costs; null: from the book's costs, or 1 (revenue) without
     */
    public function lifetimeValue(\DateTimeInterface|string $asOf, float $years = 3.0, ?float $margin = null,
        ?array $mask = null, ?array $group = null, int $first = 0, ?int $count = null): Record|Groups {}

    /**
     * Where a change of net between two periods comes from, a row a part ('new', 'returning', 'uncounted', 'unmatched',
     * of the whole book 'guests'): part, buyersBefore, ordersBefore, netBefore, buyersAfter, ordersAfter, netAfter,
     * change, and for new and returning byBuyers, byFrequency, byValue, which add up to it. Fact: change.
     *
     * @param array $before first and last day
     * @param array $after first and last day
     */
    public function revenueTree(\DateTimeInterface|string $asOf, array $before, array $after, ?array $mask = null,
        ?array $group = null, int $first = 0, ?int $count = null): Table|Groups {}

    /**
     * What each coupon, campaign or channel brought, a row a value of the label, most orders first: its key (named as
     * the label), orders, net, sales, discount, discounted, buyers, returned with returnedRate, Low, High; buyersNet,
     * newBuyers, newRepeaters with newRepeatRate ...; newObserved, newWithin with newWithinRate ...; newNet. Facts:
     * none (orders without a value), all (every order once), Records.
     */
    public function promotions(\DateTimeInterface|string $asOf, string $label, ?int $repeatDays = null,
        ?int $windowDays = null, float $confidence = 0.95, ?array $mask = null, ?array $group = null, int $first = 0,
        ?int $count = null): Table|Groups {}

    /**
     * Do deep discounts bring customers who stay: band (of the first purchase), buyers, repeaters with repeatRate ...,
     * observed, within with withinRate ..., firstNet, laterOrders, laterDiscounted with laterDiscountedRate ...,
     * laterNet; of all orders by their own band orders with ordersRate ..., ordersNet, ordersDiscount.
     *
     * @param array|null $edges in ten-thousandths; null: 1000, 2000, 3000, 5000
     */
    public function discountDepth(\DateTimeInterface|string $asOf, ?array $edges = null, ?int $repeatDays = null,
        float $confidence = 0.95, ?array $mask = null, ?array $group = null, int $first = 0,
        ?int $count = null): Table|Groups {}

    /**
     * What the recipients of a mailing did in the days after it, against a hold-out drawn by lot: arm (the hold-out
     * first), recipients, unobserved, responders, rate, low, high, orders, net.
     *
     * @param array $arms one value a customer of the book (null: not in it), or a list of pairs [customer key, arm] and
     *     triples [customer key, arm, day]: whoever is not in the book answered nothing and counts as recipient, but
     *     not with a mask, group or range
     * @param \DateTimeInterface|string|array $sent day 0 of everybody, or one day a customer (null: not in it)
     */
    public function mailing(\DateTimeInterface|string $asOf, array $arms, \DateTimeInterface|string|array $sent,
        int $days, int|string $holdout, float $confidence = 0.95, ?array $mask = null, ?array $group = null,
        int $first = 0, ?int $count = null): Mailing|Groups {}

    /** What makes a hero on a day: asOf, windowDays, rest, heroes, cut. Without churn the book's own at $asOf. */
    public function heroes(\DateTimeInterface|string $asOf, ?ChurnTable $churn = null, ?int $windowDays = null,
        ?array $mask = null): Record {}

    /**
     * The classes of every customer: customer, year ('new', 'returned', 'lapsed', 'inactive', 'more', 'less', 'same'),
     * partialBase, stage ('inactive', 'fading', 'hero', 'active'), activity ('new', 'loyal', 'passive'), wasHero; null
     * for who is no buyer. Facts: heroes, heroesBefore (Records), churn, before.
     *
     * @param ChurnTable|null $churn the whole book's churn of the same day; null: made with its own rule
     * @param \DateTimeInterface|string|null $before of wasHero; null: 90 days earlier
     */
    public function classes(\DateTimeInterface|string $asOf, ?ChurnTable $churn = null,
        \DateTimeInterface|string|null $before = null, ?int $windowDays = null, int $first = 0,
        ?int $count = null): Table {}

    /**
     * Buyers by what they did in the last window against the one before it: year, buyers, rate (of all buyers), low,
     * high, net, partial (buyers known for less than both windows).
     */
    public function yearOverYear(\DateTimeInterface|string $asOf, ?int $windowDays = null, float $confidence = 0.95,
        ?array $mask = null, ?array $group = null, int $first = 0, ?int $count = null): Table|Groups {}

    /**
     * Buyers by the stage of their life: stage, buyers, rate, low, high, net, wasHero. Facts: activity (the same Table
     * of new, loyal and passive ones), heroes, heroesBefore, churn, before.
     */
    public function stages(\DateTimeInterface|string $asOf, ?ChurnTable $churn = null,
        \DateTimeInterface|string|null $before = null, ?int $windowDays = null, float $confidence = 0.95,
        ?array $mask = null, ?array $group = null, int $first = 0, ?int $count = null): Table|Groups {}

    /**
     * Signs that a customer may not come back: customer, gapWidening, valueFalling, lastRefunded, discountOnly; 1, 0,
     * or null where it cannot be judged.
     */
    public function churnSigns(\DateTimeInterface|string $asOf, int $first = 0, ?int $count = null): Table {}

    /**
     * What the signs of so many days (90) ago were worth: sign, customersWith, goneWith with goneWithRate ...; the same
     * without; difference, low, high, pValue, pAdjusted (Holm).
     */
    public function churnSignCount(\DateTimeInterface|string $asOf, ?int $horizon = null, float $confidence = 0.95,
        ?array $mask = null, ?array $group = null, int $first = 0, ?int $count = null): Table|Groups {}

    /**
     * The product table, most buyers first: its key, buyers, newBuyers with newRate ..., existingBuyers, unknownBuyers,
     * repurchasers with repurchaseRate ..., againObserved, againWithin with againRate ..., orders, purchases, sold,
     * returned, sales, refunds, recentBuyers ..., firstDay, lastDay. Facts: none, rest, all (Records), guests (a Table
     * of the guests' orders, null with mask, group or range).
     */
    public function products(\DateTimeInterface|string $asOf, Level $level = Level::Product, ?int $windowDays = null,
        ?int $repeatDays = null, float $confidence = 0.95, ?array $mask = null, ?array $group = null, int $first = 0,
        ?int $count = null): Table|Groups {}

    /**
     * Buyers by what their first purchase held, most buyers first: its key, buyers, repeaters with repeatRate ...,
     * repeatObserved, repeatWithin with withinRate ..., loyal with loyalRate ..., orders, purchases, net. Facts: none,
     * all, unknown (Records).
     */
    public function firstProducts(\DateTimeInterface|string $asOf, Level $level = Level::Product,
        ?int $repeatDays = null, float $confidence = 0.95, ?array $mask = null, ?array $group = null, int $first = 0,
        ?int $count = null): Table|Groups {}

    /**
     * Days until a product is bought again, most closed gaps first: its key, closed, open, day25, day50, day75 by
     * Kaplan-Meier (null: not reached). Facts: none, all (Records).
     */
    public function productGaps(\DateTimeInterface|string $asOf, ProductGaps $which = ProductGaps::Repurchase,
        Level $level = Level::Product, ?array $mask = null, ?array $group = null, int $first = 0,
        ?int $count = null): Table|Groups {}

    /**
     * Units in the next days (30) if they sell as in the last ones (365), most units first: its key, units, orders,
     * expected, low, high (prediction interval), firstDay. Without a mask guests count too.
     */
    public function expected(\DateTimeInterface|string $asOf, Level $level = Level::Product, ?int $horizon = null,
        ?int $windowDays = null, float $confidence = 0.95, ?array $mask = null): Table {}

    /**
     * Products bought together: a, b, count, aCount, bCount, baskets, support, aToB, aToBLow, aToBHigh, bToA, bToALow,
     * bToAHigh, lift. Facts: baskets, leftOut, empty.
     *
     * @param int|null $maxItems baskets with more are left out (100)
     * @param int|null $minCount pairs that occur less often are left out (2)
     * @param int|null $top rows at most (100)
     */
    public function pairs(\DateTimeInterface|string $asOf, Level $level = Level::Product,
        Basket $basket = Basket::Order, ?int $maxItems = null, ?int $minCount = null, ?int $top = null,
        bool $byLift = false, bool $guests = false, float $confidence = 0.95, ?array $mask = null,
        ?array $group = null): Table|Groups {}

    /**
     * From a purchase to the customer's next one: from, to, count, fromCount, toCount, steps, share, shareLow,
     * shareHigh, lift. Facts: baskets (steps), leftOut, empty.
     */
    public function transitions(\DateTimeInterface|string $asOf, Level $level = Level::Product, ?int $maxItems = null,
        ?int $minCount = null, ?int $top = null, bool $byLift = false, ?array $mask = null,
        ?array $group = null): Table|Groups {}

    /**
     * How much more often the buyers of a group have a product than all buyers, most of the group's buyers first: its
     * key, buyers (of n), n, buyersAll (of nAll), nAll, index, low, high.
     */
    public function overIndex(\DateTimeInterface|string $asOf, array $group, Level $level = Level::Product,
        float $confidence = 0.95, ?array $mask = null): Groups {}

    /** The book's orders and refunds as events of a Ledger: customer, time, kind, amount, order (its position). */
    public function loyaltyEvents(): Table {}

    /**
     * A Ledger of the book's orders alone: what a programme of points would have given.
     *
     * @param array $rules pairs: points, and for how many minor units
     */
    public function ledger(array $rules = [[1, 100]], Expiry $expiry = Expiry::Never, ?int $expiryCount = null,
        Period $period = Period::Month, int $weekStart = 0, int $firstMonth = 1, bool $debt = false,
        bool $roundOnce = false): Ledger {}

    /**
     * The tier of every customer: customer, tier (null: below the first), byValue (without the days of grace), value,
     * gap (to the next tier), until, keepGap (what must come by then). Fact: tiers.
     *
     * @param Ledger|null $ledger for tiers by points
     */
    public function tiers(\DateTimeInterface|string $asOf, Tiers $tiers, ?Ledger $ledger = null, int $first = 0,
        ?int $count = null): Table {}

    /**
     * Buyers by tier (null: without one): tier, buyers, rate (of all buyers), low, high, value, inGrace, lapsing (whose
     * tier ends in the next $within days). Fact: tiers.
     */
    public function tiersCount(\DateTimeInterface|string $asOf, Tiers $tiers, ?Ledger $ledger = null, int $within = 30,
        float $confidence = 0.95, ?array $mask = null, ?array $group = null, int $first = 0,
        ?int $count = null): Table|Groups {}

    /** Who holds another tier than earlier: customer, fromTier, toTier, fromValue, toValue. Fact: earlier. */
    public function tierChanges(\DateTimeInterface|string $earlier, \DateTimeInterface|string $asOf, Tiers $tiers,
        ?Ledger $ledger = null, int $first = 0, ?int $count = null): Table {}
}

/**
 * Counts of cohorts by time since the first purchase. Rows are the listed cohorts, then "(other)", "(none)", "(all)".
 *
 * @strict-properties
 * @not-serializable
 */
final class Cohorts
{
    private function __construct() {}

    /** @return list<int|string> */
    public function rows(): array {}

    /** @return list<string> */
    public function columns(): array {}

    /** @return list<string> counts that matrix() gives */
    public function names(): array {}

    /** Sizes by cohort: a matrix of one column for 'buyers', 'repeatIn0' and 'unmatched' each. */
    public function sizes(): Matrix {}

    /** Who is in no row: unknownBirth, unknownBirthNet, notBuyers, notBuyersNet. */
    public function outside(): CohortsOutside {}

    public function matrix(string $name, int $n = 2, bool $cumulative = false): Matrix {}

    public function curve(CurveKind $kind = CurveKind::In, int $n = 2, ?string $of = null,
        float $confidence = 0.95): Curve {}
}

/**
 * @strict-properties
 * @not-serializable
 */
final class Curve
{
    private function __construct() {}

    public function rate(): Matrix {}

    public function low(): Matrix {}

    public function high(): Matrix {}

    public function part(): Matrix {}

    public function whole(): Matrix {}

    public function state(): Matrix {}

    /** @return array<string, float|null> the mean row by column; empty for CurveKind::Later */
    public function mean(): array {}
}

/* ---- statistics and the calendar --------------------------------------------------------------------------------- */

/**
 * @strict-properties
 * @not-serializable
 */
/**
 * @strict-properties
 * @not-serializable
 */
final class Stats
{
    private function __construct() {}

    /** Wilson interval of k of n: low, high. */
    public static function wilson(int $k, int $n, float $confidence = 0.95): Interval {}

    /** Difference of two rates with interval and p value. */
    public static function rateDifference(int $k1, int $n1, int $k2, int $n2,
        float $confidence = 0.95): RateDifference {}

    /** Kaplan-Meier curve with Greenwood intervals. @return Table survival, low, high, ... as the C header says */
    public static function kaplanMeier(int $entered, array $events, array $censored, float $confidence = 0.95): Table {}

    /** The first index at which survival falls to 1 - probability or below; null if it never does. */
    public static function kaplanMeierQuantile(array $survival, float $probability): ?int {}

    /** Type-7 quantile of ascending whole numbers at part/whole. */
    public static function quantile(array $ascending, int $part, int $whole): Quantile {}

    /** @return list<float> p values adjusted for how many they are */
    public static function adjust(array $pValues, Adjustment $method = Adjustment::Holm): array {}
}

/**
 * @strict-properties
 * @not-serializable
 */
/**
 * @strict-properties
 * @not-serializable
 */
final class Calendar
{
    /** Weeks begin on $weekStart (0 = Monday), years in $firstMonth. */
    public function __construct(Period $period, int $weekStart = 0, int $firstMonth = 1) {}

    /** The index of the period that a day is in. */
    public function period(\DateTimeInterface|string $day): int {}

    public function firstDay(int $index): \DateTimeImmutable {}
}

/* ---- results of repeat purchases --------------------------------------------------------------------------------- */

/**
 * How long buyers take to purchase again: rows by purchase number, and the curves that they are read from.
 *
 * @extends Table<Row>
 * @strict-properties
 * @not-serializable
 */
final class Waits extends Table
{
    /**
     * The Kaplan-Meier curve of a row by its first column: day, events, censored, atRisk, share (have purchased after
     * so many days or fewer), variance, low, high. Fact: n.
     */
    public function curve(?int $n): Table {}

    /** The shares at some days of every row: the purchase number, days, atRisk, share, low, high. */
    public function within(int ...$days): Table {}
}

/**
 * What each arm of a mailing did.
 *
 * @extends Table<Row>
 * @strict-properties
 * @not-serializable
 */
final class Mailing extends Table
{
    /**
     * Each variant against the hold-out: arm, recipients, responders, rate, low, high; difference with differenceLow,
     * differenceHigh, pValue, pAdjusted; net (a recipient), netDifference with netLow, netHigh, netPValue,
     * netPAdjusted; incremental (what the variant brought, minor units). Differences are null for the hold-out.
     */
    public function compare(Adjustment $adjust = Adjustment::Holm, float $confidence = 0.95): Table {}
}

/* ---- points and tiers -------------------------------------------------------------------------------------------- */

/**
 * Points, replayed from events; immutable. An unknown order, an event out of order, a spend beyond the balance: an
 * exception that names the event, and nothing is applied.
 *
 * @strict-properties
 * @not-serializable
 */
final class Ledger implements \Countable
{
    /**
     * Columns as lists of equal length; events of one customer in order of time.
     *
     * @param array $kind LoyaltyKind, its name or number; or statuses that $kinds maps to LoyaltyKind
     * @param array $amount minor units of Earn and Refund, points of all others
     * @param array|null $order the order's id, which a refund must name
     * @param array|null $event the event's own id: a repeated one is left out
     * @param array|null $rule of an Earn: which of $rules
     * @param array|null $num of an Earn: multiplier $num / $den
     * @param array|null $expires last day on which the points are good; null: by $expiry
     * @param array|null $restore of a Refund: points spent on the order that it gives back; null: by proportion
     * @param array $rules pairs: points, and for how many minor units
     * @param int|null $expiryCount days, or with Expiry::Period periods
     * @param bool $debt what could not be taken back is owed, instead of lost
     * @param bool $sortEvents replay in order of time instead of demanding it
     * @param bool $roundOnce no rounding to full steps before the multiplier
     * @param bool $renewBySpend spending is activity too
     */
    public function __construct(array $customer, array $time, array $kind, array $amount, ?array $order = null,
        ?array $event = null, ?array $rule = null, ?array $num = null, ?array $den = null, ?array $expires = null,
        ?array $restore = null, array $kinds = [], array $rules = [[1, 100]], Expiry $expiry = Expiry::Never,
        ?int $expiryCount = null, Period $period = Period::Month, int $weekStart = 0, int $firstMonth = 1,
        bool $debt = false, bool $sortEvents = false, bool $roundOnce = false, bool $renewBySpend = false,
        \DateTimeZone|string|null $timezone = null, ?TimeUnit $timeUnit = null) {}

    /** Events from anything that iterates; the arguments of columns say where in a row each is. */
    public static function fromRows(iterable $rows, int|string $customer, int|string $time, int|string $kind,
        int|string $amount, int|string|null $order = null, int|string|null $event = null, int|string|null $rule = null,
        int|string|null $num = null, int|string|null $den = null, int|string|null $expires = null,
        int|string|null $restore = null, array $kinds = [], array $rules = [[1, 100]], Expiry $expiry = Expiry::Never,
        ?int $expiryCount = null, Period $period = Period::Month, int $weekStart = 0, int $firstMonth = 1,
        bool $debt = false, bool $sortEvents = false, bool $roundOnce = false, bool $renewBySpend = false,
        \DateTimeZone|string|null $timezone = null, ?TimeUnit $timeUnit = null): Ledger {}

    /** Customers in the ledger. */
    public function count(): int {}

    /** What it was made from: events, replayed, repeated, guests, customers, orders, bytes, firstDay, lastDay. */
    public function info(): Record {}

    /** @return list<int|string> */
    public function keys(): array {}

    /** @return list<int|null> */
    public function find(array $keys): array {}

    /**
     * The points of every customer: customer, balance = earned + bonus + restored - spent - expired - taken, debt,
     * shortfall, expiring (in the next $within days, 30), nextExpiry, nextPoints, lastEvent.
     */
    public function balances(\DateTimeInterface|string $asOf, ?int $within = null, ?array $columns = null,
        int $first = 0, ?int $count = null): Table {}

    /**
     * Sums over customers, one row: customers, holders, debtors, issued, earned, bonus, spent, restored, expired,
     * taken, shortfall, outstanding, debt, expiring, expiringCustomers; liability (minor units of outstanding),
     * liabilityRest; breakageRate ... (expired of issued), fateRate ... (expired of those no more outstanding).
     *
     * @param array $pointValue minor units, and for how many points
     */
    public function liability(\DateTimeInterface|string $asOf, array $pointValue = [1, 1], ?int $within = null,
        float $confidence = 0.95, ?array $mask = null, ?array $group = null, int $first = 0,
        ?int $count = null): Table|Groups {}

    /** What became of the points of each period: period, lots, issued, expired, rate, low, high, outstanding. */
    public function vintages(\DateTimeInterface|string $asOf, Period $period = Period::Month, int $weekStart = 0,
        int $firstMonth = 1, \DateTimeInterface|string|null $since = null,
        \DateTimeInterface|string|null $until = null, float $confidence = 0.95, ?array $mask = null,
        ?array $group = null, int $first = 0, ?int $count = null): Table|Groups {}

    /** Every movement of a customer's points: day, event (null: expired), reason, points, balance, missing. */
    public function history(int|string $customer, \DateTimeInterface|string $asOf): Table {}

    /** The lots that a customer's points lie in, as they would be spent: event, earnedDay, expiry, renewed, points. */
    public function lots(int|string $customer, \DateTimeInterface|string $asOf): Table {}
}

/**
 * A programme of tiers: what each is earned by.
 *
 * @strict-properties
 * @not-serializable
 */
final class Tiers
{
    /**
     * @param array $thresholds what is needed (minor units, orders or points) by the tier's name, lowest first
     * @param int|null $windowDays of TierWindow::Rolling (365)
     * @param int $graceDays how long a tier is kept after the last day on which its threshold was reached
     */
    public function __construct(array $thresholds, TierBy $by = TierBy::Net, TierWindow $window = TierWindow::Lifetime,
        ?int $windowDays = null, int $graceDays = 0, Period $period = Period::Year, int $weekStart = 0,
        int $firstMonth = 1) {}

    /** @return list<string> */
    public function names(): array {}
}

/* ---- functions -------------------------------------------------------------------------------------------------- */

function version(): string {}

function abi_version(): int {}

/** Bytes that this extension's handles hold in this process (in a thread-safe PHP: in this thread). */
function memory_usage(): int {}

/** Builders, books, rules and tables alive. */
function live_handles(): int {}

/** Customers by segment on two results of Book::rfm of one book; `from` and `to` as Book::rfmMigration. */
function migration(RfmTable $before, RfmTable $after, ?array $mask = null, ?array $group = null): Matrix|Groups {}

/** The median days since the last purchase by segment: one column 'medianRecency'; null for a segment without customers. */
function median_recency(RfmTable $scores): Matrix {}

/** A state as people read it: state_name('slipping', 'de') is 'entgleitet'. */
function state_name(string $token, string $language = 'en'): string {}

/** A segment as people read it: segment_name('at_risk') is 'RFM: At Risk'. */
function segment_name(string $token, string $language = 'en'): string {}

/**
 * What cohorts brought against what winning them cost: cohort, buyers, cost, state ('paid', 'open', 'empty'), payback
 * (the first complete column that covers the cost), column (the last complete one), cac, ltv, ratio. Fact: of.
 *
 * @param array $costs minor units by cohort: the whole spend of that row; rows without costs are left out
 * @param string|null $of 'marginTo' or 'netTo'; null: margin where the book has costs of goods
 */
function payback(Cohorts $cohorts, array $costs, ?string $of = null): Table {}

}
