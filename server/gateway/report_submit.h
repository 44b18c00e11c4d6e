/*
 * Taking a report in: shared by report.submit and the chat's "submit".
 *
 *   prepare the shop (by id, or matched from its text), its office, the photos
 *   fetch   the records of sender and shop
 *   load    the score
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

/* Checks, and finds the shop. ERR_RULE: refused (unknown shop, foreign photo, …). */
CHECKED enum err report_submit_prepare(struct request *rq, struct services *sv,
				       const struct submit_body *b, struct submit_loaded **ret);

/* Reads the records of many reports' senders and shops at once. */
struct submit_ask {
	const struct request *rq;
	const struct submit_body *b;
	struct submit_loaded *l;
};

CHECKED enum err report_submit_fetch(const struct submit_ask *asks, size_t n, struct services *sv);

/* Scores. ERR_RULE: enough for today. */
CHECKED enum err report_submit_load(struct request *rq, struct services *sv,
				    struct submit_loaded *l);

/* What report.submit answers; report: the new id. The result is a new reference. */
struct submit_answer {
	struct id report;
	json_t *result;  /* report, receipt, shop?, office, duplicate_of?, due_at */
	json_t *receipt; /* borrowed from result */
};

CHECKED enum err report_submit_decide(struct request *rq, struct effects *fx,
				      const struct submit_body *b, struct submit_loaded *l,
				      struct submit_answer *ret);

#endif
