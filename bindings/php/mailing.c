/* mailing.c: what a mailing did, against a hold-out drawn by lot. */
#include "php_patron.h"
#include "draft.h"

/* ---- who got what ------------------------------------------------------------------------------------------------ */

#define MOST_ARMS 1000

typedef struct {
    const pp_book *book;
    int64_t customers;
    int32_t *arm, *day; /* [customer] */
    int32_t single;     /* day 0 of who has none of its own; PATRON_NO_DAY = in nothing */
    int32_t days, as_of;
    HashTable numbers, texts; /* number of an arm by its name, an int or a string */
    zval names;               /* list of strings */
    int64_t *recipients, *unobserved; /* [MOST_ARMS] of those who are not in the book */
    size_t bytes;
} mailing;

static bool mailing_begin(mailing *this, const pp_book *book)
{
    *this = (mailing){.book = book, .customers = pp_customers(book)};
    zend_hash_init(&this->numbers, 8, NULL, NULL, 0);
    zend_hash_init(&this->texts, 8, NULL, NULL, 0);
    array_init(&this->names);
    this->bytes = 2 * MOST_ARMS * sizeof(int64_t) + (size_t)this->customers * 2 * sizeof(int32_t);
    this->recipients = pp_allocate_zero(this->bytes);
    if (!this->recipients) {
        pp_no_memory();
        return false;
    }
    this->unobserved = this->recipients + MOST_ARMS;
    this->arm = (int32_t *)(void *)(this->unobserved + MOST_ARMS);
    this->day = this->arm + this->customers;
    for (int64_t at = 0; at < this->customers; at++) {
        this->arm[at] = PATRON_NONE;
        this->day[at] = PATRON_NO_DAY;
    }
    return true;
}

static void mailing_end(mailing *this)
{
    pp_release(this->recipients, this->bytes);
    zend_hash_destroy(&this->numbers);
    zend_hash_destroy(&this->texts);
    zval_ptr_dtor(&this->names);
}

/* The number of an arm, a new one if need be; -1 for null, -2 thrown. */
static int32_t arm_of(mailing *this, zval *name, int64_t row)
{
    ZVAL_DEREF(name);
    if (Z_TYPE_P(name) == IS_NULL) return PATRON_NONE;
    if (Z_TYPE_P(name) != IS_LONG && Z_TYPE_P(name) != IS_STRING) {
        pp_throw_at(pp_ce_type_exception, "arms", NULL, row, -1, "arms must hold ints and strings, not %s",
                    zend_zval_type_name(name));
        return -2;
    }
    zval *found = Z_TYPE_P(name) == IS_LONG ? zend_hash_index_find(&this->numbers, (zend_ulong)Z_LVAL_P(name))
                                            : zend_hash_find(&this->texts, Z_STR_P(name));
    if (found) return (int32_t)Z_LVAL_P(found);
    zval number;
    ZVAL_LONG(&number, zend_hash_num_elements(Z_ARRVAL(this->names)));
    if (Z_LVAL(number) == MOST_ARMS) {
        pp_argument_error("arms", "arms: more than %d arms", MOST_ARMS);
        return -2;
    }
    if (Z_TYPE_P(name) == IS_LONG) zend_hash_index_add_new(&this->numbers, (zend_ulong)Z_LVAL_P(name), &number);
    else zend_hash_add_new(&this->texts, Z_STR_P(name), &number);
    add_next_index_str(&this->names, zval_get_string(name));
    return (int32_t)Z_LVAL(number);
}

static bool own_day(const mailing *this, zval *given, int32_t *day)
{
    ZVAL_DEREF(given);
    if (Z_TYPE_P(given) == IS_NULL) {
        *day = PATRON_NO_DAY;
        return true;
    }
    return pp_day(given, this->book->zone, "sent", day);
}

/* One arm a customer. */
static bool read_by_number(mailing *this, HashTable *arms)
{
    int64_t at = 0;
    zval *name;
    if ((int64_t)zend_hash_num_elements(arms) != this->customers) {
        pp_argument_error("arms", "arms has %u values, the book has %" PRId64 " customers",
                          (unsigned)zend_hash_num_elements(arms), this->customers);
        return false;
    }
    ZEND_HASH_FOREACH_VAL(arms, name)
    {
        int32_t arm = arm_of(this, name, at);
        if (arm < PATRON_NONE) return false;
        this->arm[at] = arm;
        this->day[at++] = this->single;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

/* A stranger: whoever is not in the book answered nothing. */
static void count_stranger(mailing *this, int32_t arm, int32_t day)
{
    if (arm < 0 || day == PATRON_NO_DAY) return;
    bool seen = (int64_t)day + this->days <= this->as_of;
    (seen ? this->recipients : this->unobserved)[arm]++;
}

/* [customer key, arm] or [customer key, arm, day]; key gets the key. */
static bool check_pair(zval *pair, int64_t row, zval **key)
{
    ZVAL_DEREF(pair);
    uint32_t count = Z_TYPE_P(pair) == IS_ARRAY ? zend_hash_num_elements(Z_ARRVAL_P(pair)) : 0;
    *key = count == 2 || count == 3 ? zend_hash_index_find(Z_ARRVAL_P(pair), 0) : NULL;
    if (*key && zend_hash_index_find(Z_ARRVAL_P(pair), 1) &&
        (count == 2 || zend_hash_index_find(Z_ARRVAL_P(pair), 2)))
        return true;
    pp_throw_at(pp_ce_argument_exception, "arms", NULL, row, -1,
                "arms must be lists [customer key, arm] or [customer key, arm, day]");
    return false;
}

static bool place(mailing *this, zval *pair, int64_t row, int32_t number, HashTable *strangers)
{
    zval *key, *day = zend_hash_index_find(Z_ARRVAL_P(pair), 2), seen;
    int32_t arm = arm_of(this, zend_hash_index_find(Z_ARRVAL_P(pair), 1), row), when = this->single;
    if (arm < PATRON_NONE || !check_pair(pair, row, &key) || (day && !own_day(this, day, &when))) return false;
    ZVAL_TRUE(&seen);
    ZVAL_DEREF(key);
    zend_string *text = zval_get_string(key);
    bool twice = !zend_hash_add(strangers, text, &seen);
    zend_string_release(text);
    if (twice || Z_TYPE_P(key) == IS_NULL) {
        pp_throw_at(pp_ce_argument_exception, "arms", NULL, row, -1,
                    twice ? "arms names a customer twice" : "arms: a customer key is null");
        return false;
    }
    if (number < 0) {
        count_stranger(this, arm, when);
        return true;
    }
    this->arm[number] = arm;
    this->day[number] = when;
    return true;
}

/* Pairs with the numbers of their customers. */
static bool place_all(mailing *this, HashTable *arms, const int32_t *numbers)
{
    HashTable strangers;
    int64_t row = 0;
    bool good = true;
    zval *pair;
    zend_hash_init(&strangers, 8, NULL, NULL, 0);
    ZEND_HASH_FOREACH_VAL(arms, pair)
    {
        ZVAL_DEREF(pair);
        good = place(this, pair, row, numbers[row], &strangers);
        row++;
        if (!good) break;
    }
    ZEND_HASH_FOREACH_END();
    zend_hash_destroy(&strangers);
    return good;
}

static bool read_by_key(mailing *this, HashTable *arms)
{
    pp_keys keys;
    patron_error error;
    zval list, *pair, *key;
    int64_t row = 0;
    size_t bytes = zend_hash_num_elements(arms) * sizeof(int32_t);
    array_init_size(&list, zend_hash_num_elements(arms));
    ZEND_HASH_FOREACH_VAL(arms, pair)
    {
        if (!check_pair(pair, row++, &key)) {
            zval_ptr_dtor(&list);
            return false;
        }
        Z_TRY_ADDREF_P(key);
        add_next_index_zval(&list, key);
    }
    ZEND_HASH_FOREACH_END();
    bool good = pp_keys_of_kind(Z_ARRVAL(list), "arms", this->book->text_keys, &keys);
    zval_ptr_dtor(&list);
    if (!good) return false;
    int32_t *numbers = pp_allocate(bytes);
    patron_status status =
        numbers ? patron_book_find(this->book->book, &keys.column, keys.count, numbers, &error) : PATRON_OK;
    if (!numbers) pp_no_memory();
    else if (status) pp_throw(status, &error, PP_NAMES("", "arms", "arms", ""));
    good = numbers && !status && place_all(this, arms, numbers);
    pp_release(numbers, bytes);
    pp_keys_free(&keys);
    return good;
}

/* Each customer's own day. */
static bool read_sent(mailing *this, HashTable *sent)
{
    int64_t at = 0;
    zval *day;
    if ((int64_t)zend_hash_num_elements(sent) != this->customers) {
        pp_argument_error("sent", "sent has %u values, the book has %" PRId64 " customers",
                          (unsigned)zend_hash_num_elements(sent), this->customers);
        return false;
    }
    ZEND_HASH_FOREACH_VAL(sent, day)
    {
        if (!own_day(this, day, &this->day[at++])) return false;
    }
    ZEND_HASH_FOREACH_END();
    return true;
}

static bool is_pairs(HashTable *arms)
{
    zval *first;
    ZEND_HASH_FOREACH_VAL(arms, first)
    {
        ZVAL_DEREF(first);
        return Z_TYPE_P(first) == IS_ARRAY;
    }
    ZEND_HASH_FOREACH_END();
    return false;
}

static bool mailing_read(mailing *this, zval *holdout, HashTable *arms, zval *sent)
{
    bool pairs = is_pairs(arms), own = Z_TYPE_P(sent) == IS_ARRAY;
    if (arm_of(this, holdout, -1) < PATRON_NONE) return false;
    this->single = PATRON_NO_DAY;
    if (!own && !pp_day(sent, this->book->zone, "sent", &this->single)) return false;
    if (pairs && own) {
        pp_type_error("sent", "sent must be one day where arms are lists, which may have a day of their own");
        return false;
    }
    if (!(pairs ? read_by_key(this, arms) : read_by_number(this, arms))) return false;
    return !own || read_sent(this, Z_ARRVAL_P(sent));
}

/* ---- responses --------------------------------------------------------------------------------------------------- */

/* Columns of patron_promotions_response, in one block; recipients are the table's own afterwards. */
typedef struct {
    int64_t *block;
    size_t bytes;
    patron_promotions_response response;
} responses;

static bool responses_begin(responses *this, int64_t groups, int64_t arms)
{
    int64_t cells = groups * arms;
    this->bytes = (size_t)cells * 9 * sizeof(int64_t);
    this->block = pp_allocate_zero(this->bytes);
    if (!this->block) {
        pp_no_memory();
        return false;
    }
    this->response = (patron_promotions_response){.size = sizeof this->response,
                                                  .capacity = cells,
                                                  .recipients = this->block,
                                                  .unobserved = this->block + cells,
                                                  .responders = this->block + 2 * cells,
                                                  .orders = this->block + 3 * cells,
                                                  .net = this->block + 4 * cells,
                                                  .net_square = this->block + 5 * cells};
    return true;
}

typedef struct {
    const pp_asked *asked;
    const mailing *of;
    const patron_promotions_response *response;
    int64_t arms;
} answered;

/* The digits of net squared, as a fact that compare() reads. */
static void keep_squares(pp_table *table, const int64_t *digits, int64_t arms)
{
    zval squares;
    array_init(&squares);
    for (int64_t at = 0; at < 4 * arms; at++) add_next_index_long(&squares, digits[at]);
    pp_table_fact(table, "net_square", &squares);
}

static bool make_mailing(zval *out, void *context, int64_t group)
{
    const answered *this = context;
    const patron_promotions_response *response = this->response;
    int64_t at = group * this->arms;
    pp_draft draft;
    pp_draft_begin(&draft, out, pp_ce_mailing, this->asked->this, this->asked->day, this->arms);
    pp_draft_texts(&draft, "arm", (zval *)&this->of->names);
    pp_draft_counts(&draft, "recipients", response->recipients + at);
    pp_draft_counts(&draft, "unobserved", response->unobserved + at);
    pp_draft_counts(&draft, "responders", response->responders + at);
    pp_draft_rates(&draft, "", response->responders + at, response->recipients + at, this->asked->confidence);
    pp_draft_counts(&draft, "orders", response->orders + at);
    pp_draft_counts(&draft, "net", response->net + at);
    keep_squares(draft.table, response->net_square + 4 * at, this->arms);
    return pp_draft_end(&draft);
}

static void answer_mailing(const pp_asked *asked, const mailing *of, const patron_promotions_mailing *given, zval *out)
{
    responses counted;
    patron_error error;
    answered this = {.asked = asked, .of = of, .response = &counted.response, .arms = given->arms};
    if (!responses_begin(&counted, asked->selection.groups, this.arms)) return;
    const patron_promotions_response *response = &counted.response;
    patron_status status = patron_promotions_respond(asked->book->book, asked->day, given, asked->from, asked->many,
                                                     response, &error);
    if (status) {
        const char *about = pp_option_as(&error, PP_PAIRS("days", "days", "sent_day", "sent", "sent_days", "sent"));
        pp_throw(status, &error, PP_NAMES("", "asOf", *about ? about : "arms", "first", "count", ""));
    } else {
        for (int64_t arm = 0; pp_asked_all(asked) && arm < this.arms; arm++) {
            response->recipients[arm] += of->recipients[arm];
            response->unobserved[arm] += of->unobserved[arm];
        }
        pp_by_group(out, &asked->selection, make_mailing, &this);
    }
    pp_release(counted.block, counted.bytes);
}

ZEND_METHOD(Patron_Book, mailing)
{
    zval *as_of, *sent, *holdout;
    HashTable *arms, *mask = NULL, *group = NULL;
    zend_long days, first = 0, count = 0;
    double confidence = 0.95;
    bool no_count = true;
    ZEND_PARSE_PARAMETERS_START(5, 10)
        Z_PARAM_ZVAL(as_of)
        Z_PARAM_ARRAY_HT(arms)
        Z_PARAM_ZVAL(sent)
        Z_PARAM_LONG(days)
        Z_PARAM_ZVAL(holdout)
        Z_PARAM_OPTIONAL
        Z_PARAM_DOUBLE(confidence)
        Z_PARAM_ARRAY_HT_OR_NULL(mask)
        Z_PARAM_ARRAY_HT_OR_NULL(group)
        Z_PARAM_LONG(first)
        Z_PARAM_LONG_OR_NULL(count, no_count)
    ZEND_PARSE_PARAMETERS_END();
    pp_asked asked;
    mailing of;
    int32_t length;
    if (Z_TYPE_P(holdout) != IS_LONG && Z_TYPE_P(holdout) != IS_STRING) {
        pp_type_error("holdout", "holdout must be of type string|int, %s given", zend_zval_type_name(holdout));
        RETURN_THROWS();
    }
    if (!pp_positive(days, false, "days", &length) ||
        !pp_ask(&asked, ZEND_THIS, as_of, confidence, mask, group, first, count, no_count))
        RETURN_THROWS();
    if (mailing_begin(&of, asked.book)) {
        of.days = length;
        of.as_of = asked.day;
        if (mailing_read(&of, holdout, arms, sent)) {
            patron_promotions_mailing given = {.size = sizeof given,
                                               .arm = of.arm,
                                               .arms = (int32_t)zend_hash_num_elements(Z_ARRVAL(of.names)),
                                               .sent_day = of.single,
                                               .sent_days = of.day,
                                               .days = length,
                                               .selection = pp_selection_c(&asked.selection)};
            answer_mailing(&asked, &of, &given, return_value);
        }
    }
    mailing_end(&of);
    pp_asked_free(&asked);
}

/* ---- effects ----------------------------------------------------------------------------------------------------- */

#define EFFECT(member) {#member, offsetof(patron_promotions_effects, member)}
static const struct {
    const char *name;
    size_t offset;
} effects[] = {
    EFFECT(rate),           EFFECT(low),          EFFECT(high),    EFFECT(difference), EFFECT(difference_low),
    EFFECT(difference_high), EFFECT(p_value),     EFFECT(p_adjusted), EFFECT(net),     EFFECT(net_difference),
    EFFECT(net_low),        EFFECT(net_high),     EFFECT(net_p_value), EFFECT(net_p_adjusted), EFFECT(incremental),
};
#define EFFECTS (sizeof effects / sizeof *effects)

/* Each arm's own figures are known with recipients; what compares, with recipients on both sides, nets with two. */
static bool is_own(const char *name)
{
    return !strcmp(name, "rate") || !strcmp(name, "low") || !strcmp(name, "high") || !strcmp(name, "net");
}

static const void *counts_of(const pp_table *table, const char *name)
{
    const pp_column *column = pp_table_find(table, name);
    return column ? column->values : NULL;
}

static void add_effects(pp_draft *draft, const double *values, const int64_t *recipients)
{
    int64_t arms = draft->table->rows;
    for (size_t at = 0; at < EFFECTS; at++) {
        pp_draft_reals(draft, effects[at].name, values + (int64_t)at * arms, recipients);
        if (draft->failed || is_own(effects[at].name)) continue;
        double *held = draft->table->columns[draft->table->count - 1].owned;
        int64_t least = strncmp(effects[at].name, "net_", 4) && strcmp(effects[at].name, "incremental") ? 1 : 2;
        for (int64_t arm = 0; arm < arms; arm++)
            if (!arm || recipients[0] < least || recipients[arm] < least) held[arm] = ZEND_NAN;
    }
}

static void compare(const pp_table *table, int32_t adjustment, double confidence, zval *out)
{
    int64_t arms = table->rows, digits[4 * MOST_ARMS];
    size_t bytes = EFFECTS * (size_t)arms * sizeof(double);
    zval *squares = zend_hash_str_find(Z_ARRVAL(table->facts), "netSquare", 9), *digit;
    int64_t at = 0;
    ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(squares), digit)
    {
        digits[at++] = Z_LVAL_P(digit);
    }
    ZEND_HASH_FOREACH_END();
    patron_promotions_response response = {.size = sizeof response,
                                           .capacity = arms,
                                           .recipients = (int64_t *)(uintptr_t)counts_of(table, "recipients"),
                                           .responders = (int64_t *)(uintptr_t)counts_of(table, "responders"),
                                           .net = (int64_t *)(uintptr_t)counts_of(table, "net"),
                                           .net_square = digits};
    patron_promotions_effects found = {.size = sizeof found, .capacity = arms};
    patron_error error;
    pp_draft draft;
    double *values = pp_allocate_zero(bytes);
    if (!values) {
        pp_no_memory();
        return;
    }
    for (size_t each = 0; each < EFFECTS; each++)
        *(double **)(void *)((char *)&found + effects[each].offset) = values + each * (size_t)arms;
    patron_status status = patron_promotions_compare((int32_t)arms, &response, confidence, adjustment, pp_allocator(),
                                                     &found, &error);
    if (status) {
        pp_throw(status, &error, PP_NAMES("", "", "confidence", "adjust", "", ""));
    } else {
        zval names;
        pp_column *arm = pp_table_find(table, "arm");
        array_init(&names);
        for (int32_t each = 0; each < arm->token_count; each++)
            add_next_index_str(&names, zend_string_copy(arm->tokens[each]));
        pp_draft_begin(&draft, out, pp_ce_table, NULL, PATRON_NO_DAY, arms);
        pp_draft_texts(&draft, "arm", &names);
        zval_ptr_dtor(&names);
        pp_draft_counts(&draft, "recipients", response.recipients);
        pp_draft_counts(&draft, "responders", response.responders);
        add_effects(&draft, values, response.recipients);
        pp_draft_end(&draft);
    }
    pp_release(values, bytes);
}

ZEND_METHOD(Patron_Mailing, compare)
{
    zend_object *adjust = NULL;
    double confidence = 0.95;
    ZEND_PARSE_PARAMETERS_START(0, 2)
        Z_PARAM_OPTIONAL
        Z_PARAM_OBJ_OF_CLASS(adjust, pp_ce_adjustment)
        Z_PARAM_DOUBLE(confidence)
    ZEND_PARSE_PARAMETERS_END();
    const pp_table *table = pp_table_of(Z_OBJ_P(ZEND_THIS));
    if (Z_ISUNDEF(table->facts)) {
        zend_throw_error(NULL, "This object was never made");
        RETURN_THROWS();
    }
    if (pp_confidence(confidence))
        compare(table, adjust ? pp_case_index(adjust) : PATRON_STATS_HOLM, confidence, return_value);
}
