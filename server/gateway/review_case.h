/*
 * One report in a reviewer's hands: what all the h_* files of the review load,
 * check and write alike.
 *
 * Rights are part of the load: a report of an office that is not the
 * reviewer's is not found.
 */
#ifndef GATEWAY_REVIEW_CASE_H
#define GATEWAY_REVIEW_CASE_H

#include "domain/report_state.h"
#include "gateway/message.h"

/* The first member of every body that names one report. */
struct review_body {
	struct id report;
};

struct review_case {
	struct r_review_report row;
	enum report_state state;
	int64_t step; /* number of the next report_step */
};

/* Loads body->report into a new struct review_case at rq->loaded. */
CHECKED enum err review_load(struct request *rq, struct services *sv);
/* Another report, with the same rights. field names it in the refusal. */
CHECKED enum err review_load_id(struct request *rq, struct services *sv, struct id report,
				const char *field, struct review_case **ret_case);

/* A declared link to the shop bars from everything. */
CHECKED enum err review_bar_conflict(struct request *rq, const struct review_case *c);

/*
 * The report is held by this reviewer from now on, if nobody else holds it: refuses with
 * report.claimed else, and with rule.conflict as above, also for an appeal against
 * one's own verdict. Moves *c to the state that holding it brings.
 */
CHECKED enum err review_hold(struct request *rq, struct review_case *c);

bool review_held_by_other(const struct request *rq, const struct review_case *c);
bool review_held_by_me(const struct request *rq, const struct review_case *c);

/* The next state, or a refusal with rule.state. */
CHECKED enum err review_move(struct request *rq, struct review_case *c, enum report_event ev);

/* The decision rests on this version of the row. */
void review_guard(struct effects *fx, const struct review_case *c);
/* A dated line of the reporter's progress page, in the state that *c has now: domain/step_text.h.
 */
void review_step(struct request *rq, struct effects *fx, struct review_case *c, struct str code,
		 struct str note);
/* report.changed to whoever sent the report; nothing when they no longer wish to be told. */
void review_tell(struct request *rq, struct effects *fx, struct str contact, struct id report,
		 enum report_state state);
/* before and after: new references, both taken; NULL for none. */
void review_audit(struct request *rq, struct effects *fx, const char *action, struct id report,
		  json_t *before, json_t *after);
void review_hint(struct effects *fx, struct id report, struct str office);

/* The id of the one timer that ends a report's lease. */
struct id review_lease_timer(struct id report);

/* The time a person may see for a report: of a whistleblower's only the day. */
int64_t review_shown_ms(struct str source, int64_t at_ms);

/* What a reviewer calls the reporter: one name a case, none that could be joined. */
struct str review_pseudonym(struct request *rq, struct id owner, struct id report);

#endif
