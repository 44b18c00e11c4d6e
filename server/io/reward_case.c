#include "io/reward_case.h"

static enum err to_rule(const struct r_reward_rule_list *row, struct reward_rule *ret)
{
	bool national = str_eq(row->kind, STR("national"));

	if (!national && !str_eq(row->kind, STR("city")))
		return ERR_CORRUPT;
	*ret = (struct reward_rule){
		.name = row->name,
		.kind = national ? REWARD_NATIONAL : REWARD_CITY,
		.level = (int)row->level,
		.from_ms = row->from_ms,
		.until_ms = row->until_ms,
		.share_ppm = row->share_ppm,
		.floor_fen = row->floor_fen,
		.cap_fen = row->cap_fen,
		.partly_ppm = row->partly_ppm,
		.employments = (unsigned)row->employments,
	};
	return ERR_OK;
}

enum err reward_rules_load(struct db *db, struct arena *a, struct reward_rules *ret_rules)
{
	struct r_reward_rule_list *row;
	struct reward_rules rules;
	enum err e = DB_ROWS(db, a, reward_rule_list, &row, &rules.n, 0);

	if (e)
		return e;
	rules.rule = arena_array(a, rules.n + 1, struct reward_rule);
	if (!rules.rule)
		return ERR_MEMORY;
	for (size_t i = 0; !e && i < rules.n; i++)
		e = to_rule(&row[i], &rules.rule[i]);
	if (!e)
		*ret_rules = rules;
	return e;
}

static int64_t or_zero(int64_t v)
{
	return v == I64_NULL ? 0 : v;
}

struct reward_facts reward_facts_of(const struct r_reward_case *r,
				    enum reward_employment employment)
{
	return (struct reward_facts){
		.conduct_ms = r->occurred_ms == I64_NULL ? r->submitted_ms : r->occurred_ms,
		.serious = or_zero(r->serious) != 0,
		.severity = (int)r->severity,
		.found_true = str_eq(r->verdict, STR("verified")),
		.found_partly = str_eq(r->verdict, STR("partly")),
		.acted_on = str_eq(r->outcome, STR("penalty")) ||
			    str_eq(r->outcome, STR("rectified")),
		.photos = r->photos > 0,
		.employment = employment,
		.fine_fen = or_zero(r->fine_fen),
		.confiscated_fen = or_zero(r->confiscated_fen),
	};
}
