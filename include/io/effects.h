/*
 * What a request wants to happen: the pure result of its decide function.
 *
 * Nothing here touches the database. The batcher (io/batcher.h) writes the
 * effects of many requests in one transaction; the reply and the events leave
 * only after its commit.
 *
 * All memory is the request's arena. Adding is unconditional; running out of
 * memory is remembered and refuses the whole request at commit.
 */
#ifndef IO_EFFECTS_H
#define IO_EFFECTS_H

#include "base/arena.h"
#include "base/id.h"
#include "io/query.h"

#include <stdbool.h>

/* A row as it will be bound: params is a struct q_NAME whose strings live in the arena. */
struct effect_write {
	struct effect_write *next;
	enum query query;
	const void *params;
};

/* Tables whose rows carry a version that every change increments. */
enum guard_table { /* batch_keys.c has their statements */
	GUARD_ACCOUNT,
	GUARD_REPORT,
	GUARD_REWARD,
	GUARD_TRANSFER,
	GUARD_CONV,
	GUARD_OTP,
	GUARD__COUNT
};

/*
 * The decision was made from this row at this version. If it has moved on by the
 * time the batch locks it, nothing of this request is written and it is loaded and
 * decided again. The batcher increments the version.
 */
struct effect_guard {
	struct effect_guard *next;
	enum guard_table table;
	struct id row;
	int64_t version;
};

/* A notification for a mailbox (keyed hash of a principal). params: JSON object without seq. */
struct effect_event {
	struct effect_event *next;
	struct id topic;
	struct str method, params;
};

/* One line of the audit log: who did what to which thing. before/after: JSON or empty. */
struct effect_audit {
	struct effect_audit *next;
	struct str actor;  /* an account's login, "system", or a report's pseudonym; never a
			      reporter's id */
	struct str action; /* "review.decide" */
	struct id object;
	struct str before, after;
};

/*
 * Tells every gateway, kept a minute: "report" (came; ref = report, office for the
 * rights), "review" (changed), "verdict" (office: enum standing_verdict), "session"
 * (ref = session taken over elsewhere).
 * Mailboxes with new events are hinted by the batcher itself.
 */
struct effect_hint {
	struct effect_hint *next;
	struct str kind;
	struct id ref;
	struct str office;
};

struct effects {
	struct arena *arena;
	bool failed;

	/* Idempotency: with scope zero the batcher makes a random one. */
	struct id key_scope;  /* keyed hash of the principal */
	struct id key;        /* the client's UUID */
	struct id key_params; /* hash of method and canonical params */

	struct effect_write *writes, **writes_end;
	struct effect_guard *guards;
	struct effect_event *events, **events_end;
	struct effect_audit *audits, **audits_end;
	struct effect_hint *hints;

	struct str result; /* JSON of the reply's result, stored with the key */
};

void effects_init(struct effects *fx, struct arena *arena);

/* Copies the struct q_NAME; its strings are borrowed and must live in the arena. */
void effects_write(struct effects *fx, enum query q, const void *params);
#define FX(fx, name_, ...) effects_write((fx), Q_##name_, &(const struct q_##name_){ __VA_ARGS__ })

void effects_guard(struct effects *fx, enum guard_table table, struct id row, int64_t version);
void effects_event(struct effects *fx, struct id topic, struct str method, struct str params);
void effects_audit(struct effects *fx, struct effect_audit entry);
void effects_hint(struct effects *fx, struct str kind, struct id ref, struct str office);

/* Is there anything to commit? A request without is answered at once. */
bool effects_empty(const struct effects *fx);

#endif
