/*
 * How much a closed case earns its reporter, by dated rows.
 *
 * Two kinds: `national` (国市监稽规〔2021〕4号) for serious breaches, a share of fine
 * and confiscation by grade with a floor and a cap; `city` for the rest, a small
 * fixed sum by severity (随手拍). A case takes the row in force on the day of the
 * conduct, so a new measure never changes an old case. Money is fen.
 *
 * Paid: what was found true, wholly or in part, and ended in a penalty or was put right.
 * The grade follows the evidence: 1 an insider's report found true, 2 a true report with
 * photos, 3 the rest. Joint reporters of one clue share the one reward of it.
 */
#ifndef DOMAIN_REWARD_RULE_H
#define DOMAIN_REWARD_RULE_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum reward_kind { REWARD_NATIONAL, REWARD_CITY };

/* How a whistleblower is employed; REWARD_EMPLOYED_NOT for citizens. */
enum reward_employment {
	REWARD_EMPLOYED_NOT,
	REWARD_EMPLOYED_FULL,
	REWARD_EMPLOYED_PART,
	REWARD_EMPLOYED_OUTSOURCED,
	REWARD_EMPLOYMENT__COUNT
};

struct reward_rule {
	struct str name; /* "national.1@2021" */
	enum reward_kind kind;
	int level;                 /* national: the grade 1..3; city: the severity 1..5 */
	int64_t from_ms, until_ms; /* conduct in [from, until); until 0 = still in force */
	int64_t share_ppm;         /* of fine and confiscation, in millionths */
	int64_t floor_fen, cap_fen;
	int64_t partly_ppm;   /* what a partly true report earns of it */
	unsigned employments; /* bits 1 << enum reward_employment that may earn it */
};

struct reward_facts {
	int64_t conduct_ms; /* when it happened, else when it was reported */
	bool serious;
	int severity; /* 1..5, of the category */
	bool found_true, found_partly;
	bool acted_on; /* outcome penalty or rectified */
	bool photos;
	enum reward_employment employment;
	int64_t fine_fen, confiscated_fen;
};

/* What is left of the caps for small rewards; INT64_MAX where none holds. */
struct reward_room {
	int64_t person_day_fen, person_month_fen, pool_day_fen;
};

/* "full|part|outsourced", "" for a citizen. ERR_INPUT for other words. */
CHECKED
enum err reward_employment_parse(struct str name, enum reward_employment *ret_employment);
const char *reward_employment_name(enum reward_employment employment);

/*
 * The row that decides the case. ERR_RULE when it earns nothing: not true, not acted
 * on, or no row in force for it; ERR_INPUT for facts that cannot be.
 */
CHECKED
enum err reward_rule_find(const struct reward_rule *rules, size_t n,
			  const struct reward_facts *facts, const struct reward_rule **ret_rule);

/* The whole reward of a case. ERR_INPUT for negative amounts. */
CHECKED
enum err reward_amount(const struct reward_rule *rule, const struct reward_facts *facts,
		       int64_t *ret_fen);

/*
 * What one of n joint reporters has of a whole: equal parts, and place 0, who reported
 * first, also what does not divide. The parts of all places sum to the whole.
 * n ≥ 1, 0 ≤ place < n.
 */
int64_t reward_part(int64_t whole_fen, int n, int place);

bool reward_may_earn(const struct reward_rule *rule, enum reward_employment employment);

/* A city reward within the caps; may be 0. National rewards are not capped here. */
int64_t reward_within(const struct reward_rule *rule, int64_t fen, const struct reward_room *room);

#endif
