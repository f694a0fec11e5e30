<?php namespace Storefront; ?>
<h1><?= e($title) ?></h1>
<p><?= e($view->text('as_of', $view->day($run['as_of']))) ?></p>
<?php if (!$rows) { ?>
<p><?= e($view->text('none')) ?></p>
<?php } else { ?>
<div class="scroll">
<table>
<caption><?= e($view->text('due_caption')) ?></caption>
<thead><tr>
<th scope="col"><?= e($view->text('customer')) ?></th>
<th scope="col"><?= e($view->text('product')) ?></th>
<th scope="col"><?= e($view->text('due_day')) ?></th>
<th scope="col"><?= e($view->text('window')) ?></th>
<th scope="col" class="number"><?= e($view->text('quantity')) ?></th>
<th scope="col" class="number"><?= e($view->text('amount')) ?></th>
<th scope="col" class="number"><?= e($view->text('chance')) ?></th>
<th scope="col"><?= e($view->text('based_on')) ?></th>
<th scope="col" class="number"><?= e($view->text('value_at_risk')) ?></th>
<th scope="col"><?= e($view->text('contacted')) ?></th>
</tr></thead>
<tbody>
<?php foreach ($rows as $row) { ?>
<tr data-customer="<?= e($row['customer_id']) ?>" data-product="<?= e($row['product_id']) ?>" data-due="<?= e($row['due_day']) ?>">
<th scope="row"><a href="/customers/<?= e($row['customer_id']) ?>"><?= e($row['name'] !== '' ? $row['name'] : $row['customer_id']) ?></a></th>
<td><?= e($row['product'] ?? $row['product_id']) ?></td>
<td><?= e($view->day($row['due_day'])) ?></td>
<td><?= e($view->day($row['window_from'])) ?> – <?= e($view->day($row['window_to'])) ?></td>
<td class="number"><?= e($view->number($row['quantity'])) ?></td>
<td class="number"><?= e($view->money($row['amount'])) ?></td>
<td class="number"><?= e($view->percent($row['chance_percent'], 100)) ?></td>
<td><?= e($view->text('level_' . $row['level'], $view->number($row['evidence']))) ?></td>
<td class="number"><?= e($view->money($row['value_at_risk'])) ?></td>
<td><?= e($row['contacted_gmt']) ?></td>
</tr>
<?php } ?>
</tbody>
</table>
</div>
<?php } ?>
