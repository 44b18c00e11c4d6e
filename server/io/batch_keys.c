#include "io/batch.h"

#include "io/db_ids.h"

#include <stdlib.h>

static const struct {
	enum query lock, bump;
} guard_queries[GUARD__COUNT] = {
	[GUARD_ACCOUNT] = {Q_guard_account,   Q_bump_account },
	[GUARD_REPORT] = { Q_guard_report,   Q_bump_report  },
	[GUARD_REWARD] = { Q_guard_reward,   Q_bump_reward  },
	[GUARD_CONV] = { Q_guard_conv,     Q_bump_conv    },
	[GUARD_OTP] = { Q_guard_otp,      Q_bump_otp     },
	[GUARD_TRANSFER] = { Q_guard_transfer, Q_bump_transfer},
};

static enum err answer_repeated(struct batch *t, struct batch_item *it)
{
	struct effects *fx = it->fx;
	struct r_idem_get *row;
	size_t n;
	enum err e = DB_ROWS(t->b->db, fx->arena, idem_get, &row, &n, .scope = fx->key_scope,
			     .id = fx->key);

	if (e)
		return e;
	if (n == 0) /* its first try is in this very batch: wait for the next one */
		batch_settle(it, BATCH_CONFLICT, ERR_CONFLICT);
	else if (!id_eq(row->params, fx->key_params))
		batch_settle(it, BATCH_KEY_REUSED, ERR_INPUT);
	else
		batch_settle(it, BATCH_REPEATED, ERR_OK), it->stored_result = row->result;
	return ERR_OK;
}

static bool same_key(const struct effects *a, const struct effects *b)
{
	return id_eq(a->key, b->key) && id_eq(a->key_scope, b->key_scope);
}

void batch_hold_back_twins(struct batch *t)
{
	for (size_t i = 1; i < t->n; i++) {
		for (size_t k = 0; k < i; k++) {
			if (same_key(t->items[i]->fx, t->items[k]->fx)) {
				batch_settle(t->items[i], BATCH_CONFLICT, ERR_CONFLICT);
				break;
			}
		}
	}
	batch_compact(t);
}

enum err batch_take_keys(struct batch *t)
{
	struct q_idem_take *in = arena_array(t->arena, t->n, struct q_idem_take);
	struct r_idem_take *fresh;
	size_t n_fresh, at = 0;
	void *rows;
	enum err e;

	if (!in)
		return ERR_MEMORY;
	for (size_t i = 0; i < t->n; i++) {
		struct effects *fx = t->items[i]->fx;

		in[i] = (struct q_idem_take){ fx->key_scope, fx->key, fx->key_params, fx->result,
					      batch_week(t->now_ms) };
		if (!in[i].result.p)
			in[i].result = STR("{}");
	}
	e = db_rows(t->b->db, Q_idem_take, in, t->n, t->arena, &rows, &n_fresh);
	if (e)
		return e;
	fresh = rows; /* in the order of the input, the repeated ones missing */
	for (size_t i = 0; i < t->n; i++) {
		struct effects *fx = t->items[i]->fx;

		if (at < n_fresh && id_eq(fresh[at].id, fx->key) &&
		    id_eq(fresh[at].scope, fx->key_scope)) {
			at++;
			continue;
		}
		e = answer_repeated(t, t->items[i]);
		if (e)
			return e;
	}
	batch_compact(t);
	return at == n_fresh ? ERR_OK : ERR_CORRUPT;
}

struct held {
	struct id row;
	int64_t version;
	struct batch_item *item;
};

static int held_cmp(const void *a, const void *b)
{
	return id_cmp(((const struct held *)a)->row, ((const struct held *)b)->row);
}

static size_t collect_held(struct batch *t, enum guard_table table, struct held *held)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		for (struct effect_guard *g = t->items[i]->fx->guards; g; g = g->next) {
			if (g->table != table)
				continue;
			if (held)
				held[n] = (struct held){ g->row, g->version, t->items[i] };
			n++;
		}
	}
	if (held)
		qsort(held, n, sizeof(*held), held_cmp);
	return n;
}

static struct str ids_of(struct batch *t, const struct held *held, size_t n)
{
	struct id *ids = arena_array(t->arena, n, struct id);

	for (size_t i = 0; ids && i < n; i++)
		ids[i] = held[i].row;
	return ids ? db_ids(t->arena, ids, n) : (struct str){ NULL, 0 };
}

/* Every lock query has the shape ids → (id, version); q_guard_report stands for all. */
static enum err lock_rows(struct batch *t, enum guard_table table)
{
	size_t n = collect_held(t, table, NULL), n_rows, at = 0;
	struct held *held = arena_array(t->arena, n + 1, struct held);
	struct r_guard_report *rows;
	struct q_guard_report in;
	void *got;
	enum err e;

	if (!n)
		return ERR_OK;
	if (!held)
		return ERR_MEMORY;
	collect_held(t, table, held);
	in.ids = ids_of(t, held, n);
	if (!in.ids.p)
		return ERR_MEMORY;
	e = db_rows(t->b->db, guard_queries[table].lock, &in, 1, t->arena, &got, &n_rows);
	if (e)
		return e;
	rows = got;
	for (size_t i = 0; i < n; i++) {
		while (at < n_rows && id_cmp(rows[at].id, held[i].row) < 0)
			at++;
		if (at == n_rows || !id_eq(rows[at].id, held[i].row) ||
		    rows[at].version != held[i].version)
			batch_settle(held[i].item, BATCH_CONFLICT, ERR_CONFLICT);
	}
	return ERR_OK;
}

enum err batch_check_guards(struct batch *t)
{
	enum err e = ERR_OK;

	for (int table = 0; !e && table < GUARD__COUNT; table++)
		e = lock_rows(t, (enum guard_table)table);
	for (size_t i = 0; !e && i < t->n; i++) {
		struct effects *fx = t->items[i]->fx;

		if (t->items[i]->outcome == BATCH_CONFLICT)
			e = DB_RUN(t->b->db, idem_drop, .scope = fx->key_scope, .id = fx->key);
	}
	batch_compact(t);
	return e;
}

enum err batch_bump_guards(struct batch *t)
{
	enum err e = ERR_OK;

	for (int table = 0; !e && table < GUARD__COUNT; table++) {
		size_t n = collect_held(t, (enum guard_table)table, NULL);
		struct held *held = arena_array(t->arena, n + 1, struct held);
		struct q_bump_report *in = arena_array(t->arena, n + 1, struct q_bump_report);

		if (!held || !in)
			return ERR_MEMORY;
		collect_held(t, (enum guard_table)table, held);
		for (size_t i = 0; i < n; i++)
			in[i].id = held[i].row;
		e = db_run_bulk(t->b->db, guard_queries[table].bump, in, n);
	}
	return e;
}
