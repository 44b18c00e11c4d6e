/*
 * A request on its way (the part of it that handlers do not see is here).
 */
#ifndef GATEWAY_REQUEST_H
#define GATEWAY_REQUEST_H

#include "gateway/message.h"
#include "gateway/writer.h"

#define REQUEST_ARENA_CAP ((size_t)8 << 20)
#define DECIDE_TRIES      4

struct gateway;

struct flight {
	struct write_job write; /* first: a job of the lanes and of the writer */
	struct request rq;
	struct effects fx;
	struct gateway *gw;
	struct session *session; /* NULL for the gateway's own (timers) */
	struct str rpc_id;       /* JSON */
	struct id key;           /* the client's, when MSG_KEYED */
	struct id key_params;
	enum err err;
	int tries;
	int64_t started_us;
	struct str reply; /* JSON of the result */
};

/* Sends an error; id is JSON. */
void reply_error(struct session *s, struct str rpc_id, const struct refusal *why, bool en,
		 struct id trace);

/*
 * Load, decide, commit, tell (flight.c). With f->err set it only answers. f is gone, or on
 * its way, when this returns.
 */
void flight_begin(struct flight *f);

struct flight *flight_new(struct gateway *gw, struct session *s);
void flight_free(struct flight *f);

#endif
