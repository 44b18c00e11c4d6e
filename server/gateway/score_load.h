/*
 * The score of a report that is being taken in.
 *
 *	load:    score_load(rq, sv, &facts, &scored)      reads the memory, not the database
 *	decide:  score_store(rq, fx, report, &facts, &scored)
 *	commit:  score_committed(memory, rq->scored)
 *
 * and the report's row takes score_version, score_v, score_m, score_json, lane
 * and audit_draw from struct scored (score_is_drawn for the last). The reporter
 * never sees any of it.
 */
#ifndef GATEWAY_SCORE_LOAD_H
#define GATEWAY_SCORE_LOAD_H

#include "gateway/message.h"

#include "domain/near_text.h"
#include "domain/score.h"
#include "io/score_memory.h"

/* What the handler knows by then. */
struct score_facts {
	int severity; /* of the category */
	struct str text;
	struct str shop_id;              /* empty: unknown */
	const struct geo_point *shop_at; /* GCJ-02, or NULL */
	double match_p;      /* 1 when its sender chose the shop; NaN: none was matched */
	int64_t occurred_ms; /* I64_NULL: unsaid */
	bool has_order;
	struct r_report_facts rows; /* records of sender and shop */
	const struct r_photo_get *photos;
	size_t n_photos;
};

/* Keep it in the request's arena: it holds pointers into itself, and score_store into it. */
struct scored {
	struct id report; /* once it is stored */
	struct score score;
	struct score_ask ask;
	struct str json; /* report.score_json: bins, hard, reasons [{code,v,m}] */
	struct str evidence;
	struct text_print print;
	int64_t per_day; /* reports its sender may send a day, */
	int today;       /* and has sent */
	bool newcomer;   /* without a record, account younger than 30 days */
};

CHECKED
enum err score_load(struct request *rq, struct services *sv, const struct score_facts *facts,
		    struct scored *ret_scored);

/* Is the shielded report one of those that are read anyway? False outside the shielded lane. */
bool score_is_drawn(const struct request *rq, struct id report, const struct scored *scored);

/* The trace that a refit and the other gateways' memories read. */
void score_store(struct request *rq, struct effects *fx, struct id report,
		 const struct score_facts *facts, struct scored *scored);

/* It is in the database: from now on the memory of this gateway knows it. */
void score_committed(struct score_memory *m, const struct scored *scored);

#endif
