/*
 * The asker: takes the questions for a personal credit score that its own
 * gateways left, asks the operator's service, and puts the answer in the
 * question's place. Nobody waits for it, and nothing is ever asked without the
 * consent that stands in the row.
 *
 * It shares the sender's key, database and rule: a phone exists only between
 * opening a row and the end of its request, and is never logged.
 */
#ifndef SMS_ASKER_H
#define SMS_ASKER_H

#include "io/credit.h"
#include "sms/sender.h"

#define ASKER_FLIGHT 8 /* questions under way */
#define ASKER_TRIES  4 /* then reports are scored without it, until the next sign-in */

struct asker_flight {
	struct id owner;
	int64_t tries;
	bool used;
};

struct asker {
	struct credit_client *client; /* NULL: credit_url is not set, nothing is done */
	const struct sender *sender;
	struct arena arena; /* of one step */
	struct asker_flight flight[ASKER_FLIGHT];
	int64_t purge_ms;
};

/* sender: initialised, borrowed. why: what is missing, in sentences. */
CHECKED
enum err asker_init(struct asker *a, const struct sender *sender, struct buf *why);
void asker_release(struct asker *a);

/* Starts what is due, forgets what is past its time. */
void asker_ask_step(struct asker *a);
/* Works without waiting and takes in what has been answered. ERR_IO: the process should end. */
CHECKED
enum err asker_land_step(struct asker *a);
bool asker_is_busy(const struct asker *a);

#endif
