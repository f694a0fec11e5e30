<?php

declare(strict_types=1);

namespace Storefront;

/** A PDO connection to SQLite or MariaDB. Every statement is prepared and its values are bound with their types. */
final class Database
{
    private const ROWS_PER_INSERT = 250;

    private function __construct(public readonly \PDO $pdo, public readonly string $driver)
    {
    }

    public static function open(Settings $settings): self
    {
        if (str_starts_with($settings->dsn, 'sqlite:/')) {
            $directory = dirname(substr($settings->dsn, 7));
            if (!is_dir($directory)) {
                mkdir($directory, 0700, true);
            }
        }
        $pdo = new \PDO($settings->dsn, $settings->user, $settings->password, [
            \PDO::ATTR_ERRMODE => \PDO::ERRMODE_EXCEPTION,
            \PDO::ATTR_DEFAULT_FETCH_MODE => \PDO::FETCH_ASSOC,
            \PDO::ATTR_EMULATE_PREPARES => false,
            \PDO::ATTR_STRINGIFY_FETCHES => false,
            \PDO::ATTR_TIMEOUT => 10,
        ]);
        if ($settings->statementLog !== null) {
            $pdo->setAttribute(\PDO::ATTR_STATEMENT_CLASS, [LoggedStatement::class, [$settings->statementLog]]);
        }
        $driver = $pdo->getAttribute(\PDO::ATTR_DRIVER_NAME);
        if ($driver === 'mysql') {
            $pdo->exec("SET NAMES utf8mb4, SESSION sql_mode = 'TRADITIONAL'");
        }
        return new self($pdo, $driver);
    }

    /** @param list<int|string|null> $values */
    public function query(string $sql, array $values = []): \PDOStatement
    {
        $statement = $this->pdo->prepare($sql);
        foreach ($values as $i => $value) {
            $type = match (true) {
                $value === null => \PDO::PARAM_NULL,
                is_int($value) => \PDO::PARAM_INT,
                default => \PDO::PARAM_STR,
            };
            $statement->bindValue($i + 1, $value, $type);
        }
        $statement->execute();
        return $statement;
    }

    /** @return list<array<string, mixed>> */
    public function rows(string $sql, array $values = []): array
    {
        return $this->query($sql, $values)->fetchAll();
    }

    /** @return array<string, mixed>|null the first row */
    public function row(string $sql, array $values = []): ?array
    {
        return $this->query($sql, $values)->fetch() ?: null;
    }

    public function value(string $sql, array $values = []): mixed
    {
        return $this->query($sql, $values)->fetchColumn();
    }

    /**
     * Many rows in few statements.
     *
     * @param list<string> $columns
     * @param iterable<list<int|string|null>> $rows
     */
    public function insert(string $table, array $columns, iterable $rows): int
    {
        $count = 0;
        $batch = [];
        foreach ($rows as $row) {
            $batch[] = $row;
            $count++;
            if (count($batch) === self::ROWS_PER_INSERT) {
                $this->insertBatch($table, $columns, $batch);
                $batch = [];
            }
        }
        if ($batch) {
            $this->insertBatch($table, $columns, $batch);
        }
        return $count;
    }

    private function insertBatch(string $table, array $columns, array $rows): void
    {
        $places = '(' . implode(', ', array_fill(0, count($columns), '?')) . ')';
        $this->query(
            "INSERT INTO $table (" . implode(', ', $columns) . ') VALUES ' . implode(', ', array_fill(0, count($rows), $places)),
            array_merge(...$rows),
        );
    }

    /** After many new rows: without it a planner may believe that the tables are still empty. */
    public function analyze(): void
    {
        if ($this->driver === 'mysql') {
            $tables = $this->query('SHOW TABLES')->fetchAll(\PDO::FETCH_COLUMN);
            $this->query('ANALYZE TABLE ' . implode(', ', $tables))->fetchAll();
        } else {
            $this->pdo->exec('ANALYZE');
        }
    }

    /** Runs it in a transaction: all of it happens, or on an exception nothing. */
    public function transaction(callable $work): mixed
    {
        $this->pdo->beginTransaction();
        try {
            $result = $work();
            $this->pdo->commit();
            return $result;
        } catch (\Throwable $failure) {
            if ($this->pdo->inTransaction()) {
                $this->pdo->rollBack();
            }
            throw $failure;
        }
    }
}
