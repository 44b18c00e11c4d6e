/*
 * The way of a message, and what a handler is.
 *
 *   frame → envelope → role → rate → fields → load → decide → commit → tell
 *
 * A handler file h_*.c has, for each message: a body struct, a field table, a
 * load function if it must read, a decide function, and one row in its table
 * of struct msg_type. h_tables.c lists the tables. That is all: nothing else
 * knows the message, and --print-protocol describes it.
 *
 * load runs on a worker thread with a database connection of its own. decide is
 * pure: it reads the request (body, what load left in rq->loaded, rq->now_ms, rq->rnd)
 * and says what shall happen in *fx; it may run again when a guarded row has
 * moved on. Replies and events leave only after the commit; no handler sends.
 *
 * Both return ERR_OK or the value of refuse(). Any other error is answered as
 * busy (ERR_BUSY, ERR_LOST) or internal, and logged with the request's trace.
 */
#ifndef GATEWAY_MESSAGE_H
#define GATEWAY_MESSAGE_H

#include "base/arena.h"
#include "base/config.h"
#include "domain/role.h"
#include "gateway/field.h"
#include "io/db.h"
#include "io/effects.h"
#include "io/keyring.h"

#include <jansson.h>

struct request;
struct session;
struct photo_store;
struct offices;
struct shop_file;
struct score_memory;
struct sms_sender;
struct scored;

/* Who speaks. In the token, so a gateway needs no row to know it. */
struct principal {
	struct id id;    /* random; for ROLE_RECEIPT the id of who sent the report */
	unsigned roles;  /* ROLE_NONE when not signed in */
	bool anonymous;  /* a citizen without a phone: no account row */
	struct id token; /* of this sign-in, for revocation */
	int64_t expires_ms;
	struct id report; /* ROLE_RECEIPT: the only one they may see */
	char login[61];   /* staff: for the audit log; else "" */
	char name[61];    /* staff: shown to its owner and to colleagues; else "" */
};

/* What a load function may use besides the request. */
struct services {
	const struct config *config;
	const struct keyring *keys;
	struct db *db; /* of this worker thread */
	struct photo_store *photos;
	struct shop_file *shops;    /* the mapped registry, NULL when there is none yet */
	struct score_memory *score; /* of recent reports; has its own lock */
	struct offices *offices;
	const struct sms_sender *sms; /* NULL: no text messages */
};

/* Where load runs: see lanes.h. */
enum work { WORK_NONE, WORK_READ, WORK_SLOW, WORK_FILE, WORK_PHOTO, WORK__COUNT };

enum msg_flags {
	MSG_KEYED = 1,        /* params carry key: a repeat gets the stored result */
	MSG_BEFORE_HELLO = 2, /* hello itself, ping */
	MSG_ALONE = 4,        /* changes the session: later frames wait until it is answered */
	MSG_QUIET = 8,        /* may come without an id (a notification): ack */
};

struct msg_type {
	const char *name;
	unsigned roles;        /* any of these; ROLE_NONE is everybody's */
	int per_minute;        /* a session; 0: rate_default_per_minute */
	size_t per_hour;       /* offset of a configured number in struct config; 0: none */
	bool per_hour_address; /* counted by address, else by principal */
	unsigned flags;
	size_t body_size;
	const struct field *fields; /* NULL: no parameters */
	const char *zh, *en;        /* one line for the protocol's description */
	enum work work;             /* WORK_NONE exactly when there is no load */
	/*
	 * Optional, for what comes in floods: prepare checks the request and finds what needs no
	 * row, fetch reads for all that wait (and whose prepare succeeded) in one round trip,
	 * and load goes on from there.
	 */
	enum err (*prepare)(struct request *rq, struct services *sv);
	enum err (*fetch)(struct request *const *rqs, size_t n, struct services *sv);
	enum err (*load)(struct request *rq, struct services *sv);
	enum err (*decide)(struct request *rq, struct effects *fx);
	/* Optional, on the event loop after the commit, before the reply: changes of the session
	 * itself. */
	void (*tell)(struct request *rq, struct session *s);
};

/* A refusal as the client will see it: see errors.c for the types and their texts. */
struct refusal {
	const char *type;       /* "rule.undo_over"; NULL: none */
	const char *field;      /* without the slash, or NULL */
	struct str detail;      /* instead of the type's own text; in the session's language */
	int64_t retry_after_ms; /* 0: none */
};

struct request {
	struct arena arena; /* everything below lives here */
	const struct msg_type *type;
	const struct config *config;
	const struct keyring *keys;
	struct principal who;
	bool en;                       /* the session's language: English, else Chinese */
	struct id trace;               /* in the error and in the log */
	struct id address;             /* keyed hash of the client's address, KEY_TRACE */
	bool loopback;                 /* connected from this machine */
	struct id session, connection; /* see struct session */
	struct id resume;              /* hello: the session to take over, zero: none */
	int64_t now_ms;                /* when it arrived */
	unsigned char rnd[192];
	size_t rnd_used;
	void *body;   /* struct of type->body_size */
	void *loaded; /* what load found */
	json_t *json; /* the whole frame; FIELD_JSON values live in it */
	struct refusal refusal;
	bool refuse_after; /* write the effects, then answer with the refusal (a failure that
			      counts) */
	struct str epoch;  /* of all mailboxes */
	const struct scored *scored; /* of a report that is being stored, or NULL */
	json_t *result;              /* set by decide (or load); the request owns it. NULL: {} */

	/* auth.*: who the session becomes once the reply goes out. roles == 0: no change. */
	struct principal sign_in;
	int64_t sign_in_seq; /* events after this are new to the client */
};

/* Remembers why and returns ERR_RULE, so that a handler can `return refuse(rq, "…", "field")`. */
enum err refuse(struct request *rq, const char *type, const char *field);
/* The same with a text of its own, zh and en. */
enum err refuse_text(struct request *rq, const char *type, const char *field, const char *zh,
		     const char *en);
enum err refuse_retry(struct request *rq, const char *type, int64_t retry_after_ms);

/* Ids out of rq->rnd: random ones say nothing of the time (whistleblowers'), timed ones sort by it.
 */
struct id request_id(struct request *rq);
struct id request_id_timed(struct request *rq);
/* The id for a row that shows when somebody acted: random for a whistleblower, timed else. */
struct id request_id_for(struct request *rq);
/* The time to store for an act of this principal: whistleblowers' is cut to the hour. */
int64_t request_store_ms(const struct request *rq);
/* KEYRING_NONCE_LEN random bytes. */
const unsigned char *request_nonce(struct request *rq);

/* The principal as author and as receiver. */
struct id request_owner(const struct request *rq);
struct id request_topic(const struct request *rq);
struct id topic_of(const struct keyring *keys, struct id principal);

/* JSON text in an arena (the request's own); { NULL, 0 } when full. Does not take the reference. */
struct str json_text(const json_t *json, struct arena *a);
struct str request_json(struct request *rq, const json_t *json);
/* A json string from a span (NULL span → JSON null); new reference. */
json_t *json_str(struct str s);
json_t *json_id(struct id id);
json_t *json_ms(int64_t ms); /* I64_NULL → JSON null */
/* {"id","roles","name"}: staff by their names, others by what they are. */
json_t *principal_json(const struct principal *who, bool en);

/* Ends with NULL; each table ends with .name == NULL. */
extern const struct msg_type *const msg_tables[];

#endif
