/*
 * A report in the hands of who sent it, or who holds its receipt.
 */
#ifndef GATEWAY_OWN_REPORT_H
#define GATEWAY_OWN_REPORT_H

#include "gateway/message.h"

#include "domain/report_state.h"

struct own_report_body {
	struct id report;
	struct str text;
	struct id_list photos;
};

struct own_report {
	struct id id;
	struct r_report_own *row;
	enum report_state state;
	struct r_report_step_list *steps; /* when asked for */
	size_t n_steps;
	struct r_reward_of_report *reward; /* NULL: none */
};

/*
 * For load: puts it into rq->loaded. Somebody else's is refused as report.not_found.
 * whole: with its steps and reward.
 */
CHECKED enum err own_report_load(struct request *rq, struct services *sv, struct id report,
				 bool whole);

/* What report.get answers. */
json_t *own_report_json(struct request *rq, const struct own_report *r);

/*
 * For decide: guards the row, adds the step, writes the audit entry, tells the sender's other
 * sessions and the office. The caller adds the change of the row itself.
 * code: see domain/step_text.h; "" for what the sender typed.
 */
void own_report_step(struct request *rq, struct effects *fx, const struct own_report *r,
		     enum report_state next, const char *code, struct str note);

#endif
