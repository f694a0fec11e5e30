<?php namespace Storefront; ?>
<h1><?= e($title) ?></h1>
<p><?= e($text) ?></p>
