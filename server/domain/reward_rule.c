#include "domain/reward_rule.h"

#define PPM 1000000

static const char *const employments[REWARD_EMPLOYMENT__COUNT] = {
	[REWARD_EMPLOYED_NOT] = "",
	[REWARD_EMPLOYED_FULL] = "full",
	[REWARD_EMPLOYED_PART] = "part",
	[REWARD_EMPLOYED_OUTSOURCED] = "outsourced",
};

enum err reward_employment_parse(struct str name, enum reward_employment *ret_employment)
{
	for (unsigned i = 0; i < REWARD_EMPLOYMENT__COUNT; i++) {
		if (!str_eq(name, str_of(employments[i])))
			continue;
		*ret_employment = (enum reward_employment)i;
		return ERR_OK;
	}
	return ERR_INPUT;
}

const char *reward_employment_name(enum reward_employment employment)
{
	return (unsigned)employment < REWARD_EMPLOYMENT__COUNT ? employments[employment] : "";
}

static bool facts_can_be(const struct reward_facts *f)
{
	return f->fine_fen >= 0 && f->confiscated_fen >= 0 && f->severity >= 1 &&
	       f->severity <= 5 && (unsigned)f->employment < REWARD_EMPLOYMENT__COUNT;
}

static int grade(const struct reward_facts *f)
{
	if (f->found_partly)
		return 3;
	if (f->employment != REWARD_EMPLOYED_NOT)
		return 1;
	return f->photos ? 2 : 3;
}

static bool in_force(const struct reward_rule *r, int64_t conduct_ms)
{
	return conduct_ms >= r->from_ms && (!r->until_ms || conduct_ms < r->until_ms);
}

bool reward_may_earn(const struct reward_rule *rule, enum reward_employment employment)
{
	return rule->employments & 1u << employment;
}

enum err reward_rule_find(const struct reward_rule *rules, size_t n,
			  const struct reward_facts *facts, const struct reward_rule **ret_rule)
{
	enum reward_kind kind = facts->serious ? REWARD_NATIONAL : REWARD_CITY;
	int level;

	if (!facts_can_be(facts))
		return ERR_INPUT;
	if (!facts->acted_on || !(facts->found_true || facts->found_partly))
		return ERR_RULE;
	level = facts->serious ? grade(facts) : facts->severity;
	for (size_t i = 0; i < n; i++) {
		const struct reward_rule *r = &rules[i];

		if (r->kind != kind || r->level != level || !in_force(r, facts->conduct_ms))
			continue;
		if (!reward_may_earn(r, facts->employment))
			continue;
		*ret_rule = r;
		return ERR_OK;
	}
	return ERR_RULE;
}

/* fen * ppm / 1000000 without overflow, rounded down. */
static int64_t share(int64_t fen, int64_t ppm)
{
	return fen / PPM * ppm + fen % PPM * ppm / PPM;
}

enum err reward_amount(const struct reward_rule *rule, const struct reward_facts *facts,
		       int64_t *ret_fen)
{
	int64_t base, fen;

	if (!facts_can_be(facts) || rule->share_ppm < 0 || rule->share_ppm > PPM)
		return ERR_INPUT;
	if (__builtin_add_overflow(facts->fine_fen, facts->confiscated_fen, &base))
		base = INT64_MAX;
	fen = share(base, rule->share_ppm);
	if (fen < rule->floor_fen)
		fen = rule->floor_fen;
	if (fen > rule->cap_fen)
		fen = rule->cap_fen;
	if (facts->found_partly && !facts->found_true)
		fen = share(fen, rule->partly_ppm);
	*ret_fen = fen;
	return ERR_OK;
}

int64_t reward_part(int64_t whole_fen, int n, int place)
{
	return whole_fen / n + (place ? 0 : whole_fen % n);
}

int64_t reward_within(const struct reward_rule *rule, int64_t fen, const struct reward_room *room)
{
	if (rule->kind != REWARD_CITY)
		return fen;
	if (fen > room->person_day_fen)
		fen = room->person_day_fen;
	if (fen > room->person_month_fen)
		fen = room->person_month_fen;
	if (fen > room->pool_day_fen)
		fen = room->pool_day_fen;
	return fen > 0 ? fen : 0;
}
