<?php

declare(strict_types=1);

namespace Storefront;

/**
 * A statement that writes its SQL and the number of rows that were read from it to a log, one line of JSON each, when
 * it is done with. The tests count the rows of a page with it; set PATRON_STATEMENT_LOG to a file to use it.
 */
final class LoggedStatement extends \PDOStatement
{
    private int $read = 0;

    protected function __construct(private readonly string $log)
    {
    }

    public function fetch(int $mode = \PDO::FETCH_DEFAULT, int $orientation = \PDO::FETCH_ORI_NEXT, int $offset = 0): mixed
    {
        return $this->count(parent::fetch($mode, $orientation, $offset));
    }

    public function fetchAll(int $mode = \PDO::FETCH_DEFAULT, mixed ...$arguments): array
    {
        $rows = parent::fetchAll($mode, ...$arguments);
        $this->read += count($rows);
        return $rows;
    }

    public function fetchColumn(int $column = 0): mixed
    {
        return $this->count(parent::fetchColumn($column));
    }

    public function fetchObject(?string $class = 'stdClass', array $arguments = []): object|false
    {
        return $this->count(parent::fetchObject($class, $arguments));
    }

    public function getIterator(): \Iterator
    {
        while (($row = $this->fetch()) !== false) {
            yield $row;
        }
    }

    public function __destruct()
    {
        if (!isset($this->queryString)) {
            return; // it could not be prepared
        }
        $line = json_encode(['sql' => preg_replace('/\s+/', ' ', $this->queryString), 'rows' => $this->read]);
        file_put_contents($this->log, $line . "\n", FILE_APPEND | LOCK_EX);
    }

    private function count(mixed $row): mixed
    {
        $this->read += $row === false ? 0 : 1;
        return $row;
    }
}
