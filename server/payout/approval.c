/*
 * Approvals become money only here: each signature is checked against the list
 * of approvers' keys that gateways cannot write, the amount is computed again
 * from the rules, and POOL → RESERVED is posted. A forged row does not pay.
 */
#include "payout/ledger_post.h"
#include "payout/payer.h"

#include "domain/signed_text.h"
#include "domain/workday.h"
#include "io/reward_case.h"
#include "io/signature.h"

#include <limits.h>

#define POOL_WAIT_MS 5000
#define KEYS_MAX     16

struct decision {
	struct payer *p;
	struct effects *fx;
	const struct r_reward_get *reward;
	const struct r_reward_case *report;  /* the reward's: whose sender is paid */
	const struct r_reward_case *decided; /* what the amount follows from: it, or what it was
						merged into as a joint one */
	struct id case_id;                   /* the decided report's */
	const struct r_approval_list *approval;
	size_t n_approval;
	int good;
};

static bool signed_by(struct payer *p, const struct r_reward_get *w,
		      const struct r_approval_list *ap)
{
	struct arena *a = &p->round.arena;
	struct r_approver_key_list *key;
	struct str text = reward_approve_text(a, w->id, w->amount_fen, w->rule, ap->note);
	size_t n;

	if (DB_ROWS(p->db, a, approver_key_list, &key, &n, .account = ap->approver))
		return false;
	for (size_t i = 0; i < n && i < KEYS_MAX; i++) {
		if (signature_ok(ap->sig, text, key[i].public_key))
			return true;
	}
	return false;
}

static bool is_verifier(const struct decision *d, struct id approver)
{
	return id_eq(approver, d->reward->verifier) || id_eq(approver, d->report->verdict_by) ||
	       id_eq(approver, d->decided->verdict_by);
}

static void count_good(struct decision *d)
{
	for (size_t i = 0; i < d->n_approval; i++) {
		const struct r_approval_list *ap = &d->approval[i];
		bool good = str_eq(ap->state, STR("good"));

		if (str_eq(ap->state, STR("new"))) {
			good = !is_verifier(d, ap->approver) && signed_by(d->p, d->reward, ap);
			if (!good)
				log_error("approval.refused", "reward=%s", ID_C(d->reward->id));
			FX(d->fx, approval_set_state, .state = good ? STR("good") : STR("bad"),
			   .reward = d->reward->id, .approver = ap->approver);
		}
		d->good += good;
	}
}

/* The payer's own knowledge of a whistleblower's employment; a citizen has none. */
static enum err employment_of(struct decision *d, const struct r_reward_case *report,
			      enum reward_employment *ret)
{
	struct r_payee_get *payee;
	struct id principal;
	size_t n;
	enum err e;

	*ret = REWARD_EMPLOYED_NOT;
	/* Who withdrew is not known any more. */
	if (!str_eq(report->source, STR("whistle")) || !report->contact.len)
		return ERR_OK;
	*ret = REWARD_EMPLOYED_FULL;
	e = payer_principal(d->p, report->contact, &principal);
	if (!e)
		e = DB_ROWS(d->p->db, &d->p->round.arena, payee_get, &payee, &n,
			    .id = keyring_hash_id(&d->p->keys, KEY_PAYEE, principal));
	if (e || !n)
		return e;
	return reward_employment_parse(payee->employment, ret);
}

/* The whole of the case by the rules. ERR_RULE: it earns nothing, or not this person. */
static enum err whole_of(struct decision *d, const struct reward_rule **ret_rule, int64_t *ret_fen)
{
	struct arena *a = &d->p->round.arena;
	struct reward_rules rules;
	struct reward_facts facts;
	enum reward_employment first, own;
	enum err e = reward_rules_load(d->p->db, a, &rules);

	if (!e)
		e = employment_of(d, d->decided, &first);
	if (!e)
		e = employment_of(d, d->report, &own);
	if (e)
		return e;
	facts = reward_facts_of(d->decided, first);
	if (reward_rule_find(rules.rule, rules.n, &facts, ret_rule) ||
	    reward_amount(*ret_rule, &facts, ret_fen) || !reward_may_earn(*ret_rule, own))
		return ERR_RULE;
	return ERR_OK;
}

/*
 * Is the amount what the rules say? Caps may have made a small one smaller. Whatever rows say
 * of joint reporters, all of a case together never get more than its whole. ERR_RULE.
 */
static enum err check_amount(struct decision *d)
{
	const struct r_reward_get *w = d->reward;
	const struct reward_rule *rule;
	struct r_ledger_of_case *given;
	int64_t whole, most;
	size_t n;
	enum err e = whole_of(d, &rule, &whole);

	if (!e)
		e = DB_ROWS(d->p->db, &d->p->round.arena, ledger_of_case, &given, &n,
			    .first = d->case_id, .merged = d->case_id, .reward = w->id);
	if (e)
		return e;
	if (w->sharers < 1 || w->sharers > INT_MAX)
		return ERR_RULE;
	most = reward_part(whole, (int)w->sharers, 0);
	if (!str_eq(rule->name, w->rule) || w->amount_fen > most ||
	    given->fen + w->amount_fen > whole)
		return ERR_RULE;
	if (rule->kind == REWARD_NATIONAL && w->amount_fen != most &&
	    w->amount_fen != whole / w->sharers)
		return ERR_RULE;
	return ERR_OK;
}

static int needed(const struct decision *d)
{
	return d->reward->amount_fen >= d->p->config->reward_second_approval_fen ? 2 : 1;
}

/* ERR_BUSY: the pool does not hold it; ERR_RULE: it is reserved already. */
static enum err check_pool(struct decision *d)
{
	struct arena *a = &d->p->round.arena;
	struct r_ledger_balance_get *pool;
	struct r_ledger_of_reward *held;
	size_t n;
	enum err e;

	e = DB_ROWS(d->p->db, a, ledger_of_reward, &held, &n, .reward = d->reward->id,
		    .account = STR("RESERVED"));
	if (e)
		return e;
	if (held->fen)
		return ERR_RULE;
	e = DB_ROWS(d->p->db, a, ledger_balance_get, &pool, &n, .pool = d->reward->pool,
		    .account = STR("POOL"));
	if (e)
		return e;
	return n && pool->fen >= d->reward->amount_fen ? ERR_OK : ERR_BUSY;
}

static int64_t claim_until(const struct decision *d)
{
	struct workday_due due;

	/* A period of the configuration, in working days. */
	if (workday_due(&workday_china, d->p->now_ms, (int)d->p->config->claim_period_days, &due))
		return d->p->now_ms;
	return due.due_ms;
}

static void reserve(struct decision *d)
{
	const struct r_reward_get *w = d->reward;
	struct effects *fx = d->fx;
	bool early = str_eq(w->state, STR("claimed")); /* claimed while we were checking */
	struct str ref = arena_str(fx->arena, str_of(ID_C(w->id)));

	effects_guard(fx, GUARD_REWARD, w->id, w->version);
	ledger_post(fx, &(struct ledger_post){ LEDGER_RESERVE, ref, w->id, w->pool, w->amount_fen,
					       d->p->now_ms });
	FX(fx, reward_set_due, .due_ms = claim_until(d), .updated_ms = d->p->now_ms, .id = w->id);
	if (!early) {
		FX(fx, reward_set_state, .state = STR("claimable"), .updated_ms = d->p->now_ms,
		   .id = w->id);
		payer_tell_reward(d->p, fx, d->report->contact, w->report, "claimable",
				  w->amount_fen, NULL);
	}
	effects_audit(
		fx, (struct effect_audit){ .actor = STR("payout"),
					   .action = STR("reward.reserve"),
					   .object = w->id,
					   .after = arena_printf(fx->arena, "{\"amount_fen\":%lld}",
								 (long long)w->amount_fen) });
}

/* A merged report earns what the one it was merged into does, if it is a joint one. */
static enum err load_decided(struct decision *d)
{
	struct r_reward_case *decided;
	size_t n;
	enum err e;

	d->case_id = d->reward->report;
	d->decided = d->report;
	if (id_is_zero(d->report->merged_into) || !d->report->joint)
		return ERR_OK;
	d->case_id = d->report->merged_into;
	e = DB_ROWS(d->p->db, &d->p->round.arena, reward_case, &decided, &n, .report = d->case_id);
	if (!e && !n)
		e = ERR_NOT_FOUND;
	if (!e)
		d->decided = decided;
	return e;
}

static enum err load(struct decision *d, struct id reward)
{
	struct arena *a = &d->p->round.arena;
	struct r_reward_get *w;
	struct r_reward_case *report;
	struct r_approval_list *approval;
	size_t n;
	enum err e;

	e = DB_ROWS(d->p->db, a, reward_get, &w, &n, .id = reward);
	if (e || !n)
		return e ? e : ERR_NOT_FOUND;
	e = DB_ROWS(d->p->db, a, reward_case, &report, &n, .report = w->report);
	if (e || !n)
		return e ? e : ERR_NOT_FOUND;
	e = DB_ROWS(d->p->db, a, approval_list, &approval, &d->n_approval, .reward = reward);
	d->reward = w;
	d->report = report;
	d->approval = approval;
	return e ? e : load_decided(d);
}

/* An approval that cannot count is marked, so that it is not looked at for ever. */
static void void_all(struct decision *d, const char *why)
{
	log_error("approval.void", "reward=%s why=%s", ID_C(d->reward->id), why);
	for (size_t i = 0; i < d->n_approval; i++)
		if (str_eq(d->approval[i].state, STR("new")))
			FX(d->fx, approval_set_state, .state = STR("bad"), .reward = d->reward->id,
			   .approver = d->approval[i].approver);
}

static enum err decide(struct decision *d)
{
	const struct r_reward_get *w = d->reward;
	enum err e;

	if (!str_eq(w->state, STR("proposed")) && !str_eq(w->state, STR("claimed"))) {
		void_all(d, "state");
		return ERR_OK;
	}
	e = check_amount(d);
	if (!e)
		e = check_pool(d);
	if (e == ERR_RULE) {
		void_all(d, "amount");
		return ERR_OK;
	}
	if (e)
		return e;
	count_good(d);
	if (d->good >= needed(d))
		reserve(d);
	return ERR_OK;
}

/* Two rewards of one case wait for each other: the second must see what the first was given. */
static bool is_first_of_case(const struct decision *d, struct id *seen, size_t *n)
{
	for (size_t i = 0; i < *n; i++)
		if (id_eq(seen[i], d->case_id))
			return false;
	seen[(*n)++] = d->case_id;
	return true;
}

void approval_step(struct payer *p)
{
	struct r_approval_new *row;
	struct id seen[PAYER_ROUND];
	size_t n, n_seen = 0;

	if (p->now_ms < p->pool_ms)
		return;
	payer_reset(p);
	if (DB_ROWS(p->db, &p->round.arena, approval_new, &row, &n, .most = PAYER_ROUND))
		return;
	for (size_t i = 0; i < n; i++) {
		struct decision d = { .p = p, .fx = payer_begin(p) };
		enum err e = d.fx ? load(&d, row[i].reward) : ERR_LIMIT;

		if (!e && !is_first_of_case(&d, seen, &n_seen))
			e = ERR_CONFLICT;
		if (!e)
			e = decide(&d);
		if (!e)
			continue;
		if (d.fx)
			payer_undo(p);
		if (e == ERR_BUSY) {
			log_warn("pool.short", "reward=%s", ID_C(row[i].reward));
			p->pool_ms = p->now_ms + POOL_WAIT_MS;
		}
	}
	payer_commit(p, "approval");
}
