/*
 * One gateway process: everything that lives as long as it does.
 */
#ifndef GATEWAY_GATEWAY_H
#define GATEWAY_GATEWAY_H

#include "gateway/address_counts.h"
#include "gateway/lanes.h"
#include "gateway/limiter.h"
#include "gateway/writer.h"
#include "io/handover.h"
#include "io/ws.h"

#define TOPIC_BUCKETS 4096 /* sessions by mailbox; a power of two */

struct session;
struct static_files;

struct gateway {
	const struct config *config;
	const struct keyring *keys;
	struct ws_server *ws;
	struct lanes *lanes;
	struct writer *writer;
	struct shop_file *shops;
	struct score_memory *score;
	bool reloading, reload_again; /* the registry's index, data.c */
	struct offices *offices;
	struct sms_sender *sms; /* to whom codes are sealed; NULL: none can be sent */
	struct photo_store *photos;
	struct static_files *files;
	struct limiter *session_limits; /* a session and message type, a minute */
	struct limiter *address_limits; /* an address (keyed hash), an hour */
	struct str epoch;               /* of all mailboxes: a restored database has another */
	struct str seal_key_json; /* seal.key's answer, read from the keys directory at start */

	struct session *sessions;
	struct session *by_topic[TOPIC_BUCKETS];
	struct address_counts addresses; /* of the sessions */
	size_t n_sessions, n_watching;   /* the latter: reviewers who follow the queue */
	bool draining;
	int64_t drain_until_ms, swept_ms, uploads_due_ms, rows_due_ms;
	int signal_fd;
	struct handover handover;
	struct buf processes; /* JSON of all processes' states, from the supervisor */

	unsigned char random[4096]; /* asked for at once, handed out by request.c */
	size_t random_left;
	struct flight *idle_flights; /* answered ones, for the next requests */
	size_t n_idle_flights;

	struct hint_poll *hints;
	struct timer_poll *timers;

	/* for /metrics */
	struct {
		uint64_t messages, replies, refusals, internal_errors, opened, closed_abuse, events;
		uint64_t reports;
	} count;
};

#endif
