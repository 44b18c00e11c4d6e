/*
 * After a rotation: deposits that an older key holds are sealed again to the newest one,
 * a batch a transaction. How far that is stands in payee.key_id itself, so a payer that
 * is killed goes on with what is left, and nothing is done twice.
 *
 * A row of the database names the newest key; what is sealed to is the key of our own
 * files by that name. Who can write rows can therefore not make us seal to a key of theirs.
 */
#include "payout/payer.h"

#include <string.h>

#define EVERY_MS  1000
#define UNREAD_MS 10000 /* deposits that no key of ours opens are looked for this often */

struct target {
	char key_id[SEAL_KEY_ID_MAX + 1];
	unsigned char public_key[32];
};

/* The newest published key. ERR_NOT_FOUND: none, or its private half is not (yet) ours. */
static enum err newest(struct payer *p, struct target *ret)
{
	const struct seal_secret *key = NULL;
	struct r_seal_key_list *row;
	bool found = false;
	size_t n;
	enum err e = DB_ROWS(p->db, &p->round.arena, seal_key_list, &row, &n, .none = 0);

	if (e)
		return e;
	while (n-- > 0) {
		if (row[n].retired_ms != I64_NULL)
			payer_seal_drop(p, row[n].key_id);
		else if (!found)
			key = payer_seal_key(p, row[n].key_id);
		found = found || row[n].retired_ms == I64_NULL;
	}
	if (!key)
		return ERR_NOT_FOUND;
	memcpy(ret->key_id, key->key_id, sizeof(ret->key_id));
	memcpy(ret->public_key, key->public_key, sizeof(ret->public_key));
	return ERR_OK;
}

static bool seal_one(struct payer *p, const struct r_payee_reseal_due *row, const struct target *to,
		     struct effects *fx)
{
	struct str sealed;
	enum err e = ERR_NOT_FOUND;

	if (payer_seal_key(p, row->key_id))
		e = seal_again(&p->seals, row->key_id, row->sealed, to->public_key, fx->arena,
			       &sealed);
	if (e)
		return false;
	FX(fx, payee_reseal, .alg = STR(SEAL_ALG), .key_id = str_of(to->key_id), .sealed = sealed,
	   .id = row->id, .was = row->key_id);
	return true;
}

static void batch(struct payer *p, const struct r_payee_reseal_due *row, size_t n,
		  const struct target *to)
{
	struct effects *fx = payer_begin(p);
	size_t done = 0;

	for (size_t i = 0; fx && i < n; i++)
		done += seal_one(p, &row[i], to, fx);
	if (done < n)
		log_error("reseal.unreadable", "n=%zu", n - done);
	if (!done) {
		if (fx)
			payer_undo(p);
		return;
	}
	effects_audit(fx, (struct effect_audit){
				  .actor = STR("payout"),
				  .action = STR("seal.move"),
				  .after = arena_printf(fx->arena, "{\"to\":\"%s\",\"n\":%zu}",
							to->key_id, done),
			  });
	payer_commit(p, "reseal");
	log_info("reseal.moved", "to=%s n=%zu", to->key_id, done);
}

/* For /metrics: how many are left. */
static void count_left(struct payer *p, struct str key_id)
{
	struct r_payee_reseal_left *left;
	size_t n;

	if (DB_ROWS(p->db, &p->round.arena, payee_reseal_left, &left, &n, .key_id = key_id) ||
	    left->n == p->reseal_left)
		return;
	if (!DB_RUN(p->db, payer_figure_set, .name = STR("reseal_left"), .value = left->n))
		p->reseal_left = left->n;
}

void reseal_step(struct payer *p, bool *more)
{
	struct r_payee_reseal_due *row;
	struct target to;
	size_t n;

	if (p->now_ms < p->reseal_ms)
		return;
	p->reseal_ms = p->now_ms + EVERY_MS;
	payer_reset(p);
	if (newest(p, &to) ||
	    DB_ROWS(p->db, &p->round.arena, payee_reseal_due, &row, &n, .key_id = str_of(to.key_id),
		    .after = p->reseal_after, .most = PAYER_ROUND))
		return;
	if (n)
		batch(p, row, n, &to);
	p->reseal_after = n == PAYER_ROUND ? row[n - 1].id : (struct id){ { 0 } };
	count_left(p, str_of(to.key_id));
	if (n == PAYER_ROUND) {
		p->reseal_ms = p->now_ms;
		*more = true;
	} else if (p->reseal_left > 0) {
		p->reseal_ms = p->now_ms + UNREAD_MS;
	}
}
