/*
 * What a reward is computed from, as the database has it: the dated rules and
 * the facts of a closed case. Gateways propose from this and the payer computes again
 * from the same, so that neither trusts the other's sum.
 */
#ifndef IO_REWARD_CASE_H
#define IO_REWARD_CASE_H

#include "domain/reward_rule.h"
#include "io/db.h"

struct reward_rules {
	struct reward_rule *rule;
	size_t n;
};

/* Into the arena. ERR_CORRUPT for a row of an unknown kind. */
CHECKED
enum err reward_rules_load(struct db *db, struct arena *a, struct reward_rules *ret_rules);

/* Pure. The report's closing columns must be those to decide by. */
struct reward_facts reward_facts_of(const struct r_reward_case *report,
				    enum reward_employment employment);

#endif
