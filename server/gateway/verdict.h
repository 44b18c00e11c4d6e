/*
 * A verdict taking effect: the report's state, the reporter's record, the
 * events, the copies. Shared by the end of the undo window and by case.close.
 */
#ifndef GATEWAY_VERDICT_H
#define GATEWAY_VERDICT_H

#include "gateway/review_case.h"

struct verdict_given {
	enum report_state verdict;
	struct str reason, note;
	struct id by;
	int64_t at_ms;
};

/* What is needed of a report merged into the one decided. */
struct verdict_copies {
	struct r_review_merged_list *row;
	size_t n;
};

CHECKED enum err verdict_load_copies(struct request *rq, struct services *sv, struct id report,
				     struct verdict_copies *ret_copies);

/*
 * Adds all effects of the verdict to fx; the caller has guarded the report. c->state becomes
 * the verdict's. ERR_RULE (rule.state) when the report's state does not allow it.
 */
CHECKED enum err verdict_apply(struct request *rq, struct effects *fx, struct review_case *c,
			       const struct verdict_given *v, const struct verdict_copies *copies);

/* What waits in its undo window in this row; false when nothing does. */
bool verdict_pending(const struct review_case *c, struct verdict_given *ret_given);

/*
 * The report turns out to be about another shop while an earlier verdict still counts (an
 * appeal): what that verdict wrote at the old shop goes to the new one, but for the name, which
 * the new one has to be given by a verdict of its own.
 */
void verdict_move_shop(struct request *rq, struct effects *fx, const struct review_case *c,
		       struct str shop_id);

#endif
