/* Runs a PHP script in eight threads of one process at once, each several requests long: for a thread-safe PHP with the
 * embed SAPI. What the requests print must be the same everywhere.
 *   php_threads PATRON_SO SCRIPT */
#define _GNU_SOURCE 1 /* for the headers of PHP */

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <sapi/embed/php_embed.h>

enum { THREADS = 8, REQUESTS = 25 };

static const char *script;

typedef struct {
    pthread_t thread;
    char *text;
    size_t length;
    int failed;
} work;

static _Thread_local work *mine;

static size_t collect(const char *text, size_t length)
{
    if (!mine) return fwrite(text, 1, length, stderr);
    char *grown = realloc(mine->text, mine->length + length + 1);
    if (!grown) abort();
    memcpy(grown + mine->length, text, length);
    mine->text = grown;
    mine->length += length;
    grown[mine->length] = 0;
    return length;
}

static void *run(void *given)
{
    mine = given;
    (void)ts_resource(0);
    ZEND_TSRMLS_CACHE_UPDATE();
    for (int request = 0; request < REQUESTS; request++) {
        zend_file_handle file;
        if (php_request_startup() == FAILURE) {
            mine->failed = 1;
            break;
        }
        SG(headers_sent) = 1;
        SG(request_info).no_headers = 1;
        zend_stream_init_filename(&file, script);
        if (!php_execute_script(&file)) mine->failed = 1;
        zend_destroy_file_handle(&file);
        php_request_shutdown(NULL);
    }
    ts_free_thread();
    return NULL;
}

ZEND_TSRMLS_CACHE_DEFINE()

int main(int count, char **arguments)
{
    static work all[THREADS];
    char settings[4096];
    int status = 0;
    if (count != 3) return 2;
    script = arguments[2];
    snprintf(settings, sizeof settings, "extension=%s\nhtml_errors=0\ndisplay_errors=1\nmemory_limit=256M\n", arguments[1]);
    php_embed_module.ub_write = collect;
    php_embed_module.php_ini_ignore = 1;
    /* php_embed_init would put its own settings in front. */
    php_tsrm_startup();
    zend_signal_startup();
    sapi_startup(&php_embed_module);
    php_embed_module.ini_entries = settings;
    if (php_embed_module.startup(&php_embed_module) == FAILURE) return 1;
    for (int at = 0; at < THREADS; at++)
        if (pthread_create(&all[at].thread, NULL, run, &all[at])) return 1;
    for (int at = 0; at < THREADS; at++) pthread_join(all[at].thread, NULL);
    for (int at = 0; at < THREADS; at++) {
        if (all[at].failed || !all[at].length || strcmp(all[at].text, all[0].text) != 0) {
            fprintf(stderr, "thread %d: %s\n%.2000s\n", at, all[at].failed ? "failed" : "other output", all[at].text);
            status = 1;
        }
    }
    printf("%d threads, %d requests each: %s%.*s", THREADS, REQUESTS, status ? "DIFFERENT " : "the same ",
           (int)strcspn(all[0].text ? all[0].text : "", "\n") + 1, all[0].text ? all[0].text : "");
    for (int at = 0; at < THREADS; at++) free(all[at].text);
    php_module_shutdown();
    sapi_shutdown();
    tsrm_shutdown();
    return status;
}
