#include "gateway/reward_propose.h"

#include "domain/workday.h"
#include "io/reward_case.h"

/* Who may have a part: the sender of the report that was decided, then the joint ones. */
struct party {
	struct id report, owner;
	struct str contact, source;
	enum reward_employment employment;
	int64_t day_fen, month_fen; /* left of this person's caps */
};

struct reward_basis {
	const struct r_reward_case *report;
	struct reward_rules rules;
	struct party *party;
	size_t n;
	int64_t pool_day_fen; /* left for everybody */
	bool alive;           /* a reward of this case is under way or paid */
};

/* A whistleblower's own word at enrolment; the payer compares it with the deposit's. */
static enum err load_employment(struct request *rq, struct services *sv, struct party *who)
{
	struct r_whistle_employment *row;
	struct id principal;
	size_t n;
	enum err e;

	who->employment = REWARD_EMPLOYED_NOT;
	if (!str_eq(who->source, STR("whistle")) || !who->contact.len)
		return ERR_OK;
	e = keyring_open_id(rq->keys, KEY_CONTACT, who->contact, &principal);
	if (!e)
		e = DB_ROWS(sv->db, &rq->arena, whistle_employment, &row, &n, .id = principal);
	if (e || !n || !row->employment.p)
		return e;
	return reward_employment_parse(row->employment, &who->employment);
}

static int64_t month_start_ms(int64_t now_ms)
{
	int year, month, day;

	workday_to_date(workday_day_of(now_ms), &year, &month, &day);
	return workday_start_ms(workday_from_date(year, month, 1));
}

static enum err load_party(struct request *rq, struct services *sv, struct party *who)
{
	const struct config *c = rq->config;
	int64_t month = month_start_ms(rq->now_ms);
	struct r_reward_small_sums *person;
	size_t n;
	enum err e = DB_ROWS(sv->db, &rq->arena, reward_small_sums, &person, &n,
			     .day_ms = workday_start_ms(workday_day_of(rq->now_ms)),
			     .month_ms = month, .owner = who->owner, .from_ms = month);

	if (e)
		return e;
	who->day_fen = c->reward_person_day_fen - person->day_fen;
	who->month_fen = c->reward_person_month_fen - person->month_fen;
	return load_employment(rq, sv, who);
}

static bool has_part(const struct reward_basis *b, struct id owner)
{
	for (size_t i = 0; i < b->n; i++)
		if (id_eq(b->party[i].owner, owner))
			return true;
	return false;
}

/* Nobody has two parts, and who withdrew can neither be told of a reward nor be paid. */
static enum err load_parties(struct request *rq, struct services *sv, struct id report,
			     struct id owner, const struct verdict_copies *copies,
			     struct reward_basis *b)
{
	enum err e;

	b->party = arena_array(&rq->arena, copies->n + 1, struct party);
	if (!b->party)
		return ERR_LIMIT;
	b->party[b->n++] = (struct party){ .report = report,
					   .owner = owner,
					   .contact = b->report->contact,
					   .source = b->report->source };
	for (size_t i = 0; i < copies->n; i++) {
		const struct r_review_merged_list *row = &copies->row[i];

		if (row->joint && row->contact.len && !has_part(b, row->owner))
			b->party[b->n++] = (struct party){ .report = row->id,
							   .owner = row->owner,
							   .contact = row->contact,
							   .source = row->source };
	}
	for (size_t i = 0; i < b->n; i++) {
		e = load_party(rq, sv, &b->party[i]);
		if (e)
			return e;
	}
	return ERR_OK;
}

/* What holds for the whole case: an appeal must not make a second reward. */
static enum err load_case(struct request *rq, struct services *sv, struct id report,
			  struct reward_basis *b)
{
	struct r_reward_case_alive *alive;
	struct r_reward_small_day *all;
	size_t n;
	enum err e = DB_ROWS(sv->db, &rq->arena, reward_case_alive, &alive, &n, .first = report,
			     .merged = report);

	if (!e)
		e = DB_ROWS(sv->db, &rq->arena, reward_small_day, &all, &n,
			    .from_ms = workday_start_ms(workday_day_of(rq->now_ms)));
	if (e)
		return e;
	b->alive = alive->n > 0;
	b->pool_day_fen = rq->config->reward_day_fen - all->day_fen;
	return reward_rules_load(sv->db, &rq->arena, &b->rules);
}

enum err reward_basis_load(struct request *rq, struct services *sv, struct id report,
			   const struct verdict_copies *copies, struct reward_basis **ret_basis)
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
	b->report = row;
	e = load_case(rq, sv, report, b);
	if (!e)
		e = load_parties(rq, sv, report, owner->owner, copies, b);
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

/* The rule and the whole of the reward; NULL when there is nothing to propose. */
static const struct reward_rule *decide_whole(const struct reward_basis *b,
					      const struct reward_closing *c, int64_t *ret_fen)
{
	struct r_reward_case closed = *b->report;
	struct reward_facts facts;
	const struct reward_rule *rule;

	closed.verdict = c->verdict;
	closed.outcome = c->outcome;
	closed.fine_fen = c->fine_fen;
	closed.confiscated_fen = c->confiscated_fen;
	closed.serious = c->serious;
	facts = reward_facts_of(&closed, b->party[0].employment);
	if (b->alive || reward_rule_find(b->rules.rule, b->rules.n, &facts, &rule) ||
	    reward_amount(rule, &facts, ret_fen))
		return NULL;
	return rule;
}

/* The budget of the year in which the case closes. */
static struct str pool_of(struct request *rq)
{
	int year, month, day;

	workday_to_date(workday_day_of(rq->now_ms), &year, &month, &day);
	return arena_printf(&rq->arena, "reward-%d", year);
}

/* One party's part, as a reward of its own. */
static enum err propose(struct request *rq, struct effects *fx, const struct party *who,
			const struct q_reward_put *reward)
{
	struct q_reward_put put = *reward;
	struct str after;

	put.id = request_id(rq);
	put.report = who->report;
	put.owner = who->owner;
	after = arena_printf(&rq->arena,
			     "{\"reward\":\"%s\",\"amount_fen\":%lld,\"rule\":\"%.*s\","
			     "\"sharers\":%lld}",
			     ID_C(put.id), (long long)put.amount_fen, STR_ARG(put.rule),
			     (long long)put.sharers);
	if (!after.p)
		return ERR_LIMIT;
	FX(fx, reward_put, .id = put.id, .report = put.report, .owner = put.owner,
	   .amount_fen = put.amount_fen, .rule = put.rule, .small = put.small,
	   .sharers = put.sharers, .pool = put.pool, .verifier = put.verifier,
	   .proposed_ms = rq->now_ms, .updated_ms = rq->now_ms);
	reward_tell(rq, fx, who->contact, who->report, "proposed", put.amount_fen);
	effects_audit(fx, (struct effect_audit){ .actor = STR("system"),
						 .action = STR("reward.propose"),
						 .object = who->report,
						 .after = after });
	return ERR_OK;
}

static bool shares(const struct party *who, const struct reward_rule *rule)
{
	return who->contact.len && reward_may_earn(rule, who->employment);
}

enum err reward_propose(struct request *rq, struct effects *fx, const struct reward_basis *b,
			const struct reward_closing *c)
{
	int64_t whole = 0, pool_left = b->pool_day_fen;
	const struct reward_rule *rule = decide_whole(b, c, &whole);
	struct q_reward_put reward = { .pool = pool_of(rq) };
	int n = 0, place = 0;
	enum err e = reward.pool.p ? ERR_OK : ERR_LIMIT;

	if (!rule)
		return ERR_OK;
	for (size_t i = 0; i < b->n; i++)
		n += shares(&b->party[i], rule);
	reward.rule = rule->name;
	reward.small = rule->kind == REWARD_CITY;
	reward.sharers = n;
	reward.verifier = id_is_zero(c->verifier) ? b->report->verdict_by : c->verifier;
	for (size_t i = 0; !e && i < b->n; i++) {
		const struct party *who = &b->party[i];
		const struct reward_room room = { who->day_fen, who->month_fen, pool_left };

		if (!shares(who, rule))
			continue;
		reward.amount_fen = reward_within(rule, reward_part(whole, n, place++), &room);
		pool_left -= reward.amount_fen;
		if (reward.amount_fen > 0)
			e = propose(rq, fx, who, &reward);
	}
	return e;
}
