#include "domain/ledger.h"

#include <stdio.h>

const struct ledger_move ledger_moves[LEDGER_EVENT__COUNT] = {
	[LEDGER_FUND] = {'F',  LEDGER_FUNDING,  LEDGER_POOL    },
	[LEDGER_RESERVE] = { 'R', LEDGER_POOL,     LEDGER_RESERVED},
	[LEDGER_SEND] = { 'S', LEDGER_RESERVED, LEDGER_CLEARING},
	[LEDGER_SETTLE] = { 'P', LEDGER_CLEARING, LEDGER_PAID    },
	[LEDGER_RELEASE] = { 'V', LEDGER_CLEARING, LEDGER_RESERVED},
	[LEDGER_LAPSE] = { 'X', LEDGER_RESERVED, LEDGER_POOL    },
	[LEDGER_CLAW_BACK] = { 'C', LEDGER_CLAWBACK, LEDGER_POOL    },
	[LEDGER_RETURN] = { 'B', LEDGER_PAID,     LEDGER_RESERVED},
};

static const char *const names[LEDGER_ACCOUNT__COUNT] = {
	[LEDGER_FUNDING] = "FUNDING",   [LEDGER_POOL] = "POOL", [LEDGER_RESERVED] = "RESERVED",
	[LEDGER_CLEARING] = "CLEARING", [LEDGER_PAID] = "PAID", [LEDGER_CLAWBACK] = "CLAWBACK",
};

const char *ledger_account_name(enum ledger_account account)
{
	if ((unsigned)account >= LEDGER_ACCOUNT__COUNT)
		return "NONE";
	return names[account];
}

enum err ledger_account_parse(struct str name, enum ledger_account *ret_account)
{
	for (unsigned i = 0; i < LEDGER_ACCOUNT__COUNT; i++) {
		if (!str_eq(name, str_of(names[i])))
			continue;
		*ret_account = (enum ledger_account)i;
		return ERR_OK;
	}
	return ERR_INPUT;
}

struct ledger_event_id ledger_event_id(enum ledger_event event, struct str ref)
{
	struct ledger_event_id id;

	snprintf(id.c, sizeof(id.c), "%c:%.*s", ledger_moves[event].letter, STR_ARG(ref));
	return id;
}

enum err ledger_event_parse(struct str id, enum ledger_event *ret_event)
{
	if (id.len < 3 || id.p[1] != ':')
		return ERR_INPUT;
	for (unsigned i = 0; i < LEDGER_EVENT__COUNT; i++) {
		if (id.p[0] != ledger_moves[i].letter)
			continue;
		*ret_event = (enum ledger_event)i;
		return ERR_OK;
	}
	return ERR_INPUT;
}

bool ledger_account_is_outside(enum ledger_account account)
{
	return account == LEDGER_FUNDING || account == LEDGER_CLAWBACK;
}

enum err ledger_apply(struct ledger_books *books, enum ledger_event event, int64_t amount_fen)
{
	const struct ledger_move *m;
	int64_t from, to;

	if ((unsigned)event >= LEDGER_EVENT__COUNT || amount_fen <= 0)
		return ERR_INPUT;
	m = &ledger_moves[event];
	if (__builtin_sub_overflow(books->fen[m->from], amount_fen, &from) ||
	    __builtin_add_overflow(books->fen[m->to], amount_fen, &to))
		return ERR_LIMIT;
	if (from < 0 && !ledger_account_is_outside(m->from))
		return ERR_RULE;
	books->fen[m->from] = from;
	books->fen[m->to] = to;
	return ERR_OK;
}

bool ledger_books_hold(const struct ledger_books *books)
{
	int64_t sum = 0;

	for (unsigned i = 0; i < LEDGER_ACCOUNT__COUNT; i++) {
		if (books->fen[i] < 0 && !ledger_account_is_outside((enum ledger_account)i))
			return false;
		if (__builtin_add_overflow(sum, books->fen[i], &sum))
			return false;
	}
	return sum == 0;
}
