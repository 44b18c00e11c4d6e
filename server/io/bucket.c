#include "io/bucket.h"

#include "base/secret.h"
#include "io/clock.h"
#include "io/http_client.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CLIENTS_MAX    16 /* kept for the next call; a thread more than that opens its own */
#define ARENA_EXTRA    65536
#define PAUSE_FIRST_MS 100

struct bucket {
	char *url, *region, *ca_file;
	struct secret access_key, secret_key; /* NUL-terminated */
	int64_t timeout_ms;
	size_t object_max;

	pthread_mutex_t lock; /* guards idle */
	struct http_client *idle[CLIENTS_MAX];
	size_t n_idle;
};

static char *copy_of(const char *s)
{
	return strdup(s ? s : "");
}

static enum err keep_key(struct str key, struct secret *ret)
{
	enum err e;

	if (!key.len || key.len > BUCKET_KEY_MAX)
		return ERR_INPUT;
	e = secret_alloc(ret, key.len + 1);
	if (!e)
		memcpy(ret->p, key.p, key.len); /* zeroed memory: a NUL follows */
	return e;
}

static enum err open_client(const struct bucket *b, struct http_client **ret)
{
	struct buf sigv4 = BUF_INIT(1024);
	struct http_config config = { .ca_file = b->ca_file,
				      .user_agent = "ezhili",
				      .timeout_ms = b->timeout_ms,
				      .answer_max = b->object_max,
				      .body_max = b->object_max,
				      .parallel = 1,
				      .plain = http_is_loopback(str_of(b->url)),
				      .access_key = (const char *)b->access_key.p,
				      .secret_key = (const char *)b->secret_key.p };
	enum err e = ERR_LIMIT;

	buf_printf(&sigv4, "aws:amz:%s:s3", b->region);
	config.sigv4 = sigv4.p;
	if (buf_ok(&sigv4))
		e = http_client_new(&config, ret);
	buf_release(&sigv4);
	return e;
}

enum err bucket_new(const struct bucket_config *config, struct bucket **ret_bucket)
{
	struct str url = str_of(config->url);
	struct bucket *b;
	enum err e;

	if (!str_starts(url, STR("https://")) && !http_is_loopback(url))
		return ERR_INPUT;
	b = calloc(1, sizeof(*b));
	if (!b)
		return ERR_MEMORY;
	pthread_mutex_init(&b->lock, NULL);
	b->url = copy_of(config->url);
	b->region = copy_of(config->region);
	b->ca_file = copy_of(config->ca_file);
	b->timeout_ms = config->timeout_ms;
	b->object_max = config->object_max;
	e = b->url && b->region && b->ca_file ? keep_key(config->access_key, &b->access_key)
					      : ERR_MEMORY;
	e = e ? e : keep_key(config->secret_key, &b->secret_key);
	/* Now, because later the walls may hide the CA. */
	while (!e && b->n_idle < CLIENTS_MAX) {
		e = open_client(b, &b->idle[b->n_idle]);
		b->n_idle += !e;
	}
	if (e)
		bucket_free(b);
	else
		*ret_bucket = b;
	return e;
}

void bucket_free(struct bucket *b)
{
	if (!b)
		return;
	while (b->n_idle)
		http_client_free(b->idle[--b->n_idle]);
	secret_release(&b->access_key);
	secret_release(&b->secret_key);
	pthread_mutex_destroy(&b->lock);
	free(b->url);
	free(b->region);
	free(b->ca_file);
	free(b);
}

static struct http_client *take_client(struct bucket *b)
{
	struct http_client *c = NULL;

	pthread_mutex_lock(&b->lock);
	if (b->n_idle)
		c = b->idle[--b->n_idle];
	pthread_mutex_unlock(&b->lock);
	return c;
}

static void give_client(struct bucket *b, struct http_client *c)
{
	pthread_mutex_lock(&b->lock);
	b->idle[b->n_idle++] = c;
	pthread_mutex_unlock(&b->lock);
}

static enum err meaning(long status)
{
	if (status >= 200 && status < 300)
		return ERR_OK;
	if (status == 404)
		return ERR_NOT_FOUND;
	if (status == 401 || status == 403)
		return ERR_DENIED;
	return status >= 500 || status == 429 || status == 408 ? ERR_BUSY : ERR_IO;
}

static void pause_ms(int64_t ms)
{
	const struct timespec t = { .tv_sec = (time_t)(ms / 1000),
				    .tv_nsec = (long)(ms % 1000) * 1000000 };

	nanosleep(&t, NULL);
}

/* Asks until there is an answer that another try would not change. */
static enum err ask(const struct bucket *b, struct http_client *c, const struct http_request *rq,
		    struct arena *a, struct str *ret_body)
{
	int64_t until = clock_steady_us() / 1000 + b->timeout_ms / 2;

	for (int64_t wait = PAUSE_FIRST_MS;; wait *= 2) {
		struct http_answer answer = { 0 };
		enum err e = http_call(c, rq, a, &answer);

		if (!e)
			e = meaning(answer.status);
		else if (e == ERR_LOST)
			e = ERR_BUSY;
		if (e != ERR_BUSY || clock_steady_us() / 1000 + wait > until) {
			*ret_body = answer.body;
			return e;
		}
		pause_ms(wait);
	}
}

static enum err call(struct bucket *b, const char *method, const char *name, struct str body,
		     struct buf *out)
{
	AUTO(arena) a = { .cap = b->object_max + ARENA_EXTRA };
	unsigned char hash[crypto_hash_sha256_BYTES];
	char hex[sizeof(hash) * 2 + 1];
	const struct http_field header[] = {
		{STR("x-amz-content-sha256"), { hex, sizeof(hex) - 1 }       },
		{ STR("Content-Type"),        STR("application/octet-stream")},
	};
	struct http_request rq = {
		.method = method, .header = header, .n_header = body.len ? 2 : 1, .body = body
	};
	struct http_client *c = take_client(b);
	struct str answer = { NULL, 0 };
	enum err e = ERR_BUSY;

	if (!c)
		return e;
	crypto_hash_sha256(hash, (const unsigned char *)body.p, body.len);
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	rq.url = arena_printf(&a, "%s/%s", b->url, name);
	e = rq.url.p ? ask(b, c, &rq, &a, &answer) : ERR_LIMIT;
	if (!e && out) {
		buf_add_str(out, answer);
		e = buf_ok(out) ? ERR_OK : ERR_LIMIT;
	}
	give_client(b, c);
	return e;
}

enum err bucket_put(struct bucket *b, const char *name, struct str body)
{
	return call(b, "PUT", name, body, NULL);
}

enum err bucket_get(struct bucket *b, const char *name, struct buf *out)
{
	return call(b, NULL, name, (struct str){ NULL, 0 }, out);
}

enum err bucket_delete(struct bucket *b, const char *name)
{
	enum err e = call(b, "DELETE", name, (struct str){ NULL, 0 }, NULL);

	return e == ERR_NOT_FOUND ? ERR_OK : e;
}
