#include "gateway/reward_propose.h"

#include "domain/workday.h"
#include "io/reward_case.h"

#define SHARERS 1 /* the first reporter of a clue is paid; who came after is credited */

struct reward_basis {
	struct id report_id, owner;
	const struct r_reward_case *report;
	struct reward_rules rules;
	enum reward_employment employment;
	struct reward_room room;
	bool alive; /* a reward of this report is under way or paid */
};

/* A whistleblower's own word at enrolment; the payer compares it with the deposit's. */
static enum err load_employment(struct request *rq, struct services *sv, struct reward_basis *b)
{
	struct r_whistle_employment *row;
	struct id principal;
	size_t n;
	enum err e;

	b->employment = REWARD_EMPLOYED_NOT;
	if (!str_eq(b->report->source, STR("whistle")) || !b->report->contact.len)
		return ERR_OK;
	e = keyring_open_id(rq->keys, KEY_CONTACT, b->report->contact, &principal);
	if (!e)
		e = DB_ROWS(sv->db, &rq->arena, whistle_employment, &row, &n, .id = principal);
	if (e || !n || !row->employment.p)
		return e;
	return reward_employment_parse(row->employment, &b->employment);
}

static int64_t month_start_ms(int64_t now_ms)
{
	int year, month, day;

	workday_to_date(workday_day_of(now_ms), &year, &month, &day);
	return workday_start_ms(workday_from_date(year, month, 1));
}

static enum err load_room(struct request *rq, struct services *sv, struct id owner,
			  struct reward_room *ret)
{
	const struct config *c = rq->config;
	int64_t day = workday_start_ms(workday_day_of(rq->now_ms)),
		month = month_start_ms(rq->now_ms);
	struct r_reward_small_sums *person;
	struct r_reward_small_day *all;
	size_t n;
	enum err e;

	e = DB_ROWS(sv->db, &rq->arena, reward_small_sums, &person, &n, .day_ms = day,
		    .month_ms = month, .owner = owner, .from_ms = month);
	if (!e)
		e = DB_ROWS(sv->db, &rq->arena, reward_small_day, &all, &n, .from_ms = day);
	if (e)
		return e;
	*ret = (struct reward_room){ c->reward_person_day_fen - person->day_fen,
				     c->reward_person_month_fen - person->month_fen,
				     c->reward_day_fen - all->day_fen };
	return ERR_OK;
}

/* Is a reward of this report under way or paid? An appeal must not make a second one. */
static enum err is_alive(struct request *rq, struct services *sv, struct id report, bool *ret)
{
	struct r_reward_list_report *row;
	size_t n;
	enum err e = DB_ROWS(sv->db, &rq->arena, reward_list_report, &row, &n, .report = report);

	*ret = false;
	for (size_t i = 0; !e && i < n; i++)
		*ret = *ret || !(str_eq(row[i].state, STR("refused")) ||
				 str_eq(row[i].state, STR("lapsed")));
	return e;
}

enum err reward_basis_load(struct request *rq, struct services *sv, struct id report,
			   struct reward_basis **ret_basis)
{
	struct reward_basis *b = arena_new(&rq->arena, struct reward_basis);
	struct r_reward_case *row;
	struct r_reward_owner_of *owner;
	size_t n;
	enum err e;

	if (!b)
		return ERR_LIMIT;
	e = DB_ROWS(sv->db, &rq->arena, reward_case, &row, &n, .report = report);
	if (e || !n)
		return e ? e : ERR_NOT_FOUND;
	e = DB_ROWS(sv->db, &rq->arena, reward_owner_of, &owner, &n, .report = report);
	if (e || !n)
		return e ? e : ERR_NOT_FOUND;
	b->report_id = report;
	b->report = row;
	b->owner = owner->owner;
	e = load_room(rq, sv, b->owner, &b->room);
	if (!e)
		e = load_employment(rq, sv, b);
	if (!e)
		e = reward_rules_load(sv->db, &rq->arena, &b->rules);
	if (!e)
		e = is_alive(rq, sv, report, &b->alive);
	if (!e)
		*ret_basis = b;
	return e;
}

void reward_tell(struct request *rq, struct effects *fx, struct str contact, struct id report,
		 const char *state, int64_t amount_fen)
{
	struct id principal;

	if (keyring_open_id(rq->keys, KEY_CONTACT, contact, &principal))
		return;
	effects_event(fx, topic_of(rq->keys, principal), STR("reward.changed"),
		      arena_printf(&rq->arena,
				   "{\"report\":\"%s\",\"state\":\"%s\",\"amount_fen\":%lld}",
				   ID_C(report), state, (long long)amount_fen));
}

/* The rule and the amount within the caps; NULL when there is nothing to propose. */
static const struct reward_rule *decide_amount(const struct reward_basis *b,
					       const struct reward_closing *c, int64_t *ret_fen)
{
	struct r_reward_case closed = *b->report;
	struct reward_facts facts;
	const struct reward_rule *rule;
	int64_t fen;

	closed.verdict = c->verdict;
	closed.outcome = c->outcome;
	closed.fine_fen = c->fine_fen;
	closed.confiscated_fen = c->confiscated_fen;
	closed.serious = c->serious;
	facts = reward_facts_of(&closed, b->employment, SHARERS);
	/* Who withdrew cannot be told of a reward, and nobody could be paid. */
	if (!b->report->contact.len)
		return NULL;
	if (b->alive || reward_rule_find(b->rules.rule, b->rules.n, &facts, &rule) ||
	    reward_amount(rule, &facts, &fen))
		return NULL;
	*ret_fen = reward_within(rule, fen, &b->room);
	return *ret_fen > 0 ? rule : NULL;
}

/* The budget of the year in which the case closes. */
static struct str pool_of(struct request *rq)
{
	int year, month, day;

	workday_to_date(workday_day_of(rq->now_ms), &year, &month, &day);
	return arena_printf(&rq->arena, "reward-%d", year);
}

enum err reward_propose(struct request *rq, struct effects *fx, const struct reward_basis *b,
			const struct reward_closing *c)
{
	int64_t fen = 0;
	const struct reward_rule *rule = decide_amount(b, c, &fen);
	struct str pool = pool_of(rq), after;
	struct id id, verifier = id_is_zero(c->verifier) ? b->report->verdict_by : c->verifier;

	if (!rule)
		return ERR_OK;
	id = request_id(rq);
	after = arena_printf(&rq->arena,
			     "{\"reward\":\"%s\",\"amount_fen\":%lld,\"rule\":\"%.*s\"}", ID_C(id),
			     (long long)fen, STR_ARG(rule->name));
	if (!pool.p || !after.p)
		return ERR_LIMIT;
	FX(fx, reward_put, .id = id, .report = b->report_id, .owner = b->owner, .amount_fen = fen,
	   .rule = rule->name, .small = rule->kind == REWARD_CITY, .sharers = SHARERS, .pool = pool,
	   .verifier = verifier, .proposed_ms = rq->now_ms, .updated_ms = rq->now_ms);
	reward_tell(rq, fx, b->report->contact, b->report_id, "proposed", fen);
	effects_audit(fx, (struct effect_audit){ .actor = STR("system"),
						 .action = STR("reward.propose"),
						 .object = b->report_id,
						 .after = after });
	return ERR_OK;
}
