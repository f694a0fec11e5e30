<?php

declare(strict_types=1);

namespace Storefront;

/** A language's words and ways to write numbers, and the templates. Templates escape everything they print with e(). */
final class View
{
    public const LANGUAGES = ['en' => 'English', 'de' => 'Deutsch'];

    /** @var array<string, string> */
    private readonly array $texts;

    public function __construct(public readonly string $language, public readonly string $token, private readonly string $currency = '')
    {
        $this->texts = (require __DIR__ . '/texts.php')[$language];
    }

    public function text(string $key, string|int ...$values): string
    {
        return $values ? sprintf($this->texts[$key], ...$values) : $this->texts[$key];
    }

    public function state(?string $token): string
    {
        return $token === null ? $this->text('subscription') : \Patron\state_name($token, $this->language);
    }

    public function segment(string $token): string
    {
        return \Patron\segment_name($token, $this->language);
    }

    public function reason(array $row): string
    {
        return $row['reason_' . $this->language];
    }

    /** Whole cents, without a float in between. */
    public function money(int $cents): string
    {
        $size = abs($cents);
        $text = $this->number(intdiv($size, 100)) . ($this->language === 'de' ? ',' : '.') . sprintf('%02d', $size % 100);
        return ($cents < 0 ? '−' : '') . $text . ($this->currency === '' ? '' : "\u{a0}$this->currency");
    }

    public function number(int $value): string
    {
        return number_format($value, 0, '', $this->language === 'de' ? '.' : ',');
    }

    public function percent(int $part, int $whole): string
    {
        return $whole === 0 ? '–' : number_format(100 * $part / $whole, 0, '', '') . "\u{a0}%";
    }

    public function day(string $day): string
    {
        return $this->language === 'de' ? implode('.', array_reverse(explode('-', $day))) : $day;
    }

    /** A whole page. @param array<string, mixed> $values what the template uses */
    public function page(string $template, string $title, array $values = []): string
    {
        $content = $this->template($template, $values + ['title' => $title]);
        return $this->template('layout', ['title' => $title, 'content' => $content]);
    }

    private function template(string $name, array $values): string
    {
        $view = $this;
        extract($values, EXTR_SKIP);
        ob_start();
        try {
            require dirname(__DIR__) . "/templates/$name.php";
            return ob_get_contents();
        } finally {
            ob_end_clean();
        }
    }
}
