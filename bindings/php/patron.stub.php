<?php

/**
 * patron: a shop's orders in, who comes back, who slips away and what each customer needs next out.
 *
 * Rules that hold everywhere:
 *   - Money is int minor units, or a decimal string read exactly at the builder's scale; a float is a TypeException.
 *   - Days are 'Y-m-d' strings or DateTimeInterface (an instant, seen in the shop's timezone; without one its own date).
 *   - Results name columns as the C headers do, in camelCase. Undefined is null. Days come as DateTimeImmutable
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
 * Columns of equal length. Iterating gives Row objects, made as they are asked for.
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

}
