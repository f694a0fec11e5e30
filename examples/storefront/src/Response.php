<?php

declare(strict_types=1);

namespace Storefront;

final class Response
{
    /** @param array<string, string> $headers */
    public function __construct(public readonly int $status, public readonly string $body = '', public readonly array $headers = [])
    {
    }

    public function send(): void
    {
        http_response_code($this->status);
        header_remove('X-Powered-By');
        $headers = $this->headers + [
            'Content-Type' => 'text/html; charset=utf-8',
            'Content-Security-Policy' => "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            'X-Content-Type-Options' => 'nosniff',
            'Referrer-Policy' => 'same-origin',
            'Cache-Control' => 'no-store',
        ];
        foreach ($headers as $name => $value) {
            header("$name: $value");
        }
        echo $this->body;
    }
}
