#include "io/ledger_check.h"

#define MOST 1000

struct check {
	struct db *db;
	struct arena *arena;
	struct ledger_difference *found;
	size_t n;
};

static void differ(struct check *c, const char *what, struct str which, int64_t fen)
{
	if (c->n < MOST)
		c->found[c->n++] = (struct ledger_difference){ what, which, fen };
}

static bool may_be_negative(struct str account)
{
	return str_eq(account, STR("FUNDING")) || str_eq(account, STR("CLAWBACK"));
}

static enum err check_balances(struct check *c)
{
	struct r_ledger_sums *sum;
	struct r_ledger_balance_list *balance;
	size_t n_sum, n_balance, at = 0;
	enum err e = DB_ROWS(c->db, c->arena, ledger_sums, &sum, &n_sum, .none = 0);

	if (!e)
		e = DB_ROWS(c->db, c->arena, ledger_balance_list, &balance, &n_balance, .none = 0);
	for (size_t i = 0; !e && i < n_balance; i++) {
		bool has = at < n_sum && str_eq(sum[at].pool, balance[i].pool) &&
			   str_eq(sum[at].account, balance[i].account);
		int64_t fen = has ? sum[at].fen : 0;

		at += has;
		if (fen != balance[i].fen)
			differ(c, "balance", balance[i].account, balance[i].fen - fen);
		if (fen < 0 && !may_be_negative(balance[i].account))
			differ(c, "below zero", balance[i].account, fen);
	}
	if (!e && at != n_sum)
		differ(c, "account without balance", sum[at].account, sum[at].fen);
	return e;
}

static enum err check_events(struct check *c)
{
	struct r_ledger_unbalanced *tx;
	struct r_ledger_unposted *bill;
	size_t n;
	enum err e = DB_ROWS(c->db, c->arena, ledger_unbalanced, &tx, &n, .none = 0);

	for (size_t i = 0; !e && i < n; i++)
		differ(c, "transaction", tx[i].event, tx[i].fen);
	if (!e)
		e = DB_ROWS(c->db, c->arena, ledger_unposted, &bill, &n, .none = 0);
	for (size_t i = 0; !e && i < n; i++)
		differ(c, "paid without posting, or the reverse", bill[i].bill, 0);
	return e;
}

static enum err check_rewards(struct check *c)
{
	struct r_ledger_bad_rewards *row;
	struct r_ledger_clearing_live *live;
	size_t n;
	enum err e = DB_ROWS(c->db, c->arena, ledger_bad_rewards, &row, &n, .none = 0);

	for (size_t i = 0; !e && i < n; i++)
		differ(c, "reward",
		       arena_printf(c->arena, "%s %.*s", ID_C(row[i].reward),
				    STR_ARG(row[i].account)),
		       row[i].fen);
	if (!e)
		e = DB_ROWS(c->db, c->arena, ledger_clearing_live, &live, &n, .none = 0);
	if (!e && live->clearing_fen != live->live_fen)
		differ(c, "CLEARING is not the sum of live attempts", STR(""),
		       live->clearing_fen - live->live_fen);
	return e;
}

enum err ledger_check(struct db *db, struct arena *a, struct ledger_difference **ret, size_t *ret_n)
{
	struct check c = { .db = db, .arena = a };
	enum err e;

	c.found = arena_array(a, MOST, struct ledger_difference);
	if (!c.found)
		return ERR_LIMIT;
	/* As of one moment: the payer may be at work. */
	e = db_begin_snapshot(db);
	if (e)
		return e;
	e = check_balances(&c);
	if (!e)
		e = check_events(&c);
	if (!e)
		e = check_rewards(&c);
	db_rollback(db);
	*ret = c.found;
	*ret_n = c.n;
	return e;
}
