<?php namespace Storefront; $churn = $portrait->churn; ?>
<h1><?= e($title) ?></h1>
<p><?= e($view->text('as_of', $view->day($portrait->asOf))) ?></p>
<?php if ($portrait->asOf !== $nightly) { ?>
<p class="note"><?= e($view->text('newer', $view->day($nightly))) ?></p>
<?php } ?>
<dl>
<dt><?= e($view->text('email')) ?></dt><dd><?= e($customer['email']) ?></dd>
<?php if ($portrait->segment === null) { ?>
<dt><?= e($view->text('segment')) ?></dt><dd data-field="segment" data-token=""><?= e($view->text('never')) ?></dd>
<?php } else { ?>
<dt><?= e($view->text('segment')) ?></dt><dd data-field="segment" data-token="<?= e($portrait->segment) ?>"><?= e($view->segment($portrait->segment)) ?></dd>
<dt><?= e($view->text('state')) ?></dt><dd data-field="state" data-token="<?= e($churn->state) ?>"><?= e($view->state($churn->state)) ?></dd>
<?php if ($churn->state !== null) { ?>
<dt><?= e($view->text('reason')) ?></dt><dd data-field="reason"><?= e($churn->reason($view->language)) ?></dd>
<?php if ($churn->nextState !== null) { ?>
<dt><?= e($view->text('outlook')) ?></dt><dd><?= e($view->text('next_worse', $view->state($churn->nextState), $view->day($churn->nextDay->format('Y-m-d')))) ?></dd>
<?php } ?>
<dt><?= e($view->text('value_at_risk')) ?></dt><dd data-field="value_at_risk"><?= e($view->money((int) floor($churn->valueAtRisk + 0.5))) ?> (<?= e($view->text('trailing', $view->money($churn->net365))) ?>)</dd>
<?php } ?>
<?php } ?>
<dt><?= e($view->text('net')) ?></dt><dd data-field="net"><?= e($view->money($portrait->net)) ?></dd>
<?php if ($contacted !== null) { ?>
<dt><?= e($view->text('contacted')) ?></dt><dd data-field="contacted"><?= e($contacted) ?> UTC</dd>
<?php } ?>
</dl>
<form method="post" action="/customers/<?= e($customer['id']) ?>/contacted">
<input type="hidden" name="token" value="<?= e($view->token) ?>">
<button><?= e($view->text('mark_contacted')) ?></button>
</form>

<h2 id="due"><?= e($view->text('due_next')) ?></h2>
<?php if (!$portrait->due) { ?>
<p><?= e($view->text('no_due')) ?></p>
<?php } else { ?>
<div class="scroll">
<table aria-labelledby="due">
<thead><tr>
<th scope="col"><?= e($view->text('product')) ?></th>
<th scope="col"><?= e($view->text('state')) ?></th>
<th scope="col"><?= e($view->text('due_day')) ?></th>
<th scope="col"><?= e($view->text('window')) ?></th>
<th scope="col" class="number"><?= e($view->text('quantity')) ?></th>
<th scope="col" class="number"><?= e($view->text('amount')) ?></th>
<th scope="col" class="number"><?= e($view->text('chance')) ?></th>
<th scope="col"><?= e($view->text('last_order')) ?></th>
<th scope="col"><?= e($view->text('based_on')) ?></th>
</tr></thead>
<tbody>
<?php foreach ($portrait->due as $row) { ?>
<tr data-product="<?= e($row['product_id']) ?>" data-due="<?= e($row['due_day']) ?>">
<th scope="row"><?= e($row['product']) ?></th>
<td><?= e($view->state($row['state'])) ?></td>
<td><?= e($view->day($row['due_day'])) ?></td>
<td><?= e($view->day($row['window_from'])) ?> – <?= e($view->day($row['window_to'])) ?></td>
<td class="number"><?= e($view->number($row['quantity'])) ?></td>
<td class="number"><?= e($view->money($row['amount'])) ?></td>
<td class="number"><?= e($view->percent($row['chance_percent'], 100)) ?></td>
<td><?= e($view->day($row['last_day'])) ?></td>
<td><?= e($view->text('level_' . $row['level'], $view->number($row['evidence']))) ?></td>
</tr>
<?php } ?>
</tbody>
</table>
</div>
<?php } ?>

<h2 id="orders"><?= e($view->text('orders')) ?></h2>
<?php if (!$portrait->orders) { ?>
<p><?= e($view->text('no_orders')) ?></p>
<?php } else { ?>
<div class="scroll">
<table aria-labelledby="orders">
<thead><tr>
<th scope="col"><?= e($view->text('order')) ?></th>
<th scope="col"><?= e($view->text('day')) ?></th>
<th scope="col"><?= e($view->text('status')) ?></th>
<th scope="col"><?= e($view->text('products')) ?></th>
<th scope="col" class="number"><?= e($view->text('amount')) ?></th>
</tr></thead>
<tbody>
<?php foreach ($portrait->orders as $order) { ?>
<tr>
<th scope="row"><?= e($order['id']) ?></th>
<td><?= e($view->day($order['day'])) ?></td>
<td><?= e($view->text('status_' . $order['status'])) ?></td>
<td><?= e(implode(', ', $order['items'])) ?></td>
<td class="number"><?= e($view->money($order['cents'])) ?></td>
</tr>
<?php } ?>
</tbody>
</table>
</div>
<?php } ?>
