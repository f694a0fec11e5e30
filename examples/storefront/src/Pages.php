<?php

declare(strict_types=1);

namespace Storefront;

/** The pages of the back office, by address and method. GET and HEAD change nothing; a POST needs the form's token. */
final class Pages
{
    private const PER_PAGE = 50;
    private const ROUTES = [
        '#^/$#D' => ['GET' => 'dashboard'],
        '#^/customers$#D' => ['GET' => 'customers'],
        '#^/customers/([1-9][0-9]{0,17})$#D' => ['GET' => 'customer'],
        '#^/customers/([1-9][0-9]{0,17})/contacted$#D' => ['POST' => 'contacted'],
        '#^/due$#D' => ['GET' => 'due'],
        '#^/slipping$#D' => ['GET' => 'slipping'],
        '#^/language$#D' => ['POST' => 'language'],
        '#^/style\.css$#D' => ['GET' => 'style'],
    ];

    private readonly Results $results;
    private readonly Shop $shop;
    private View $view;
    /** @var array<string, mixed>|null the last nightly run */
    private ?array $run = null;

    /**
     * @param array<string, mixed> $query
     * @param array<string, mixed> $form
     */
    public function __construct(
        Database $database,
        private readonly \DateTimeZone $zone,
        private readonly string $language,
        private readonly string $token,
        private readonly array $query,
        private readonly array $form,
    ) {
        $this->results = new Results($database);
        $this->shop = new Shop($database);
        $this->view = new View($language, $token);
    }

    public function answer(string $method, string $path): Response
    {
        foreach (self::ROUTES as $pattern => $actions) {
            if (!preg_match($pattern, $path, $part)) {
                continue;
            }
            $action = $actions[$method === 'HEAD' ? 'GET' : $method] ?? null;
            if ($action === null) {
                $allowed = isset($actions['GET']) ? 'GET, HEAD' : 'POST';
                return $this->message(405, 'method', [$method], ['Allow' => $allowed]);
            }
            if ($method === 'POST') {
                $given = $this->form['token'] ?? null;
                if (!is_string($given) || $this->token === '' || !hash_equals($this->token, $given)) {
                    return $this->message(403, 'forbidden');
                }
            } elseif ($action !== 'style') {
                $this->run = $this->results->run();
                if ($this->run === null) {
                    return $this->message(503, 'no_run');
                }
                $this->view = new View($this->language, $this->token, $this->run['currency']);
            }
            return $this->$action(...array_map('intval', array_slice($part, 1)));
        }
        return $this->message(404, 'not_found');
    }

    private function dashboard(): Response
    {
        return $this->page('dashboard', 'back_office', [
            'run' => $this->run,
            'states' => $this->results->states(),
            'segments' => $this->results->segments(),
            'cohorts' => $this->results->cohorts(),
        ]);
    }

    private function customers(): Response
    {
        $filter = [];
        foreach (['state', 'segment', 'q', 'page'] as $name) {
            $value = $this->query[$name] ?? '';
            if (!is_string($value) || !preg_match('//u', $value) || str_contains($value, "\0")) {
                return $this->message(404, 'not_found');
            }
            $filter[$name] = $value;
        }
        $states = array_filter(array_column($this->results->states(), 'state'));
        $segments = array_column($this->results->segments(), 'segment');
        $page = $filter['page'] === '' ? 1 : (preg_match('/^[1-9]\d{0,8}$/D', $filter['page']) ? (int) $filter['page'] : 0);
        if (($filter['state'] !== '' && !in_array($filter['state'], $states, true))
            || ($filter['segment'] !== '' && !in_array($filter['segment'], $segments, true)) || $page === 0) {
            return $this->message(404, 'not_found');
        }
        $wanted = static fn (string $name): ?string => $filter[$name] === '' ? null : $filter[$name];
        $rows = $this->results->customers($wanted('state'), $wanted('segment'), $wanted('q'),
            ($page - 1) * self::PER_PAGE, self::PER_PAGE + 1);
        return $this->page('customers', 'customers', [
            'rows' => array_slice($rows, 0, self::PER_PAGE), 'more' => count($rows) > self::PER_PAGE, 'page' => $page,
            'filter' => $filter, 'states' => $states, 'segments' => $segments,
        ]);
    }

    private function customer(int $id): Response
    {
        $customer = $this->shop->customer($id);
        $rows = $this->shop->rowsOfCustomer($id);
        if ($customer === null && !$rows) {
            return $this->message(404, 'not_found');
        }
        $customer ??= ['id' => $id, 'name' => '', 'email' => '']; // the account is gone, the orders are not
        $title = $customer['name'] !== '' ? $customer['name'] : $this->view->text('customer') . " $id";
        return new Response(200, $this->view->page('customer', $title, [
            'customer' => $customer,
            'portrait' => Portrait::of($rows, $this->results->rules(), $this->run['as_of'], $this->zone),
            'contacted' => $this->results->contacted($id),
            'nightly' => $this->run['as_of'],
        ]));
    }

    private function contacted(int $id): Response
    {
        if ($this->shop->customer($id) === null) {
            return $this->message(404, 'not_found');
        }
        $this->results->markContacted($id);
        return new Response(303, '', ['Location' => "/customers/$id"]);
    }

    private function due(): Response
    {
        return $this->page('due', 'due', ['rows' => $this->results->due(), 'run' => $this->run]);
    }

    private function slipping(): Response
    {
        return $this->page('slipping', 'slipping', ['rows' => $this->results->newlySlipping(), 'run' => $this->run]);
    }

    private function language(): Response
    {
        $language = $this->form['language'] ?? null;
        if (!is_string($language) || !isset(View::LANGUAGES[$language])) {
            return $this->message(404, 'not_found');
        }
        return new Response(303, '', ['Location' => '/', 'Set-Cookie' => "language=$language; Path=/; HttpOnly; SameSite=Strict"]);
    }

    private function style(): Response
    {
        return new Response(200, file_get_contents(dirname(__DIR__) . '/public/style.css'),
            ['Content-Type' => 'text/css; charset=utf-8', 'Cache-Control' => 'max-age=300']);
    }

    private function page(string $template, string $title, array $values): Response
    {
        return new Response(200, $this->view->page($template, $this->view->text($title), $values));
    }

    private function message(int $status, string $text, array $values = [], array $headers = []): Response
    {
        return new Response($status, $this->view->page('message', $this->view->text($text . '_title'),
            ['text' => $this->view->text($text, ...$values)]), $headers);
    }
}
