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
 * Everything else is "not known now": nothing is stored, the report is scored
 * without it, and the next sign-in asks again. Never ask without a consent.
 * A client belongs to one thread.
 */
#ifndef IO_CREDIT_H
#define IO_CREDIT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

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
};

/* config's strings are copied. ERR_INPUT: the URL is neither, or the key too long. */
CHECKED
enum err credit_client_new(const struct credit_config *config, struct credit_client **ret_client);
void credit_client_free(struct credit_client *c);

/*
 * Waits for the answer, timeout_ms at most. *ret_score: 0..CREDIT_MOST or
 * CREDIT_NONE. ERR_LOST: no answer in time; ERR_CORRUPT: one that is not of
 * the form; ERR_DENIED: the service does not let us ask.
 */
CHECKED
enum err credit_ask(struct credit_client *c, struct str phone, struct str consent,
		    struct arena *arena, int *ret_score);

#endif
