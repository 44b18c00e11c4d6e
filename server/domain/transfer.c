#include "domain/transfer.h"

#include <stdio.h>

/* clang-format off */
/* Final answers, and those that stop everything, mean the same whatever we last knew. */
#define VERIFIED_FROM(state) \
	{ state, TRANSFER_EV_PENDING, TRANSFER_PENDING, TRANSFER_DO_QUERY }, \
	{ state, TRANSFER_EV_NEEDS_USER, TRANSFER_NEEDS_USER, TRANSFER_DO_QUERY }, \
	{ state, TRANSFER_EV_PAID, TRANSFER_PAID, TRANSFER_DO_SETTLE }, \
	{ state, TRANSFER_EV_FAILED, TRANSFER_FAILED, TRANSFER_DO_RELEASE }, \
	{ state, TRANSFER_EV_CANCELLED, TRANSFER_CANCELLED, TRANSFER_DO_RELEASE }, \
	{ state, TRANSFER_EV_HALT, TRANSFER_HELD, TRANSFER_DO_HOLD }, \
	{ state, TRANSFER_EV_MISMATCH, TRANSFER_HELD, TRANSFER_DO_HOLD }

const struct transfer_move transfer_moves[] = {
	{ TRANSFER_RESOLVING, TRANSFER_EV_RESOLVED, TRANSFER_INTENT, TRANSFER_DO_STORE_INTENT },
	{ TRANSFER_RESOLVING, TRANSFER_EV_REFUSED, TRANSFER_DROPPED, TRANSFER_DO_DROP },
	{ TRANSFER_RESOLVING, TRANSFER_EV_UNKNOWN, TRANSFER_RESOLVING, TRANSFER_DO_RESOLVE },
	{ TRANSFER_RESOLVING, TRANSFER_EV_RETRY_SAME, TRANSFER_RESOLVING, TRANSFER_DO_RESOLVE },

	VERIFIED_FROM(TRANSFER_INTENT),
	{ TRANSFER_INTENT, TRANSFER_EV_RETRY_SAME, TRANSFER_INTENT, TRANSFER_DO_SUBMIT },
	{ TRANSFER_INTENT, TRANSFER_EV_UNKNOWN, TRANSFER_UNKNOWN, TRANSFER_DO_QUERY },
	/* Asked for by whoever took it over, and never sent: the same number. */
	{ TRANSFER_INTENT, TRANSFER_EV_NOT_FOUND, TRANSFER_INTENT, TRANSFER_DO_SUBMIT },

	VERIFIED_FROM(TRANSFER_UNKNOWN),
	{ TRANSFER_UNKNOWN, TRANSFER_EV_UNKNOWN, TRANSFER_UNKNOWN, TRANSFER_DO_QUERY },
	{ TRANSFER_UNKNOWN, TRANSFER_EV_NOT_FOUND, TRANSFER_INTENT, TRANSFER_DO_SUBMIT },
	/* A second submission of what may be done already was turned away: ask on. */
	{ TRANSFER_UNKNOWN, TRANSFER_EV_RETRY_SAME, TRANSFER_UNKNOWN, TRANSFER_DO_QUERY },

	/* The rail has had it: not finding it now is its lag, never a reason to send. */
	VERIFIED_FROM(TRANSFER_PENDING),
	{ TRANSFER_PENDING, TRANSFER_EV_UNKNOWN, TRANSFER_PENDING, TRANSFER_DO_QUERY },
	{ TRANSFER_PENDING, TRANSFER_EV_NOT_FOUND, TRANSFER_PENDING, TRANSFER_DO_QUERY },

	VERIFIED_FROM(TRANSFER_NEEDS_USER),
	{ TRANSFER_NEEDS_USER, TRANSFER_EV_UNKNOWN, TRANSFER_NEEDS_USER, TRANSFER_DO_QUERY },
	{ TRANSFER_NEEDS_USER, TRANSFER_EV_NOT_FOUND, TRANSFER_NEEDS_USER, TRANSFER_DO_QUERY },

	{ TRANSFER_HELD, TRANSFER_EV_RESUME, TRANSFER_UNKNOWN, TRANSFER_DO_QUERY },
};
/* clang-format on */
const size_t transfer_moves_len = ARRAY_LEN(transfer_moves);

static const char *const states[TRANSFER_STATE__COUNT] = {
	[TRANSFER_RESOLVING] = "resolving",
	[TRANSFER_INTENT] = "intent",
	[TRANSFER_UNKNOWN] = "unknown",
	[TRANSFER_PENDING] = "pending",
	[TRANSFER_NEEDS_USER] = "needs_user",
	[TRANSFER_HELD] = "held",
	[TRANSFER_PAID] = "paid",
	[TRANSFER_FAILED] = "failed",
	[TRANSFER_CANCELLED] = "cancelled",
	[TRANSFER_DROPPED] = "dropped",
};

static const char *const events[TRANSFER_EVENT__COUNT] = {
	[TRANSFER_EV_PENDING] = "pending",
	[TRANSFER_EV_NEEDS_USER] = "needs_user",
	[TRANSFER_EV_PAID] = "paid",
	[TRANSFER_EV_FAILED] = "failed",
	[TRANSFER_EV_CANCELLED] = "cancelled",
	[TRANSFER_EV_NOT_FOUND] = "not_found",
	[TRANSFER_EV_RETRY_SAME] = "retry_same",
	[TRANSFER_EV_HALT] = "halt",
	[TRANSFER_EV_UNKNOWN] = "unknown",
	[TRANSFER_EV_MISMATCH] = "mismatch",
	[TRANSFER_EV_RESOLVED] = "resolved",
	[TRANSFER_EV_REFUSED] = "refused",
	[TRANSFER_EV_RESUME] = "resume",
};

enum err transfer_next(enum transfer_state state, enum transfer_event event,
		       const struct transfer_move **ret_move)
{
	for (size_t i = 0; i < transfer_moves_len; i++) {
		if (transfer_moves[i].state != state || transfer_moves[i].event != event)
			continue;
		*ret_move = &transfer_moves[i];
		return ERR_OK;
	}
	return ERR_RULE;
}

const char *transfer_state_name(enum transfer_state state)
{
	return (unsigned)state < TRANSFER_STATE__COUNT ? states[state] : "none";
}

enum err transfer_state_parse(struct str name, enum transfer_state *ret_state)
{
	for (unsigned i = 0; i < TRANSFER_STATE__COUNT; i++) {
		if (!str_eq(name, str_of(states[i])))
			continue;
		*ret_state = (enum transfer_state)i;
		return ERR_OK;
	}
	return ERR_INPUT;
}

const char *transfer_event_name(enum transfer_event event)
{
	return (unsigned)event < TRANSFER_EVENT__COUNT ? events[event] : "none";
}

bool transfer_state_is_final(enum transfer_state s)
{
	return s == TRANSFER_PAID || s == TRANSFER_FAILED || s == TRANSFER_CANCELLED ||
	       s == TRANSFER_DROPPED;
}

bool transfer_state_is_live(enum transfer_state s)
{
	return s != TRANSFER_RESOLVING && !transfer_state_is_final(s);
}

enum transfer_action transfer_adopt(enum transfer_state state)
{
	if (state == TRANSFER_RESOLVING)
		return TRANSFER_DO_RESOLVE;
	if (state == TRANSFER_HELD || transfer_state_is_final(state))
		return TRANSFER_DO_NOTHING;
	return TRANSFER_DO_QUERY;
}

#define WAIT_MAX_MS (5 * 60 * 1000)

int64_t transfer_wait_ms(int tries, int64_t first_ms)
{
	int64_t ms = first_ms;

	for (int i = 1; i < tries && ms < WAIT_MAX_MS; i++)
		ms += ms / 2;
	return ms < WAIT_MAX_MS ? ms : WAIT_MAX_MS;
}

enum err transfer_bill(const uint8_t digest[16], int attempt, char ret_bill[TRANSFER_BILL_LEN + 1])
{
	static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	unsigned acc = 0;
	int bits = 2, at = 2;

	if (attempt < 1 || attempt > 99)
		return ERR_LIMIT;
	ret_bill[0] = 'E';
	ret_bill[1] = 'Z';
	for (size_t i = 0; i < 16; i++) {
		acc = acc << 8 | digest[i];
		for (bits += 8; bits >= 5; bits -= 5)
			ret_bill[at++] = digits[acc >> (bits - 5) & 31];
	}
	ret_bill[at++] = (char)('0' + attempt / 10);
	ret_bill[at++] = (char)('0' + attempt % 10);
	ret_bill[at] = '\0';
	return ERR_OK;
}
