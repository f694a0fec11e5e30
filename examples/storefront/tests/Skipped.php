<?php

declare(strict_types=1);

namespace Storefront\Tests;

final class Skipped extends \RuntimeException
{
}
