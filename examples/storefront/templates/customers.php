<?php namespace Storefront; ?>
<h1><?= e($title) ?></h1>
<form method="get" action="/customers">
<label><?= e($view->text('state')) ?>
<select name="state">
<option value=""><?= e($view->text('any')) ?></option>
<?php foreach ($states as $state) { ?>
<option value="<?= e($state) ?>"<?php if ($state === $filter['state']) { ?> selected<?php } ?>><?= e($view->state($state)) ?></option>
<?php } ?>
</select></label>
<label><?= e($view->text('segment')) ?>
<select name="segment">
<option value=""><?= e($view->text('any')) ?></option>
<?php foreach ($segments as $segment) { ?>
<option value="<?= e($segment) ?>"<?php if ($segment === $filter['segment']) { ?> selected<?php } ?>><?= e($view->segment($segment)) ?></option>
<?php } ?>
</select></label>
<label><?= e($view->text('search')) ?> <input name="q" value="<?= e($filter['q']) ?>"></label>
<button><?= e($view->text('show')) ?></button>
</form>
<?php if (!$rows) { ?>
<p><?= e($view->text('none')) ?></p>
<?php } else { ?>
<div class="scroll">
<table>
<caption><?= e($view->text('customers_caption')) ?></caption>
<thead><tr>
<th scope="col"><?= e($view->text('customer')) ?></th>
<th scope="col"><?= e($view->text('segment')) ?></th>
<th scope="col"><?= e($view->text('state')) ?></th>
<th scope="col" class="number"><?= e($view->text('purchases')) ?></th>
<th scope="col"><?= e($view->text('last_order')) ?></th>
<th scope="col" class="number"><?= e($view->text('net')) ?></th>
<th scope="col" class="number"><?= e($view->text('value_at_risk')) ?></th>
</tr></thead>
<tbody>
<?php foreach ($rows as $row) { ?>
<tr data-customer="<?= e($row['customer_id']) ?>">
<th scope="row"><a href="/customers/<?= e($row['customer_id']) ?>"><?= e($row['name'] !== '' ? $row['name'] : $row['customer_id']) ?></a></th>
<td><?= e($view->segment($row['segment'])) ?></td>
<td><?= e($view->state($row['state'])) ?></td>
<td class="number"><?= e($view->number($row['purchases'])) ?></td>
<td><?= e($view->day($row['last_day'])) ?></td>
<td class="number"><?= e($view->money($row['net'])) ?></td>
<td class="number"><?= e($view->money($row['value_at_risk'])) ?></td>
</tr>
<?php } ?>
</tbody>
</table>
</div>
<?php } ?>
<?php foreach (['previous' => $page > 1 ? $page - 1 : 0, 'next' => $more ? $page + 1 : 0] as $label => $number) { if ($number) { ?>
<p><a rel="<?= e($label === 'next' ? 'next' : 'prev') ?>" href="/customers?<?= e(http_build_query(['page' => $number] + array_filter($filter))) ?>"><?= e($view->text($label)) ?></a></p>
<?php } } ?>
