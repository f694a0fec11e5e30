<?php namespace Storefront; ?>
<h1><?= e($title) ?></h1>
<p><?= e($view->text('as_of', $view->day($run['as_of']))) ?></p>
<?php if (!$rows) { ?>
<p><?= e($view->text('none')) ?></p>
<?php } else { ?>
<div class="scroll">
<table>
<caption><?= e($view->text('slipping_caption')) ?></caption>
<thead><tr>
<th scope="col"><?= e($view->text('customer')) ?></th>
<th scope="col"><?= e($view->text('segment')) ?></th>
<th scope="col"><?= e($view->text('was')) ?></th>
<th scope="col"><?= e($view->text('reason')) ?></th>
<th scope="col" class="number"><?= e($view->text('value_at_risk')) ?></th>
<th scope="col"><?= e($view->text('contacted')) ?></th>
</tr></thead>
<tbody>
<?php foreach ($rows as $row) { ?>
<tr data-customer="<?= e($row['customer_id']) ?>">
<th scope="row"><a href="/customers/<?= e($row['customer_id']) ?>"><?= e($row['name'] !== '' ? $row['name'] : $row['customer_id']) ?></a></th>
<td><?= e($view->segment($row['segment'])) ?></td>
<td><?= e($view->state($row['slipped_from'])) ?></td>
<td><?= e($view->reason($row)) ?></td>
<td class="number"><?= e($view->money($row['value_at_risk'])) ?></td>
<td><?= e($row['contacted_gmt']) ?></td>
</tr>
<?php } ?>
</tbody>
</table>
</div>
<?php } ?>
