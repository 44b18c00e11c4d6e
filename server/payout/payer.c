#include "payout/payer.h"

#include "io/datadir.h"
#include "payout/flight.h"
#include "payout/rail_pain001.h"
#include "payout/rail_wechat.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#define ROUND_ARENA    ((size_t)32 << 20)
#define SEALS_EVERY_MS 1000 /* a made-up key id must not make us read files all the time */
#define ANSWER_MAX     65536

static enum err seals_read(const struct payer *p, struct seal_ring *ret, struct buf *why)
{
	AUTO(arena) a = { .cap = 65536 };
	struct str dir = config_path(p->config, p->config->keys_dir, &a);
	struct str seals = dir.p ? arena_printf(&a, "%s/payout/seal", dir.p) : dir;

	return seals.p ? seal_ring_read(ret, seals.p, why) : ERR_MEMORY;
}

static enum err keys_init(struct payer *p, const struct handover *h, struct buf *why)
{
	const struct secret *gate = handover_value(h, "master_key");
	const struct secret *own = handover_value(h, "payout_key");
	enum err e;

	if (!gate || !own || gate->len != KEYRING_MASTER_LEN || own->len != KEYRING_MASTER_LEN) {
		buf_printf(why, "master_key or payout_key was not handed over\n");
		return ERR_INPUT;
	}
	e = keyring_init(&p->gate, gate->p);
	if (!e)
		e = keyring_init(&p->keys, own->p);
	return e ? e : seals_read(p, &p->seals, why);
}

/*
 * The installation, not this run: its supervisor starts a second payer only after the first
 * has ended, so whoever comes after a crash goes on at once instead of waiting for the lease.
 */
static enum err name_holder(struct payer *p)
{
	char node[9];
	enum err e = datadir_node(p->config, node);

	if (!e)
		p->me = keyring_hash(&p->keys, KEY_BILL, node, 8);
	return e;
}

static enum err rails_init(struct payer *p, struct buf *why)
{
	enum err e = ERR_OK;

	if (p->config->wechat_mchid.len)
		e = rail_wechat_init(p->config, &p->rails[0].rail, why);
	if (!e && p->config->bank_debtor_account.len)
		e = rail_pain001_init(p->config, &p->rails[1].rail, why);
	return e;
}

static enum err http_init(struct payer *p, struct buf *why)
{
	AUTO(arena) a = { .cap = 65536 };
	const struct config *c = p->config;
	struct http_config http = {
		.ca_file = config_path(c, c->wechat_ca_file, &a).p,
		.user_agent = "ezhili-payout/" EZHILI_VERSION,
		.timeout_ms = c->wechat_timeout_ms,
		.answer_max = ANSWER_MAX,
		.parallel = p->n_flights,
	};
	enum err e = http_client_new(&http, &p->http);

	if (e)
		buf_printf(why, "wechat_ca_file: %s\n", err_name(e));
	return e;
}

#ifdef EZHILI_CRASH_POINTS
static void inside(void *arg)
{
	struct payer *p = arg;

	crash_point(&p->crash, "inside", p->step);
}
#endif

enum err payer_init(struct payer *p, const struct handover *h, struct buf *why)
{
	struct db_config db;
	enum err e;

	p->config = &h->config;
	p->reseal_left = -1; /* not counted yet */
	arena_init(&p->round.arena, ROUND_ARENA);
	p->n_flights = (size_t)p->config->payout_batch_max;
	p->flights = calloc(p->n_flights, sizeof(*p->flights));
	e = p->flights ? keys_init(p, h, why) : ERR_MEMORY;
	if (!e)
		e = name_holder(p);
	if (!e)
		e = rails_init(p, why);
	if (!e)
		e = http_init(p, why);
	if (!e)
		e = handover_db(h, QUERY_FOR_PAYOUT, &db);
	if (!e)
		e = db_open(&db, &p->db);
	if (e) {
		buf_printf(why, "%s\n", db_error(p->db));
		return e;
	}
	batcher_init(&p->batcher, p->db, &p->gate);
#ifdef EZHILI_CRASH_POINTS
	p->batcher.at_commit = inside;
	p->batcher.at_commit_arg = p;
#endif
	return ERR_OK;
}

void payer_release(struct payer *p)
{
	http_client_free(p->http);
	for (size_t i = 0; p->flights && i < p->n_flights; i++)
		arena_release(&p->flights[i].arena);
	free(p->flights);
	for (size_t i = 0; i < PAYER_RAILS; i++)
		if (p->rails[i].rail.release)
			p->rails[i].rail.release(p->rails[i].rail.ctx);
	if (p->db)
		batcher_release(&p->batcher);
	db_close(p->db);
	seal_ring_release(&p->seals);
	keyring_release(&p->keys);
	keyring_release(&p->gate);
	arena_release(&p->round.arena);
	*p = (struct payer){ 0 };
}

/* Keys come and go while we run; what cannot be read leaves us with those we have. */
static void seals_read_again(struct payer *p)
{
	struct buf why = BUF_INIT(4096);
	struct seal_ring fresh = { 0 };

	if (p->now_ms < p->seals_ms)
		return;
	p->seals_ms = p->now_ms + SEALS_EVERY_MS;
	if (seals_read(p, &fresh, &why)) {
		log_error("seals.unreadable", "why=%.*s", STR_ARG(buf_str(&why)));
		seal_ring_release(&fresh);
	} else {
		seal_ring_release(&p->seals);
		p->seals = fresh;
	}
	buf_release(&why);
}

void payer_seal_drop(struct payer *p, struct str key_id)
{
	if (seal_ring_find(&p->seals, key_id))
		seals_read_again(p);
}

const struct seal_secret *payer_seal_key(struct payer *p, struct str key_id)
{
	if (!seal_ring_find(&p->seals, key_id))
		seals_read_again(p);
	return seal_ring_find(&p->seals, key_id);
}

enum err payer_unseal(struct payer *p, struct str key_id, struct str sealed,
		      const struct seal_binding *binding, struct unsealed *ret)
{
	if (!payer_seal_key(p, key_id))
		return ERR_NOT_FOUND;
	return unseal(&p->seals, key_id, sealed, binding, ret);
}

/* --- rounds --------------------------------------------------------------------- */

struct effects *payer_begin(struct payer *p)
{
	struct round *r = &p->round;

	if (r->n == PAYER_ROUND)
		return NULL;
	effects_init(&r->fx[r->n], &r->arena);
	r->item[r->n] = (struct batch_item){ .fx = &r->fx[r->n] };
	return &r->fx[r->n++];
}

void payer_undo(struct payer *p)
{
	p->round.n--;
}

void payer_reset(struct payer *p)
{
	p->round.n = p->round.n_claims = 0;
	for (size_t i = 0; i < PAYER_RAILS; i++)
		p->round.rail_day_fen[i] = -1;
	arena_reset(&p->round.arena);
}

void payer_commit(struct payer *p, const char *ev)
{
	struct round *r = &p->round;

	if (!r->n)
		return;
	p->step = ev;
	crash_point(&p->crash, "before", ev);
	batcher_write(&p->batcher, r->item, r->n, p->now_ms);
	crash_point(&p->crash, "after", ev);
	for (size_t i = 0; i < r->n; i++) {
		const struct batch_item *it = &r->item[i];

		if (it->outcome == BATCH_FAILED)
			log_error("payout.write_failed", "step=%s err=%s", ev, err_name(it->err));
	}
}

struct payer_rail *payer_rail_find(struct payer *p, struct str name)
{
	for (size_t i = 0; i < PAYER_RAILS; i++)
		if (p->rails[i].rail.name && str_eq(name, str_of(p->rails[i].rail.name)))
			return &p->rails[i];
	return NULL;
}

/* --- whom it concerns ------------------------------------------------------------- */

enum err payer_principal(const struct payer *p, struct str contact, struct id *ret_principal)
{
	return keyring_open_id(&p->gate, KEY_CONTACT, contact, ret_principal);
}

static struct id barred_hash(const struct payer *p, struct str s)
{
	return keyring_hash(&p->keys, KEY_BARRED, s.p ? s.p : "", s.len);
}

bool payer_is_barred(struct payer *p, struct str id_no, struct str phone, struct str account)
{
	struct r_barred_payee_any *row;
	size_t n;

	return DB_ROWS(p->db, &p->round.arena, barred_payee_any, &row, &n,
		       .first = barred_hash(p, id_no), .second = barred_hash(p, phone),
		       .third = barred_hash(p, account)) ||
	       row->n > 0;
}

void payer_tell_reward(const struct payer *p, struct effects *fx, struct str contact,
		       struct id report, const char *state, int64_t amount_fen, const char *field)
{
	struct id principal;
	struct str params;

	if (payer_principal(p, contact, &principal)) {
		log_error("payout.contact_corrupt", "report=%s", ID_C(report));
		return;
	}
	params = arena_printf(fx->arena,
			      "{\"report\":\"%s\",\"state\":\"%s\",\"amount_fen\":%lld%s%s%s}",
			      ID_C(report), state, (long long)amount_fen,
			      field ? ",\"field\":\"" : "", field ? field : "", field ? "\"" : "");
	effects_event(fx, keyring_hash_id(&p->gate, KEY_TOPIC, principal), STR("reward.changed"),
		      params);
}

void payer_tell_whistle(const struct payer *p, struct effects *fx, struct id principal,
			const char *state, const char *field)
{
	struct str params = arena_printf(fx->arena, "{\"state\":\"%s\"%s%s%s}", state,
					 field ? ",\"field\":\"" : "", field ? field : "",
					 field ? "\"" : "");

	effects_event(fx, keyring_hash_id(&p->gate, KEY_TOPIC, principal), STR("whistle.changed"),
		      params);
}
