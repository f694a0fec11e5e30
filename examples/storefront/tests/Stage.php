<?php

declare(strict_types=1);

namespace Storefront\Tests;

use Storefront\Database;
use Storefront\Settings;

/** A shop of its own with a web server in front of it; the database, the server and its files go when it is closed. */
final class Stage
{
    public readonly Settings $settings;
    public readonly Database $database;
    private readonly string $directory;
    private readonly ?string $schema;
    /** @var resource|null */
    private $server = null;
    private int $port = 0;
    /** @var array<string, string> */
    public array $cookies = [];

    /** @param string $name letters only, one for each stage of a run */
    public function __construct(string $name, bool $sqlite = false)
    {
        $this->directory = sys_get_temp_dir() . '/storefront-' . getmypid() . "-$name";
        mkdir($this->directory, 0700);
        $environment = Settings::fromEnvironment();
        if ($sqlite || !self::hasServer()) {
            $this->schema = null;
            $dsn = "sqlite:$this->directory/shop.sqlite";
        } else {
            $this->schema = "storefront_test_$name";
            $server = Database::open($environment);
            $server->pdo->exec("DROP DATABASE IF EXISTS $this->schema");
            $server->pdo->exec("CREATE DATABASE $this->schema CHARACTER SET utf8mb4");
            $dsn = preg_replace('/;dbname=[^;]*/', '', $environment->dsn) . ";dbname=$this->schema";
        }
        $this->settings = new Settings($dsn, $environment->user, $environment->password, 'Europe/Berlin',
            "$this->directory/statements.log");
        $this->database = Database::open(new Settings($dsn, $environment->user, $environment->password));
    }

    /** Whether these tests run against a server; else with SQLite. */
    public static function hasServer(): bool
    {
        return (getenv('PATRON_DSN') ?: '') !== '';
    }

    public function close(): void
    {
        if ($this->server !== null) {
            proc_terminate($this->server);
            proc_close($this->server);
            $this->server = null;
        }
        if ($this->schema !== null) {
            $this->database->pdo->exec("DROP DATABASE $this->schema");
        }
        array_map('unlink', glob("$this->directory/*"));
        rmdir($this->directory);
    }

    /** Runs one of the example's scripts. @return array{status: int, out: string} with both outputs in out */
    public function run(string $script, string ...$arguments): array
    {
        $process = proc_open([...self::php(), dirname(__DIR__) . "/$script", ...$arguments],
            [['file', '/dev/null', 'r'], ['pipe', 'w'], ['redirect', 1]], $pipes, null, $this->environment());
        $out = stream_get_contents($pipes[1]);
        return ['status' => proc_close($process), 'out' => $out];
    }

    /** One request. @return array{status: int, headers: array<string, list<string>>, body: string} */
    public function fetch(string $path, string $method = 'GET', ?array $form = null, array $headers = []): array
    {
        $this->serve();
        $headers[] = 'Connection: close';
        if ($this->cookies) {
            $headers[] = 'Cookie: ' . http_build_query($this->cookies, '', '; ');
        }
        if ($form !== null) {
            $headers[] = 'Content-Type: application/x-www-form-urlencoded';
        }
        $body = file_get_contents("http://127.0.0.1:$this->port$path", false, stream_context_create(['http' => [
            'method' => $method, 'header' => $headers, 'content' => $form === null ? '' : http_build_query($form),
            'ignore_errors' => true, 'follow_location' => 0, 'timeout' => 30, 'protocol_version' => '1.1',
        ]]));
        $answer = ['status' => (int) explode(' ', $http_response_header[0])[1], 'headers' => [], 'body' => $body];
        foreach (array_slice($http_response_header, 1) as $line) {
            [$name, $value] = explode(':', $line, 2);
            $answer['headers'][strtolower($name)][] = trim($value);
        }
        foreach ($answer['headers']['set-cookie'] ?? [] as $cookie) {
            [$name, $value] = explode('=', explode(';', $cookie)[0], 2);
            $this->cookies[$name] = $value;
        }
        return $answer;
    }

    /** Statements since the last call. @return list<array{sql: string, rows: int}> */
    public function statements(): array
    {
        $log = $this->settings->statementLog;
        $lines = is_file($log) ? file($log) : [];
        file_put_contents($log, '');
        return array_map(static fn (string $line): array => json_decode($line, true, 8, JSON_THROW_ON_ERROR), $lines);
    }

    /** A checksum of every row of every table. */
    public function checksum(): string
    {
        $tables = $this->database->driver === 'mysql' ? $this->database->query('SHOW TABLES')
            : $this->database->query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name");
        $hash = hash_init('sha256');
        foreach ($tables->fetchAll(\PDO::FETCH_COLUMN) as $table) {
            hash_update($hash, $table);
            foreach ($this->database->query("SELECT * FROM $table ORDER BY 1, 2") as $row) {
                hash_update($hash, serialize($row));
            }
        }
        return hash_final($hash);
    }

    /** @return list<string> */
    private static function php(): array
    {
        return [PHP_BINARY, '-d', 'extension=' . getenv('STOREFRONT_EXTENSION')];
    }

    /** @return array<string, string> */
    private function environment(): array
    {
        return array_filter([
            'PATRON_DSN' => $this->settings->dsn, 'PATRON_DB_USER' => $this->settings->user,
            'PATRON_DB_PASSWORD' => $this->settings->password, 'PATRON_TIMEZONE' => $this->settings->timezone,
            'PATRON_STATEMENT_LOG' => $this->settings->statementLog,
        ], static fn (?string $value): bool => $value !== null) + getenv();
    }

    /** Starts the server on a free port and waits until it answers. */
    private function serve(): void
    {
        for ($try = 0; $this->server === null; $try++) {
            $probe = stream_socket_server('tcp://127.0.0.1:0');
            $this->port = (int) substr(strrchr(stream_socket_get_name($probe, false), ':'), 1);
            fclose($probe);
            $this->server = proc_open([...self::php(), '-S', "127.0.0.1:$this->port", dirname(__DIR__) . '/public/index.php'],
                [['file', '/dev/null', 'r'], ['file', "$this->directory/server.log", 'a'], ['redirect', 1]], $pipes, null, $this->environment());
            for ($wait = 0; $wait < 100; $wait++) {
                $open = @fsockopen('127.0.0.1', $this->port, $code, $text, 1);
                if ($open !== false) {
                    fclose($open);
                    return;
                }
                if (!proc_get_status($this->server)['running']) {
                    break; // another program was faster to take the port
                }
                usleep(50_000);
            }
            proc_terminate($this->server);
            proc_close($this->server);
            $this->server = null;
            if ($try === 4) {
                throw new \RuntimeException('The web server does not start: ' . file_get_contents("$this->directory/server.log"));
            }
        }
    }

    public function serverLog(): string
    {
        return (string) file_get_contents("$this->directory/server.log");
    }
}
