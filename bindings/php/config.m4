dnl Builds the library's own sources into the extension: those of the tree that this directory lies in (../../lib), or, in
dnl a source package, those beside this file. --with-patron=system links the libpatron that pkg-config finds.
PHP_ARG_WITH([patron],
  [for patron],
  [AS_HELP_STRING([--with-patron[=system]],
    [Build patron with its library inside, or with the system's libpatron])],
  [yes])

if test "$PHP_PATRON" != "no"; then
  patron_here=`cd "$ext_srcdir" && pwd`
  PATRON_FLAGS="-std=gnu11 -fvisibility=hidden -ffp-contract=off -Wno-unused-parameter -DZEND_ENABLE_STATIC_TSRMLS_CACHE=1"
  patron_own="patron.c exceptions.c memory.c days.c zones.c lists.c book.c dnl
    builder.c builder_batch.c builder_columns.c builder_core.c builder_keys.c builder_numbers.c builder_plan.c dnl
    builder_rows.c builder_times.c builder_add.c"
  for patron_file in calendar churn churn_changes churn_rule cohorts cohorts_labels cohorts_object counts curve dnl
      customers groups iterate matrix measure record replenishment rfm rfm_map rfm_moves row rules stats table table_methods words; do
    if test -f "$patron_here/$patron_file.c"; then patron_own="$patron_own $patron_file.c"; fi
  done

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
