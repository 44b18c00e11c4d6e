#include "io/http_client.h"

#include "base/buf.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define HEADERS_MAX 16384
#define URL_MAX     4096
#define CA_MAX      ((size_t)4 << 20)
#define BODY_MAX    ((size_t)1 << 20)

struct slot {
	CURL *easy;
	struct curl_slist *headers;
	struct buf url, body, answer, answer_headers;
	void *tag;
	bool busy, too_big;
	size_t answer_max;
};

struct http_client {
	CURLM *multi;
	struct http_config config;
	struct buf ca; /* the CA file's text: read once, because inside the walls it may be out of
			  reach */
	char *user_agent;
	struct slot *slot;
	struct slot *returned; /* the one whose answer the caller is reading */
	size_t busy;
};

static size_t on_body(char *p, size_t size, size_t n, void *arg)
{
	struct slot *s = arg;

	if (s->answer.len + size * n > s->answer_max) {
		s->too_big = true;
		return 0;
	}
	buf_add(&s->answer, p, size * n);
	return buf_ok(&s->answer) ? size * n : 0;
}

static size_t on_header(char *p, size_t size, size_t n, void *arg)
{
	struct slot *s = arg;

	/* Headers of an interim answer (100 Continue) are not the answer's. */
	if (str_starts((struct str){ p, size * n }, STR("HTTP/")))
		buf_reset(&s->answer_headers);
	else
		buf_add(&s->answer_headers, p, size * n);
	return size * n;
}

static CURL *easy_new(const struct http_client *client, struct slot *s)
{
	const struct http_config *c = &client->config;
	struct curl_blob ca = { client->ca.p, client->ca.len, CURL_BLOB_NOCOPY };
	CURL *e = curl_easy_init();

	if (!e)
		return NULL;
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, c->plain ? "http,https" : "https");
	curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(e, CURLOPT_PROXY, "");
	/* Else it waits a second for 100 Continue on larger bodies. Taking the header out instead
	 * would leave it in the list of what SigV4 signs. */
	curl_easy_setopt(e, CURLOPT_EXPECT_100_TIMEOUT_MS, 1L);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)c->timeout_ms);
	curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, s);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, s);
	curl_easy_setopt(e, CURLOPT_PRIVATE, s);
	if (c->user_agent)
		curl_easy_setopt(e, CURLOPT_USERAGENT, c->user_agent);
	if (ca.len)
		curl_easy_setopt(e, CURLOPT_CAINFO_BLOB, &ca);
	if (c->sigv4) {
		curl_easy_setopt(e, CURLOPT_AWS_SIGV4, c->sigv4);
		curl_easy_setopt(e, CURLOPT_USERNAME, c->access_key);
		curl_easy_setopt(e, CURLOPT_PASSWORD, c->secret_key);
	}
	return e;
}

static enum err slots_init(struct http_client *c)
{
	for (size_t i = 0; i < c->config.parallel; i++) {
		struct slot *s = &c->slot[i];

		s->answer_max = c->config.answer_max;
		s->url = BUF_INIT(URL_MAX);
		s->body = BUF_INIT(c->config.body_max ? c->config.body_max : BODY_MAX);
		s->answer = BUF_INIT(c->config.answer_max + 1);
		s->answer_headers = BUF_INIT(HEADERS_MAX);
		s->easy = easy_new(c, s);
		if (!s->easy)
			return ERR_MEMORY;
	}
	return ERR_OK;
}

static char *copy_of(const char *s)
{
	return s && *s ? strdup(s) : NULL;
}

static enum err read_ca(const char *path, struct buf *ret)
{
	FILE *f = path && *path ? fopen(path, "re") : NULL;
	char part[4096];
	size_t n;

	if (!f)
		return path && *path ? ERR_INPUT : ERR_OK;
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(ret, part, n);
	fclose(f);
	return buf_ok(ret) && ret->len ? ERR_OK : ERR_INPUT;
}

enum err http_client_new(const struct http_config *config, struct http_client **ret_client)
{
	struct http_client *c = calloc(1, sizeof(*c));
	enum err e;

	if (!c)
		return ERR_MEMORY;
	c->config = *config;
	c->config.user_agent = c->user_agent = copy_of(config->user_agent);
	c->ca = BUF_INIT(CA_MAX);
	c->slot = calloc(config->parallel, sizeof(*c->slot));
	c->multi = curl_multi_init();
	e = c->slot && c->multi ? read_ca(config->ca_file, &c->ca) : ERR_MEMORY;
	if (!e)
		e = slots_init(c);
	if (e) {
		http_client_free(c);
		return e;
	}
	c->config.sigv4 = c->config.access_key = c->config.secret_key = NULL; /* curl has copies */
	curl_multi_setopt(c->multi, CURLMOPT_MAXCONNECTS, (long)config->parallel);
	*ret_client = c;
	return ERR_OK;
}

static void slot_clear(struct slot *s)
{
	curl_slist_free_all(s->headers);
	s->headers = NULL;
	buf_reset(&s->url);
	buf_reset(&s->body);
	buf_reset(&s->answer);
	buf_reset(&s->answer_headers);
	s->busy = s->too_big = false;
}

void http_client_free(struct http_client *c)
{
	if (!c)
		return;
	for (size_t i = 0; c->slot && i < c->config.parallel; i++) {
		struct slot *s = &c->slot[i];

		if (s->easy) {
			curl_multi_remove_handle(c->multi, s->easy);
			curl_easy_cleanup(s->easy);
		}
		slot_clear(s);
		buf_release(&s->url);
		buf_release(&s->body);
		buf_release(&s->answer);
		buf_release(&s->answer_headers);
	}
	if (c->multi)
		curl_multi_cleanup(c->multi);
	free(c->slot);
	buf_release(&c->ca);
	free(c->user_agent);
	free(c);
}

static void forget_returned(struct http_client *c)
{
	if (c->returned)
		slot_clear(c->returned);
	c->returned = NULL;
}

static bool add_header(struct slot *s, struct http_field h)
{
	struct buf line = BUF_INIT(HEADERS_MAX);
	struct curl_slist *more = NULL;

	buf_printf(&line, "%.*s: %.*s", STR_ARG(h.name), STR_ARG(h.value));
	if (buf_ok(&line))
		more = curl_slist_append(s->headers, line.p);
	if (more)
		s->headers = more;
	buf_release(&line);
	return more != NULL;
}

static enum err fill(struct slot *s, const struct http_request *rq)
{
	for (size_t i = 0; i < rq->n_header; i++)
		if (!add_header(s, rq->header[i]))
			return ERR_MEMORY;
	buf_add_str(&s->url, rq->url);
	buf_add(&s->body, rq->body.p ? rq->body.p : "", rq->body.len);
	if (!buf_ok(&s->url) || !buf_ok(&s->body))
		return ERR_LIMIT;
	curl_easy_setopt(s->easy, CURLOPT_URL, s->url.p);
	curl_easy_setopt(s->easy, CURLOPT_HTTPHEADER, s->headers);
	if (rq->post || rq->body.len) {
		curl_easy_setopt(s->easy, CURLOPT_POST, 1L);
		curl_easy_setopt(s->easy, CURLOPT_POSTFIELDSIZE, (long)s->body.len);
		curl_easy_setopt(s->easy, CURLOPT_POSTFIELDS, s->body.p ? s->body.p : "");
	} else {
		curl_easy_setopt(s->easy, CURLOPT_HTTPGET, 1L);
	}
	curl_easy_setopt(s->easy, CURLOPT_CUSTOMREQUEST, rq->method);
	return ERR_OK;
}

enum err http_start(struct http_client *c, const struct http_request *rq, void *tag)
{
	struct slot *s = NULL;
	enum err e;

	forget_returned(c);
	for (size_t i = 0; i < c->config.parallel && !s; i++)
		if (!c->slot[i].busy)
			s = &c->slot[i];
	if (!s)
		return ERR_BUSY;
	e = fill(s, rq);
	if (!e && curl_multi_add_handle(c->multi, s->easy) != CURLM_OK)
		e = ERR_MEMORY;
	if (e) {
		slot_clear(s);
		return e;
	}
	s->tag = tag;
	s->busy = true;
	c->busy++;
	return ERR_OK;
}

enum err http_poll(struct http_client *c, int wait_ms, int fd)
{
	struct curl_waitfd extra = { .fd = fd, .events = CURL_WAIT_POLLIN };
	int running;

	forget_returned(c);
	if (curl_multi_perform(c->multi, &running) != CURLM_OK)
		return ERR_IO;
	if ((size_t)running < c->busy)
		return ERR_OK; /* something is done already */
	if (curl_multi_poll(c->multi, &extra, fd >= 0 ? 1 : 0, wait_ms, NULL) != CURLM_OK)
		return ERR_IO;
	return curl_multi_perform(c->multi, &running) == CURLM_OK ? ERR_OK : ERR_IO;
}

static void parse_headers(struct str lines, struct http_answer *a)
{
	while (lines.p && a->n_header < HTTP_ANSWER_HEADERS) {
		struct str value = str_cut(&lines, '\n');
		struct str name = str_cut(&value, ':');

		if (!value.p || !name.len)
			continue;
		a->header[a->n_header++] = (struct http_field){ name, str_trim(value) };
	}
}

static void finish(struct http_client *c, struct slot *s, CURLcode result, struct http_done *ret)
{
	*ret = (struct http_done){ .tag = s->tag };
	if (result != CURLE_OK)
		ret->err = s->too_big ? ERR_LIMIT : ERR_LOST;
	curl_easy_getinfo(s->easy, CURLINFO_RESPONSE_CODE, &ret->answer.status);
	if (!ret->err)
		ret->answer.body = buf_str(&s->answer);
	parse_headers(buf_str(&s->answer_headers), &ret->answer);
	curl_multi_remove_handle(c->multi, s->easy);
	c->returned = s;
	c->busy--;
}

bool http_next(struct http_client *c, struct http_done *ret_done)
{
	const CURLMsg *msg;
	int left;

	forget_returned(c);
	while ((msg = curl_multi_info_read(c->multi, &left))) {
		char *slot;

		if (msg->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &slot);
		finish(c, (struct slot *)(void *)slot, msg->data.result, ret_done);
		return true;
	}
	return false;
}

size_t http_under_way(const struct http_client *c)
{
	return c->busy;
}

void http_cancel_all(struct http_client *c)
{
	forget_returned(c);
	for (size_t i = 0; i < c->config.parallel; i++) {
		struct slot *s = &c->slot[i];

		if (!s->busy)
			continue;
		curl_multi_remove_handle(c->multi, s->easy);
		slot_clear(s);
	}
	c->busy = 0;
}

static enum err keep(struct arena *a, struct http_answer *answer)
{
	answer->body = arena_str(a, answer->body);
	if (!answer->body.p)
		return ERR_MEMORY;
	for (size_t i = 0; i < answer->n_header; i++) {
		struct http_field *h = &answer->header[i];

		*h = (struct http_field){ arena_str(a, h->name), arena_str(a, h->value) };
		if (!h->name.p || !h->value.p)
			return ERR_MEMORY;
	}
	return ERR_OK;
}

enum err http_call(struct http_client *c, const struct http_request *rq, struct arena *arena,
		   struct http_answer *ret_answer)
{
	struct http_done done;
	enum err e = http_start(c, rq, NULL);

	while (!e && !http_next(c, &done))
		e = http_poll(c, 1000, -1);
	if (e || done.err)
		return e ? e : done.err;
	e = keep(arena, &done.answer);
	if (!e)
		*ret_answer = done.answer;
	return e;
}

bool http_is_loopback(struct str url)
{
	return str_starts(url, STR("http://127.0.0.1:")) ||
	       str_starts(url, STR("http://127.0.0.1/")) || str_starts(url, STR("http://[::1]:")) ||
	       str_starts(url, STR("http://[::1]/"));
}

struct str http_header(const struct http_answer *a, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < a->n_header; i++) {
		const struct http_field *h = &a->header[i];

		if (h->name.len == len && strncasecmp(h->name.p, name, len) == 0)
			return h->value;
	}
	return (struct str){ NULL, 0 };
}
