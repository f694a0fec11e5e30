<?php namespace Storefront; ?>
<!DOCTYPE html>
<html lang="<?= e($view->language) ?>">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title><?= e($title) ?></title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<a class="skip" href="#content"><?= e($view->text('skip')) ?></a>
<header>
<nav aria-label="<?= e($view->text('back_office')) ?>">
<ul>
<li><a href="/"><?= e($view->text('back_office')) ?></a></li>
<li><a href="/customers"><?= e($view->text('customers')) ?></a></li>
<li><a href="/due"><?= e($view->text('due')) ?></a></li>
<li><a href="/slipping"><?= e($view->text('slipping')) ?></a></li>
</ul>
</nav>
<form method="post" action="/language" aria-label="<?= e($view->text('language')) ?>">
<input type="hidden" name="token" value="<?= e($view->token) ?>">
<?php foreach (View::LANGUAGES as $code => $name) { ?>
<button name="language" value="<?= e($code) ?>" lang="<?= e($code) ?>"><?= e($name) ?></button>
<?php } ?>
</form>
</header>
<main id="content">
<?= $content ?>
</main>
</body>
</html>
