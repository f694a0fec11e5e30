/* patron.h: everything. See docs/tutorial.md for where to begin. */
#ifndef PATRON_H
#define PATRON_H

#include <patron/arrow.h>
#include <patron/base.h>
#include <patron/book.h>
#include <patron/calendar.h>
#include <patron/churn.h>
#include <patron/cohorts.h>
#include <patron/columns.h>
#include <patron/customers.h>
#include <patron/products.h>
#include <patron/promotions.h>
#include <patron/repeat.h>
#include <patron/loyalty.h>
#include <patron/replenish.h>
#include <patron/rfm.h>
#include <patron/stats.h>
#include <patron/table.h>
#include <patron/value.h>

#endif
