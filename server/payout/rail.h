/*
 * A way to send money, as one table of functions.
 *
 * A rail knows the bank's language and nothing of rewards, ledger or database.
 * `build` makes the body of a transfer; it is stored before anything is sent and the
 * same bytes are sent ever after. The other operations fill a struct rail_call: either an
 * HTTP request, which the caller sends and whose answer it gives to `answer`, or, for rails
 * without HTTP, at once an answer. Only a verified answer may say PAID, FAILED or CANCELLED.
 */
#ifndef PAYOUT_RAIL_H
#define PAYOUT_RAIL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "domain/transfer.h"
#include "io/http_client.h"

#include <stdbool.h>
#include <stdint.h>

enum rail_can {
	RAIL_RESUBMIT_SAFE = 1, /* the same number and bytes twice are one transfer */
	RAIL_CANCEL = 2,
	RAIL_CALLBACK = 4,
	RAIL_USER_CONFIRM = 8,
	RAIL_LOGIN_CODE = 16, /* an account "code:…" must be resolved first */
};

enum rail_op { RAIL_SUBMIT, RAIL_QUERY, RAIL_DO_CANCEL, RAIL_RESOLVE };

/* Whom to pay how much. Strings are borrowed. */
struct rail_order {
	const char *bill;
	int64_t amount_fen;
	struct str account; /* openid, or a bank account number */
	struct str name;    /* may be empty where the rail allows it */
	int64_t now_ms;
};

struct rail_call {
	enum rail_op op;
	const char *bill;
	struct str body; /* what `build` made (SUBMIT) */
	struct str code; /* the login code (RESOLVE) */
	int64_t now_ms;
	uint8_t nonce[16];
	/* filled by the rail: a request in the arena, or is_answered and the answer */
	struct http_field header[8];
	struct http_request request;
	bool is_answered;
};

struct rail_answer {
	enum transfer_event event;
	struct str account;  /* RESOLVED: the account. Else the payee the rail names, if it does */
	int64_t amount_fen;  /* what the rail says; -1 when it does not */
	struct str external; /* the rail's own number */
	struct str package;  /* for the payee's confirmation */
	struct str reason;   /* the rail's code, for the operator: never a person's data */
	bool stops_rail;     /* nothing more may be sent until a human has looked */
	bool slow_down;      /* the rail asked for it */
};

struct rail {
	const char *name;
	unsigned can;
	void *ctx;
	/* ERR_INPUT: the rail cannot carry this order (amount, name). */
	enum err (*build)(void *ctx, const struct rail_order *order, struct arena *a,
			  struct str *ret_body);
	/* Prepares call->request, or answers at once. ERR_INPUT: the rail has no such operation. */
	enum err (*prepare)(void *ctx, struct rail_call *call, struct arena *a,
			    struct rail_answer *ret_answer);
	/* err and answer of the HTTP request; everything unclear becomes UNKNOWN. */
	void (*answer)(void *ctx, const struct rail_call *call, enum err err,
		       const struct http_answer *http, struct arena *a,
		       struct rail_answer *ret_answer);
	/* A callback, as gateways left it: which bill is it about, and what does it say of amount
	 * and payee? ERR_DENIED when it is not the rail's. */
	enum err (*parse_callback)(void *ctx, const struct http_answer *callback, int64_t now_ms,
				   struct arena *a, struct str *ret_bill,
				   struct rail_answer *ret_says);
	/* Do the stored body and the answer speak of the same payee and amount? */
	bool (*agrees)(void *ctx, struct str body, const char *bill,
		       const struct rail_answer *answer, struct arena *a);
	/* The account that a stored body pays; { NULL, 0 } when it names none. */
	struct str (*payee_of)(void *ctx, struct str body, struct arena *a);
	void (*release)(void *ctx);
};

#endif
