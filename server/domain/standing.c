#include "domain/standing.h"

#include <math.h>

/* One malicious verdict alone is a share of a half. */
#define BAD_FAITH_STRENGTH 1.0
/* A stranger is taken to be right 3 times in 5, held as firmly as 2 verdicts. */
#define PRIOR_SHARE        0.6
#define PRIOR_STRENGTH     2.0
/* Less than this of a verdict left is no record. */
#define TRACE_LEAST        0.05

bool standing_of_verdict(struct str verdict, enum standing_verdict *ret_verdict)
{
	static const struct {
		const char *name;
		enum standing_verdict v;
	} row[] = {
		{"verified",   STANDING_VALID    },
		{ "partly",    STANDING_VALID    },
		{ "unfounded", STANDING_INVALID  },
		{ "malicious", STANDING_MALICIOUS},
	};

	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		if (str_eq(verdict, str_of(row[i].name))) {
			*ret_verdict = row[i].v;
			return true;
		}
	}
	return false;
}

double standing_weight(int64_t at_ms)
{
	return exp2((double)(at_ms - STANDING_EPOCH_MS) / (double)STANDING_HALF_LIFE_MS);
}

void standing_record(struct standing *s, enum standing_verdict v, int64_t at_ms, int times)
{
	double w = times * standing_weight(at_ms);

	if (v == STANDING_VALID)
		s->valid += w;
	else if (v == STANDING_INVALID)
		s->invalid += w;
	else
		s->malicious += w;
}

/* A sum as of now; what subtraction leaves of an overturned verdict is rounding, not a record. */
static double now_of(double sum, double weight)
{
	double n = sum / weight;

	return n < 0.001 ? 0 : n > 1e6 ? 1e6 : n;
}

void standing_tell_owner(const struct standing *s, int64_t now_ms, struct evidence *ev)
{
	double weight = standing_weight(now_ms);
	double valid = now_of(s->valid, weight);
	double malicious = now_of(s->malicious, weight);
	double all = valid + malicious + now_of(s->invalid, weight);
	double share = (valid + PRIOR_SHARE * PRIOR_STRENGTH) / (all + PRIOR_STRENGTH);

	ev->x[SCORE_HISTORY] = all < TRACE_LEAST ? EVIDENCE_MISSING : (int32_t)lround(1000 * share);
	ev->x[SCORE_UNFOUNDED] = valid < TRACE_LEAST
					 ? (int32_t)lround(100 * now_of(s->invalid, weight))
					 : 0;
	ev->x[SCORE_BAD_FAITH] = (int32_t)lround(100 * malicious);
	ev->x[SCORE_BAD_SHARE] = (int32_t)lround(1000 * malicious / (all + BAD_FAITH_STRENGTH));
}

void standing_tell_shop(const struct standing *s, int64_t now_ms, struct evidence *ev)
{
	ev->x[SCORE_SHOP] = (int32_t)lround(100 * now_of(s->valid, standing_weight(now_ms)));
}

int64_t standing_quota(const struct evidence *ev, int64_t most)
{
	if (ev->severity >= SCORE_SEVERITY_MOST || ev->x[SCORE_BAD_SHARE] < BAD_FAITH_SHARE)
		return most;
	return most < 10 ? 1 : most / 10;
}
