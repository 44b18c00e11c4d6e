#include "io/credit.h"

#include "base/secret.h"
#include "io/http_client.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define ANSWER_MAX 4096

struct credit_client {
	struct http_client *http;
	char *url;
	struct secret bearer; /* "Bearer KEY" */
};

static enum err set_bearer(struct credit_client *c, struct str key)
{
	static const char scheme[] = "Bearer ";
	size_t n = sizeof(scheme) - 1;
	enum err e;

	if (key.len > CREDIT_KEY_MAX)
		return ERR_INPUT;
	e = secret_alloc(&c->bearer, n + key.len);
	if (e)
		return e;
	memcpy(c->bearer.p, scheme, n);
	if (key.len)
		memcpy(c->bearer.p + n, key.p, key.len);
	return ERR_OK;
}

enum err credit_client_new(const struct credit_config *config, struct credit_client **ret_client)
{
	struct credit_client *c;
	struct http_config http = { .ca_file = config->ca_file,
				    .user_agent = "ezhili",
				    .timeout_ms = config->timeout_ms,
				    .answer_max = ANSWER_MAX,
				    .parallel = config->parallel,
				    .plain = http_is_loopback(str_of(config->url)) };
	enum err e;

	if (!http.plain && !str_starts(str_of(config->url), STR("https://")))
		return ERR_INPUT;
	c = calloc(1, sizeof(*c));
	if (!c)
		return ERR_MEMORY;
	c->url = strdup(config->url);
	e = c->url ? set_bearer(c, config->key) : ERR_MEMORY;
	e = e ? e : http_client_new(&http, &c->http);
	if (e)
		credit_client_free(c);
	else
		*ret_client = c;
	return e;
}

void credit_client_free(struct credit_client *c)
{
	if (!c)
		return;
	http_client_free(c->http);
	secret_release(&c->bearer);
	free(c->url);
	free(c);
}

static struct str body_of(struct str phone, struct str consent, struct arena *arena)
{
	json_t *json = json_pack("{s:s%, s:s%}", "phone", phone.p ? phone.p : "", phone.len,
				 "consent", consent.p ? consent.p : "", consent.len);
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	struct str body = text ? arena_str(arena, str_of(text)) : (struct str){ NULL, 0 };

	free(text);
	json_decref(json);
	return body;
}

static enum err read_score(struct str body, int *ret_score)
{
	json_t *json = json_loadb(body.p ? body.p : "", body.len, 0, NULL);
	const json_t *score = json_object_get(json, "score");
	enum err e = ERR_OK;

	if (json_is_null(score))
		*ret_score = CREDIT_NONE;
	else if (json_is_integer(score) && json_integer_value(score) >= 0 &&
		 json_integer_value(score) <= CREDIT_MOST)
		*ret_score = (int)json_integer_value(score);
	else
		e = ERR_CORRUPT;
	json_decref(json);
	return e;
}

static enum err read_answer(const struct http_answer *answer, int *ret_score)
{
	switch (answer->status) {
	case 200:
		return read_score(answer->body, ret_score);
	case 404:
		*ret_score = CREDIT_NONE;
		return ERR_OK;
	case 401:
	case 403:
		return ERR_DENIED;
	default:
		return ERR_LOST;
	}
}

enum err credit_start(struct credit_client *c, struct str phone, struct str consent, void *tag,
		      struct arena *arena)
{
	struct str bearer = { (const char *)c->bearer.p, c->bearer.len };
	struct http_field header[] = {
		{STR("Authorization"), bearer                 },
		{ STR("Content-Type"), STR("application/json")},
	};
	struct http_request rq = { .post = true,
				   .url = str_of(c->url),
				   .header = header,
				   .n_header = ARRAY_LEN(header),
				   .body = body_of(phone, consent, arena) };
	enum err e = rq.body.p ? http_start(c->http, &rq, tag) : ERR_MEMORY;

	if (rq.body.p)
		explicit_bzero((char *)rq.body.p, rq.body.len);
	return e;
}

enum err credit_poll(struct credit_client *c, int wait_ms)
{
	return http_poll(c->http, wait_ms, -1);
}

bool credit_next(struct credit_client *c, struct credit_done *ret_done)
{
	struct http_done done;

	if (!http_next(c->http, &done))
		return false;
	*ret_done = (struct credit_done){ .tag = done.tag, .err = done.err };
	if (!done.err)
		ret_done->err = read_answer(&done.answer, &ret_done->score);
	return true;
}

size_t credit_under_way(const struct credit_client *c)
{
	return http_under_way(c->http);
}
