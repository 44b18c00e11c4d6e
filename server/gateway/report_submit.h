/*
 * Taking a report in: shared by report.submit and the chat's "submit".
 *
 *   load    the shop (by id, or matched from its text), its office, the photos, the
 *           sender's recent reports, the evidence for the score
 *   decide  rows, receipt, reply
 */
#ifndef GATEWAY_REPORT_SUBMIT_H
#define GATEWAY_REPORT_SUBMIT_H

#include "gateway/message.h"

#include "domain/category.h"
#include "domain/score.h"

struct submit_body {
	struct str category, text;
	struct str shop;      /* a shop's id, or */
	struct str shop_text; /* what its sender calls it; both absent is allowed */
	struct point at;
	int64_t occurred_at; /* ms, I64_NULL: unsaid */
	struct id_list photos;
	struct str order_ref;
};

struct submit_loaded;

/* On a reader lane. ERR_RULE: refused (unknown shop, foreign photo, quota, …). */
CHECKED enum err report_submit_load(struct request *rq, struct services *sv,
				    const struct submit_body *b, struct submit_loaded **ret);

/* What report.submit answers; report: the new id. The result is a new reference. */
struct submit_answer {
	struct id report;
	json_t *result;  /* report, receipt, shop?, office, duplicate_of?, due_at */
	json_t *receipt; /* borrowed from result */
};

CHECKED enum err report_submit_decide(struct request *rq, struct effects *fx,
				      const struct submit_body *b, const struct submit_loaded *l,
				      struct submit_answer *ret);

#endif
