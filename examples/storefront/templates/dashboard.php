<?php namespace Storefront; ?>
<h1><?= e($title) ?></h1>
<p><?= e($view->text('as_of', $view->day($run['as_of']))) ?></p>

<h2 id="totals"><?= e($view->text('totals')) ?></h2>
<table aria-labelledby="totals">
<thead><tr><th scope="col"><?= e($view->text('figure')) ?></th><th scope="col" class="number"><?= e($view->text('total')) ?></th></tr></thead>
<tbody>
<?php foreach (['orders', 'orders_refunded', 'customers', 'buyers'] as $figure) { ?>
<tr><th scope="row"><?= e($view->text($figure)) ?></th><td class="number" data-field="<?= e($figure) ?>"><?= e($view->number($run[$figure])) ?></td></tr>
<?php } ?>
<?php foreach (['sales', 'refunds', 'net', 'net_customers', 'net_guests'] as $figure) { ?>
<tr><th scope="row"><?= e($view->text($figure)) ?></th><td class="number" data-field="<?= e($figure) ?>"><?= e($view->money($run[$figure])) ?></td></tr>
<?php } ?>
</tbody>
</table>

<?php foreach (['states' => ['state', $states], 'segments' => ['segment', $segments]] as $heading => [$column, $rows]) { ?>
<h2 id="<?= e($heading) ?>"><?= e($view->text($heading)) ?></h2>
<?php if (!$rows) { ?>
<p><?= e($view->text('none')) ?></p>
<?php continue; } ?>
<table aria-labelledby="<?= e($heading) ?>">
<thead><tr>
<th scope="col"><?= e($view->text($column)) ?></th>
<th scope="col" class="number"><?= e($view->text('buyers')) ?></th>
<th scope="col" class="number"><?= e($view->text('net')) ?></th>
<th scope="col" class="number"><?= e($view->text('share')) ?></th>
<th scope="col" class="number"><?= e($view->text('value_at_risk')) ?></th>
</tr></thead>
<tbody>
<?php $whole = array_sum(array_column($rows, 'net')); foreach ($rows as $row) { ?>
<tr data-<?= e($column) ?>="<?= e($row[$column]) ?>">
<?php if ($row[$column] === null) { ?>
<th scope="row"><?= e($view->state(null)) ?></th>
<?php } else { ?>
<th scope="row"><a href="/customers?<?= e($column) ?>=<?= e($row[$column]) ?>"><?= e($column === 'state' ? $view->state($row['state']) : $view->segment($row['segment'])) ?></a></th>
<?php } ?>
<td class="number"><?= e($view->number($row['customers'])) ?></td>
<td class="number"><?= e($view->money($row['net'])) ?></td>
<td class="number"><?= e($view->percent($row['net'], $whole)) ?></td>
<td class="number"><?= e($view->money($row['value_at_risk'])) ?></td>
</tr>
<?php } ?>
</tbody>
</table>
<?php } ?>

<h2 id="cohorts"><?= e($view->text('cohorts')) ?></h2>
<?php if (!$cohorts) { ?>
<p><?= e($view->text('none')) ?></p>
<?php } else { $months = max(array_map(static fn (array $cells): int => max(array_keys($cells)), $cohorts)); ?>
<div class="scroll">
<table aria-labelledby="cohorts">
<caption><?= e($view->text('active_after')) ?></caption>
<thead><tr>
<th scope="col"><?= e($view->text('cohort')) ?></th>
<th scope="col" class="number"><?= e($view->text('buyers')) ?></th>
<?php for ($month = 1; $month <= $months; $month++) { ?>
<th scope="col" class="number"><?= e($month) ?></th>
<?php } ?>
</tr></thead>
<tbody>
<?php foreach ($cohorts as $cohort => $cells) { ?>
<tr data-cohort="<?= e($cohort) ?>">
<th scope="row"><?= e($cohort === '(all)' ? $view->text('all') : $cohort) ?></th>
<td class="number"><?= e($view->number(reset($cells)['buyers'])) ?></td>
<?php for ($month = 1; $month <= $months; $month++) { ?>
<td class="number"><?= e(isset($cells[$month]) ? $view->percent($cells[$month]['active'], $cells[$month]['eligible']) : '') ?></td>
<?php } ?>
</tr>
<?php } ?>
</tbody>
</table>
</div>
<?php } ?>
