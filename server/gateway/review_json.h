/*
 * Parts of a report as reviewers see them. Whatever could tell who reported is
 * left out or made coarse here, in one place.
 */
#ifndef GATEWAY_REVIEW_JSON_H
#define GATEWAY_REVIEW_JSON_H

#include "gateway/review_case.h"

/* New references throughout. */

/* [{code, text, points, v, m}] out of report.score_json. */
json_t *review_score_reasons(struct request *rq, struct str score_json);
/* {p, reasons[{code, text}]} out of report.match_p and match_json. */
json_t *review_match(struct request *rq, const struct r_review_report *r);
/* The public registration data of a shop; NULL when there is none. */
json_t *review_shop(const struct r_shop_get *shop);
/* "whistle" or "citizen": that a citizen is anonymous is nobody's business. */
struct str review_source(struct str source);
/* [{code, text, verdicts[], note}]: what a verdict may be explained with. */
json_t *review_reasons_allowed(bool en);
/* How many of these there were, in words that fit many people: "0", "1-2", "3-9", "10+". */
const char *review_bucket(int64_t n);

#endif
