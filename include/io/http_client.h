/*
 * HTTPS requests to services that we call, many at a time on one thread.
 *
 *	http_start(c, &request, tag);
 *	while (http_poll(c, 100, -1) == ERR_OK && http_next(c, &done))
 *		… done.tag, done.err, done.answer …
 *
 * Certificates are checked; redirects are not followed; no proxy of the
 * environment is used; an answer larger than answer_max ends with ERR_LIMIT.
 * Connections are kept and used again. The only file that knows curl is
 * http_client.c.
 */
#ifndef IO_HTTP_CLIENT_H
#define IO_HTTP_CLIENT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_ANSWER_HEADERS 64

struct http_client;

struct http_config {
	const char *ca_file; /* PEM; NULL or "": the system's */
	const char *user_agent;
	int64_t timeout_ms; /* of one request, connecting included */
	size_t answer_max;  /* bytes of an answer's body */
	size_t parallel;    /* requests under way at most */
	bool plain;         /* http: is allowed too (a loopback service) */
	size_t body_max;    /* bytes of a request's body; 0: 1 MiB */
	/* AWS Signature Version 4: "aws:amz:REGION:SERVICE" and the key pair; NULL: none. */
	const char *sigv4, *access_key, *secret_key;
};

struct http_field {
	struct str name, value;
};

struct http_request {
	bool post;          /* else GET */
	const char *method; /* "PUT" (sends the body), "DELETE"; NULL: as post says */
	struct str url;
	const struct http_field *header;
	size_t n_header;
	struct str body; /* sent as it is */
};

struct http_answer {
	long status;
	struct str body;
	struct http_field header[HTTP_ANSWER_HEADERS];
	size_t n_header; /* more than HTTP_ANSWER_HEADERS are dropped */
};

struct http_done {
	void *tag;
	/* ERR_LOST: no whole answer came, the request may have been done. ERR_LIMIT: too big. */
	enum err err;
	struct http_answer answer; /* valid until the next call that takes the client */
};

/* config's strings are copied. ERR_MEMORY; ERR_INPUT when ca_file cannot be read. */
CHECKED
enum err http_client_new(const struct http_config *config, struct http_client **ret_client);
void http_client_free(struct http_client *c);

/*
 * Begins a request; everything is copied. ERR_BUSY when `parallel` are under
 * way. Bytes may leave only within http_poll.
 */
CHECKED
enum err http_start(struct http_client *c, const struct http_request *rq, void *tag);

/* Works for at most wait_ms; returns as soon as something is done, or fd (-1: none) is readable. */
CHECKED
enum err http_poll(struct http_client *c, int wait_ms, int fd);

/* The next finished request; false when there is none. */
bool http_next(struct http_client *c, struct http_done *ret_done);

size_t http_under_way(const struct http_client *c);

/* Forgets all requests under way; what has not left yet never does. Their tags do not come back. */
void http_cancel_all(struct http_client *c);

/* One request, waited for. The answer lives in the arena. No other request may be under way. */
CHECKED
enum err http_call(struct http_client *c, const struct http_request *rq, struct arena *arena,
		   struct http_answer *ret_answer);

/* "http://127.0.0.1…" or "http://[::1]…": a service on this machine, which may go without TLS. */
bool http_is_loopback(struct str url);

/* A header's value by its name in any case, { NULL, 0 } when there is none. */
struct str http_header(const struct http_answer *a, const char *name);

#endif
