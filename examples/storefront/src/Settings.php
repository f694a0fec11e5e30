<?php

declare(strict_types=1);

namespace Storefront;

/** Where the shop's database is and what its calendar is: from the environment, with defaults that run at once. */
final class Settings
{
    public function __construct(
        public readonly string $dsn,
        public readonly ?string $user = null,
        public readonly ?string $password = null,
        public readonly string $timezone = 'Europe/Berlin',
        public readonly ?string $statementLog = null,
    ) {
    }

    public static function fromEnvironment(): self
    {
        $value = static fn (string $name): ?string => (($text = getenv($name)) === false || $text === '') ? null : $text;
        return new self(
            $value('PATRON_DSN') ?? 'sqlite:' . dirname(__DIR__) . '/var/shop.sqlite',
            $value('PATRON_DB_USER'),
            $value('PATRON_DB_PASSWORD'),
            $value('PATRON_TIMEZONE') ?? 'Europe/Berlin',
            $value('PATRON_STATEMENT_LOG'),
        );
    }

    public function zone(): \DateTimeZone
    {
        return new \DateTimeZone($this->timezone);
    }
}
