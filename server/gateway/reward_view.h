/* What the reward handlers share: pages, who may see what, approvals counted. */
#ifndef GATEWAY_REWARD_VIEW_H
#define GATEWAY_REWARD_VIEW_H

#include "gateway/message.h"

/* Newest first; the next page begins before this place. */
struct page {
	int64_t before_ms;
	struct id before_id;
};

struct statement_page {
	int64_t before_ms;
	struct str before_bill;
};

/* Absent (p == NULL): the first page. ERR_INPUT for what no page_cursor made. */
CHECKED enum err page_parse(struct str cursor, struct page *ret_page);
json_t *page_cursor(int64_t ms, struct id id);
CHECKED enum err statement_page_parse(struct str cursor, struct statement_page *ret_page);
json_t *statement_cursor(int64_t ms, struct str bill);

/* A reporter sees own rewards; approvers and finance see all. */
bool reward_may_see(const struct request *rq, struct id owner);

/* Approvals not found bad, and how many this amount needs. */
int reward_approvals(const struct r_approval_list *approval, size_t n);
int reward_approvals_needed(const struct config *c, int64_t amount_fen);

/* Appends one row of reward.list; approvals and report only for those who may know them. */
CHECKED enum err reward_row_json(struct request *rq, struct services *sv,
				 const struct r_reward_list_all *row, json_t *rewards);

#endif
