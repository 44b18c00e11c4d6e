/*
 * Adding to a report, which answers an open question too: shared by report.add
 * and by what is said in the chat when an officer waits for an answer.
 */
#ifndef GATEWAY_REPORT_ADD_H
#define GATEWAY_REPORT_ADD_H

#include "gateway/own_report.h"

/* On a reader lane. ERR_RULE: not the sender's, nothing to add, foreign photos. */
CHECKED enum err report_add_load(struct request *rq, struct services *sv,
				 const struct own_report_body *b, struct own_report **ret);

/* Sets rq->result to {state}. */
CHECKED enum err report_add_decide(struct request *rq, struct effects *fx,
				   const struct own_report_body *b, const struct own_report *r);

#endif
