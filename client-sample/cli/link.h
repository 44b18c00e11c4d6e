/*
 * A connection to an ezhili server: calls that wait for their reply.
 *
 * One thread, one connection. Everything a call needs of libwebsockets is in link.c.
 */
#ifndef LINK_H
#define LINK_H

#include "base/err.h"
#include "base/str.h"

#include <jansson.h>
#include <stdint.h>

struct link;

/* What the server last said of an upload (upload.progress). */
struct link_progress {
	int64_t handle, offset;
	unsigned n; /* counts the notifications */
};

/*
 * url: ws, wss, http or https; "/ws" when it has no path. ERR_INPUT: no such
 * URL; ERR_LOST: no connection within timeout_ms.
 */
CHECKED enum err link_open(const char *url, int timeout_ms, struct link **ret);
void link_close(struct link *l);

/*
 * Calls a method; params is taken over (NULL: none). ERR_RULE: the server
 * refused, link_refusal tells; ERR_LOST: no reply in time. *ret (to be
 * json_decref'd) may be NULL when the result does not matter.
 */
CHECKED enum err link_call(struct link *l, const char *method, json_t *params, json_t **ret);

/* The last refusal: its type ("shop.not_found"), and what to tell a person. "" before any. */
const char *link_refusal_type(const struct link *l);
const char *link_refusal_text(const struct link *l);

/* Queues a binary frame. ERR_MEMORY. */
CHECKED enum err link_send_binary(struct link *l, const void *p, size_t len);

/* Waits until progress.n differs from seen, or the server refused a frame (ERR_RULE), or ERR_LOST.
 */
CHECKED enum err link_wait_progress(struct link *l, unsigned seen, struct link_progress *ret);

#endif
