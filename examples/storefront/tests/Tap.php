<?php

declare(strict_types=1);

namespace Storefront\Tests;

/** Counts what passed and what did not, and says so line by line. */
final class Tap
{
    private int $passed = 0;
    private int $failed = 0;
    private int $skipped = 0;

    /** One test: it fails by throwing, and passes only if it has checked something. */
    public function test(string $name, callable $body): void
    {
        $before = $this->checks;
        try {
            $body();
            if ($this->checks === $before) {
                throw new \LogicException('nothing was checked');
            }
            $this->passed++;
            echo "ok - $name\n";
        } catch (Skipped $reason) {
            $this->skipped++;
            echo "ok - $name # SKIP {$reason->getMessage()}\n";
        } catch (\Throwable $failure) {
            $this->failed++;
            echo "not ok - $name\n", preg_replace('/^/m', '#   ', (string) $failure), "\n";
        }
    }

    private int $checks = 0;

    public function same(mixed $expected, mixed $given, string $what): void
    {
        $this->checks++;
        if ($expected !== $given) {
            throw new \LogicException("$what: " . var_export($given, true) . ' instead of ' . var_export($expected, true));
        }
    }

    public function true(bool $given, string $what): void
    {
        $this->same(true, $given, $what);
    }

    /** Prints the counts. @return int the exit status */
    public function close(): int
    {
        echo "$this->passed passed, $this->failed failed, $this->skipped skipped\n";
        return $this->failed > 0 || $this->passed === 0 ? 1 : 0;
    }
}
