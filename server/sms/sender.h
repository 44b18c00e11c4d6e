/*
 * The sender: takes rows that its own gateways left, opens them, hands them to
 * the supplier, and deletes them. One thread; nothing is remembered that a
 * restart would not find again in the rows.
 *
 * A phone number exists here only between opening a row and the end of its
 * request. It is never logged; the log knows the row's random id.
 */
#ifndef SMS_SENDER_H
#define SMS_SENDER_H

#include "io/db.h"
#include "io/handover.h"
#include "io/http_client.h"
#include "sms/sms_request.h"

#define SENDER_FLIGHT 16 /* requests under way */

struct sender_flight {
	struct id id;
	int64_t expires_ms, started_ms, tries;
	bool used;
};

struct sender {
	const struct config *config;
	struct db *db;
	struct http_client *http;
	struct sms_form form;
	struct sms_sender me;
	struct secret key;
	struct arena arena; /* of one step */
	struct sender_flight flight[SENDER_FLIGHT];
	int64_t now_ms, purge_ms;
};

/* A phone that a gateway of this node sealed. ERR_CORRUPT: not one of theirs. */
CHECKED
enum err sender_open(const struct secret *key, const struct sms_sender *me, struct str sealed,
		     struct sms_mail *ret_mail);

/* why: what is missing, in sentences. */
CHECKED
enum err sender_init(struct sender *s, const struct handover *h, struct buf *why);
void sender_release(struct sender *s);

/* Starts what is due; what cannot be opened or has expired is deleted. */
void sender_send_step(struct sender *s);
/* Takes in what has been answered. */
void sender_land_step(struct sender *s);

#endif
