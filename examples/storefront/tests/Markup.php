<?php

declare(strict_types=1);

namespace Storefront\Tests;

/** What a page says, read from its HTML, and what is wrong with the HTML. */
final class Markup
{
    private const VOID = ['meta', 'link', 'input', 'br', 'img'];

    /** Texts of elements with data-field, by field. @return array<string, string> */
    public static function fields(string $html): array
    {
        preg_match_all('#<(td|dd)[^>]* data-field="([^"]*)"[^>]*>(.*?)</\1>#s', $html, $found, PREG_SET_ORDER);
        return array_combine(array_column($found, 2), array_map([self::class, 'plain'], array_column($found, 3)));
    }

    /** @return array<string, string> data-token by data-field */
    public static function tokens(string $html): array
    {
        preg_match_all('#data-field="([^"]*)" data-token="([^"]*)"#', $html, $found);
        return array_combine($found[1], $found[2]);
    }

    /** Rows of tables that carry data-$name: their attributes, and their cells' texts. @return list<array{data: array, cells: list<string>}> */
    public static function rows(string $html, string $name): array
    {
        preg_match_all("#<tr( data-$name=[^>]*)>(.*?)</tr>#s", $html, $found, PREG_SET_ORDER);
        return array_map(static function (array $row): array {
            preg_match_all('#data-(\w+)="([^"]*)"#', $row[1], $data);
            preg_match_all('#<t[hd][^>]*>(.*?)</t[hd]>#s', $row[2], $cells);
            return ['data' => array_combine($data[1], $data[2]), 'cells' => array_map([self::class, 'plain'], $cells[1])];
        }, $found);
    }

    public static function plain(string $html): string
    {
        return trim(html_entity_decode(strip_tags($html), ENT_QUOTES | ENT_HTML5, 'UTF-8'));
    }

    /** @return list<string> what is wrong: tags that do not match, tables without heads, fields without labels */
    public static function faults(string $html): array
    {
        $faults = $open = $ids = [];
        if (!preg_match('/^<!DOCTYPE html>\s*<html lang="(en|de)">/', $html)) {
            $faults[] = 'no doctype or language';
        }
        preg_match_all('#<(/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*>|<(?!!DOCTYPE)[^>]*#i', $html, $tags, PREG_SET_ORDER);
        foreach ($tags as $tag) {
            if (!isset($tag[2])) {
                $faults[] = 'a < that is no tag: ' . substr($tag[0], 0, 60);
                continue;
            }
            [, $end, $name, $attributes] = $tag;
            if ($end === '/') {
                if (array_pop($open) !== $name) {
                    $faults[] = "</$name> ends something else";
                }
                continue;
            }
            if (preg_match('/\bid="([^"]*)"/', $attributes, $id) && in_array($id[1], $ids, true)) {
                $faults[] = "two elements with id $id[1]";
            }
            $ids[] = $id[1] ?? null;
            if (preg_match('#\b(src|href|action)="(?!/|\#)#', $attributes) || preg_match('/\s(on\w+|style)="/', $attributes)) {
                $faults[] = "<$name$attributes> leaves the site or holds code";
            }
            if (in_array($name, ['input', 'select'], true) && !in_array('label', $open, true) && !str_contains($attributes, 'type="hidden"')) {
                $faults[] = "<$name> without a label";
            }
            if ($name === 'th' && !str_contains($attributes, 'scope=')) {
                $faults[] = 'a <th> without scope';
            }
            if (!in_array($name, self::VOID, true)) {
                $open[] = $name;
            }
        }
        if ($open) {
            $faults[] = 'never closed: ' . implode(' ', $open);
        }
        preg_match_all('#<table([^>]*)>(.*?)</table>#s', $html, $tables, PREG_SET_ORDER);
        foreach ($tables as [, $attributes, $content]) {
            if (!str_contains($content, '<caption>') && !preg_match('/aria-labelledby="(\w+)"/', $attributes, $label)) {
                $faults[] = 'a table without a caption or heading';
            }
            if (isset($label[1]) && !str_contains($html, "<h2 id=\"$label[1]\">")) {
                $faults[] = "no heading $label[1]";
            }
            if (!str_contains($content, '<thead>')) {
                $faults[] = 'a table without a head';
            }
        }
        if (substr_count($html, '<h1>') !== 1) {
            $faults[] = 'not exactly one <h1>';
        }
        return $faults;
    }
}
