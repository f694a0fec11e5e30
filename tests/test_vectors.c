/* The vectors that C, Python and PHP share (tests/vectors/README.md): one test a vector. */
#include "vectors_calls.h"

#define MOST 400

static const char *const files[] = {"churn",    "cohorts",  "customers", "errors",   "keys",
                                    "money",    "random_1", "random_2",  "random_3", "random_4",
                                    "promotions", "repeat", "replenishment", "rfm", "times", "totals", "value"};

static const json_t *vectors[MOST];
static char names[MOST][120];

static bool is_for_c(const json_t *vector)
{
    const json_t *only = json_object_get(vector, "only"), *language;
    size_t at;
    json_array_foreach (only, at, language)
        if (!strcmp(json_string_value(language), "c")) return true;
    return !only;
}

static void run_vector(void **state)
{
    struct vector_run run = {.vector = *(const json_t **)*state};
    const json_t *calls = json_object_get(run.vector, "calls"), *call;
    const char *name = vector_text(run.vector, "name");
    patron_error error;
    size_t at;
    vector_place("%s", name);
    patron_status status = vector_book(&run.memory, run.vector, &run.book, &error);
    vector_forget(&run.memory);
    if (vector_failed(json_object_get(run.vector, "expect"), status, &error)) return;
    run.customers = patron_book_customers(run.book);
    vector_open_rules(&run);
    json_array_foreach (calls, at, call) {
        vector_place("%s, call %d (%s)", name, (int)at, vector_text(call, "call"));
        vector_call(&run, call);
    }
    vector_close_rules(&run);
    patron_book_free(run.book);
}

static json_t *read_file(const char *name)
{
    char path[1000];
    json_error_t problem;
    snprintf(path, sizeof path, "%s/tests/vectors/%s.json", PATRON_SOURCE_ROOT, name);
    json_t *file = json_load_file(path, 0, &problem);
    if (!file) {
        print_error("%s: line %d: %s\n", path, problem.line, problem.text);
        exit(1);
    }
    return file;
}

int main(void)
{
    json_t *file[sizeof files / sizeof *files];
    struct CMUnitTest tests[MOST];
    size_t count = 0, at;
    json_t *vector;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        file[i] = read_file(files[i]);
        json_array_foreach (json_object_get(file[i], "vectors"), at, vector) {
            if (!is_for_c(vector) || count == MOST) continue;
            vectors[count] = vector;
            snprintf(names[count], sizeof names[count], "%s: %s", files[i], vector_text(vector, "name"));
            tests[count] = (struct CMUnitTest){names[count], run_vector, NULL, NULL, &vectors[count]};
            count++;
        }
    }
    int failed = _cmocka_run_group_tests("vectors", tests, count, NULL, NULL);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) json_decref(file[i]);
    return failed || count < 50 || count == MOST;
}
