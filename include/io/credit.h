/*
 * The personal credit score (茉莉分) over HTTPS, for people who agreed to it.
 *
 * There is no public interface; this is the one ezhili asks an operator's
 * bridge to speak:
 *
 *	POST URL   Authorization: Bearer KEY   Content-Type: application/json
 *	{"phone":"13800138000","consent":"2026-01"}
 *	200 {"score":712}      or {"score":null}, or 404: the person has none
 *
 * Everything else is "not known now": the report is scored without it. Never
 * ask without a consent. Many questions are under way at a time; a client
 * belongs to one thread.
 *
 *	credit_start(c, phone, consent, tag, &arena);
 *	while (credit_poll(c, 20) == ERR_OK && credit_next(c, &done))
 *		… done.tag, done.err, done.score …
 */
#ifndef IO_CREDIT_H
#define IO_CREDIT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CREDIT_NONE    (-1) /* the service knows the person, who has no score */
#define CREDIT_MOST    1000
#define CREDIT_KEY_MAX 512

struct credit_client;

struct credit_config {
	const char *url;     /* https:, or http: on a loopback address */
	const char *ca_file; /* NULL or "": the system's */
	struct str key;      /* the bearer's, at most CREDIT_KEY_MAX bytes */
	int64_t timeout_ms;
	size_t parallel; /* questions under way at most */
};

struct credit_done {
	void *tag;
	/*
	 * ERR_LOST: no answer in time, or a passing failure; ERR_CORRUPT: one that
	 * is not of the form; ERR_DENIED: the service does not let us ask.
	 */
	enum err err;
	int score; /* 0..CREDIT_MOST or CREDIT_NONE */
};

/* config's strings are copied. ERR_INPUT: the URL is neither, or the key too long. */
CHECKED
enum err credit_client_new(const struct credit_config *config, struct credit_client **ret_client);
void credit_client_free(struct credit_client *c);

/* Begins a question; the arena is for this call. ERR_BUSY when `parallel` are under way. */
CHECKED
enum err credit_start(struct credit_client *c, struct str phone, struct str consent, void *tag,
		      struct arena *arena);
/* Works for at most wait_ms. */
CHECKED
enum err credit_poll(struct credit_client *c, int wait_ms);
/* The next finished question; false when there is none. */
bool credit_next(struct credit_client *c, struct credit_done *ret_done);
size_t credit_under_way(const struct credit_client *c);

#endif
