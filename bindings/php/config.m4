dnl Builds the library's own sources into the extension: those of the tree that this directory lies in (../../lib), or,
dnl in a source package, those beside this file. --with-patron=system links the libpatron that pkg-config finds.
PHP_ARG_WITH([patron],
  [for patron],
  [AS_HELP_STRING([--with-patron[=system]],
    [Build patron with its library inside, or with the system's libpatron])],
  [yes])

if test "$PHP_PATRON" != "no"; then
  patron_here=`cd "$ext_srcdir" && pwd`
  PATRON_FLAGS="-std=gnu11 -fvisibility=hidden -ffp-contract=off -Wno-unused-parameter"
  PATRON_FLAGS="$PATRON_FLAGS -DZEND_ENABLE_STATIC_TSRMLS_CACHE=1"
  patron_own="book.c builder.c builder_add.c builder_batch.c builder_columns.c builder_core.c builder_keys.c dnl
    builder_numbers.c builder_plan.c builder_rows.c builder_times.c calendar.c churn.c churn_changes.c churn_rule.c dnl
    cohorts.c cohorts_labels.c cohorts_object.c counts.c curve.c customers.c days.c exceptions.c groups.c iterate.c dnl
    lists.c matrix.c measure.c memory.c patron.c record.c replenishment.c rfm.c rfm_map.c rfm_moves.c row.c rules.c dnl
    stats.c table.c table_methods.c words.c zones.c"
  patron_own="$patron_own classes.c draft.c ledger.c ledger_says.c mailing.c pairs.c periods.c products.c promotions.c dnl
    repeat.c revenue.c season.c signs.c tiers.c value.c waits.c"

  if test "$PHP_PATRON" = "system"; then
    PKG_CHECK_MODULES([PATRON], [patron])
    PHP_EVAL_INCLINE($PATRON_CFLAGS)
    PHP_EVAL_LIBLINE($PATRON_LIBS, PATRON_SHARED_LIBADD)
    patron_library=""
  else
    if test -f "$patron_here/lib/base.c"; then
      patron_root=$patron_here
    else
      patron_root=`cd "$patron_here/../.." && pwd`
    fi
    if test ! -f "$patron_root/lib/base.c"; then
      AC_MSG_ERROR([the library's sources are neither in lib nor in ../../lib])
    fi
    dnl One small file for each of the library's, so that its objects stay in this directory.
    mkdir -p "$patron_here/native"
    patron_library=""
    for patron_file in "$patron_root"/lib/*.c; do
      patron_name=`basename "$patron_file"`
      echo "#include \"$patron_file\"" > "$patron_here/native/$patron_name"
      patron_library="$patron_library native/$patron_name"
    done
    PATRON_FLAGS="$PATRON_FLAGS -DPATRON_STATIC -I$patron_here -I$patron_root/include"
    patron_cppflags=$CPPFLAGS
    CPPFLAGS="$CPPFLAGS -I$patron_here"
    AC_CHECK_HEADER([xxhash.h], [], [AC_MSG_ERROR([xxhash.h is needed (only the header: Debian libxxhash-dev)])])
    CPPFLAGS=$patron_cppflags
    PHP_ADD_LIBRARY([m], [1], [PATRON_SHARED_LIBADD])
    PHP_ADD_LIBRARY([pthread], [1], [PATRON_SHARED_LIBADD])
  fi

  PHP_NEW_EXTENSION([patron], [$patron_own $patron_library], [$ext_shared], [], [$PATRON_FLAGS])
  PHP_ADD_BUILD_DIR([$ext_builddir/native])
  PHP_ADD_EXTENSION_DEP([patron], [date])
  PHP_ADD_EXTENSION_DEP([patron], [json])
  PHP_ADD_EXTENSION_DEP([patron], [spl])
  PHP_SUBST([PATRON_SHARED_LIBADD])
fi
