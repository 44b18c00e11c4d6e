#include "domain/report_state.h"

#define VERDICTS_FROM(state)                                                  \
	{ state, REPORT_EV_VERIFIED, REPORT_VERIFIED },                       \
		{ state, REPORT_EV_PARTLY, REPORT_PARTLY },                   \
		{ state, REPORT_EV_UNFOUNDED, REPORT_UNFOUNDED },             \
		{ state, REPORT_EV_MALICIOUS, REPORT_MALICIOUS },             \
		{ state, REPORT_EV_DUPLICATE, REPORT_DUPLICATE },             \
		{ state, REPORT_EV_OTHER_AUTHORITY, REPORT_OTHER_AUTHORITY }, \
	{                                                                     \
		state, REPORT_EV_UNVERIFIABLE, REPORT_UNVERIFIABLE            \
	}

/* clang-format off */
const struct report_move report_moves[] = {
	{ REPORT_RECEIVED, REPORT_EV_TRIAGE, REPORT_TRIAGED },
	{ REPORT_RECEIVED, REPORT_EV_CLAIM, REPORT_IN_REVIEW },
	{ REPORT_RECEIVED, REPORT_EV_ANSWER, REPORT_RECEIVED },
	{ REPORT_RECEIVED, REPORT_EV_HAND_OVER, REPORT_TRIAGED },
	{ REPORT_RECEIVED, REPORT_EV_WITHDRAW, REPORT_WITHDRAWN },

	{ REPORT_TRIAGED, REPORT_EV_CLAIM, REPORT_IN_REVIEW },
	{ REPORT_TRIAGED, REPORT_EV_ANSWER, REPORT_TRIAGED },
	{ REPORT_TRIAGED, REPORT_EV_HAND_OVER, REPORT_TRIAGED },
	{ REPORT_TRIAGED, REPORT_EV_WITHDRAW, REPORT_WITHDRAWN },

	/* A lease that ran out is claimed again without leaving the state. */
	{ REPORT_IN_REVIEW, REPORT_EV_CLAIM, REPORT_IN_REVIEW },
	{ REPORT_IN_REVIEW, REPORT_EV_ASK, REPORT_INFO_NEEDED },
	{ REPORT_IN_REVIEW, REPORT_EV_ANSWER, REPORT_IN_REVIEW },
	{ REPORT_IN_REVIEW, REPORT_EV_HAND_OVER, REPORT_TRIAGED },
	{ REPORT_IN_REVIEW, REPORT_EV_WITHDRAW, REPORT_WITHDRAWN },
	VERDICTS_FROM(REPORT_IN_REVIEW),

	/* An answer may never come: the officer may decide, or ask again. */
	{ REPORT_INFO_NEEDED, REPORT_EV_CLAIM, REPORT_INFO_NEEDED },
	{ REPORT_INFO_NEEDED, REPORT_EV_ASK, REPORT_INFO_NEEDED },
	{ REPORT_INFO_NEEDED, REPORT_EV_ANSWER, REPORT_IN_REVIEW },
	{ REPORT_INFO_NEEDED, REPORT_EV_HAND_OVER, REPORT_TRIAGED },
	VERDICTS_FROM(REPORT_INFO_NEEDED),

	/* What was found true has nothing to appeal against; a part of it has. */
	{ REPORT_VERIFIED, REPORT_EV_CLOSE, REPORT_CLOSED },
	{ REPORT_PARTLY, REPORT_EV_CLOSE, REPORT_CLOSED },
	{ REPORT_PARTLY, REPORT_EV_APPEAL, REPORT_APPEALED },
	{ REPORT_UNFOUNDED, REPORT_EV_CLOSE, REPORT_CLOSED },
	{ REPORT_UNFOUNDED, REPORT_EV_APPEAL, REPORT_APPEALED },
	{ REPORT_MALICIOUS, REPORT_EV_CLOSE, REPORT_CLOSED },
	{ REPORT_MALICIOUS, REPORT_EV_APPEAL, REPORT_APPEALED },
	{ REPORT_DUPLICATE, REPORT_EV_CLOSE, REPORT_CLOSED },
	{ REPORT_DUPLICATE, REPORT_EV_APPEAL, REPORT_APPEALED },
	{ REPORT_OTHER_AUTHORITY, REPORT_EV_CLOSE, REPORT_CLOSED },
	{ REPORT_OTHER_AUTHORITY, REPORT_EV_APPEAL, REPORT_APPEALED },
	{ REPORT_UNVERIFIABLE, REPORT_EV_CLOSE, REPORT_CLOSED },
	{ REPORT_UNVERIFIABLE, REPORT_EV_APPEAL, REPORT_APPEALED },
	{ REPORT_CLOSED, REPORT_EV_APPEAL, REPORT_APPEALED },

	{ REPORT_APPEALED, REPORT_EV_CLAIM, REPORT_IN_REVIEW },
	{ REPORT_APPEALED, REPORT_EV_ANSWER, REPORT_APPEALED },
	{ REPORT_APPEALED, REPORT_EV_HAND_OVER, REPORT_APPEALED },
};

static const struct {
	const char *name, *zh, *en;
} states[REPORT_STATE__COUNT] = {
	[REPORT_RECEIVED] = { "received", "已收到您的举报",
			      "We have received your report" },
	[REPORT_TRIAGED] = { "triaged", "已送到辖区市场监管所，等待核查",
			     "With the local office, waiting to be looked into" },
	[REPORT_IN_REVIEW] = { "in_review", "工作人员正在核查",
			       "An officer is looking into it" },
	[REPORT_INFO_NEEDED] = { "info_needed", "需要您补充一点信息",
				 "We need a little more from you" },
	[REPORT_VERIFIED] = { "verified", "核查属实，谢谢您",
			      "Confirmed to be true, thank you" },
	[REPORT_PARTLY] = { "partly", "核查部分属实，谢谢您",
			    "Confirmed in part, thank you" },
	[REPORT_UNFOUNDED] = { "unfounded", "经核查未发现所反映的问题",
			       "Looked into; the problem was not found" },
	[REPORT_MALICIOUS] = { "malicious", "核查认为内容是故意不实的；不同意可以申诉，由另一位工作人员复核",
			       "Found to be knowingly untrue. If you disagree, appeal: another officer decides" },
	[REPORT_DUPLICATE] = { "duplicate", "同一问题已有人举报，已并入处理",
			       "Already reported, and handled together with that report" },
	[REPORT_OTHER_AUTHORITY] = { "other_authority", "不属于市场监管部门管辖，已说明去向",
				     "Another authority's matter; we say which one" },
	[REPORT_UNVERIFIABLE] = { "unverifiable", "现有线索不足，暂时无法核实",
				  "Could not be checked with what is known" },
	[REPORT_CLOSED] = { "closed", "已办结", "Closed" },
	[REPORT_APPEALED] = { "appealed", "已收到您的申诉，将由另一位工作人员复核",
			      "We have your appeal; another officer will look at it" },
	[REPORT_WITHDRAWN] = { "withdrawn", "您已撤回这份举报",
			       "You have withdrawn this report" },
};
/* clang-format on */

const size_t report_moves_len = ARRAY_LEN(report_moves);

enum err report_state_next(enum report_state state, enum report_event event,
			   enum report_state *ret_next)
{
	for (size_t i = 0; i < ARRAY_LEN(report_moves); i++) {
		if (report_moves[i].state == state && report_moves[i].event == event) {
			*ret_next = report_moves[i].next;
			return ERR_OK;
		}
	}
	return ERR_RULE;
}

const char *report_state_name(enum report_state state)
{
	return states[state].name;
}

enum err report_state_parse(struct str name, enum report_state *ret_state)
{
	for (size_t i = 0; i < REPORT_STATE__COUNT; i++) {
		if (str_eq(name, str_of(states[i].name))) {
			*ret_state = (enum report_state)i;
			return ERR_OK;
		}
	}
	return ERR_INPUT;
}

const char *report_state_text(enum report_state state, bool en)
{
	return en ? states[state].en : states[state].zh;
}

bool report_state_is_open(enum report_state state)
{
	return state <= REPORT_INFO_NEEDED || state == REPORT_APPEALED;
}
