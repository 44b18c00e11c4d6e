#include "domain/step_text.h"

#include "domain/verdict_reason.h"

/* "{}" is where the note goes; bare: without one. */
/* clang-format off */
static const struct {
	const char *code;
	struct { const char *bare, *with; } zh, en;
} texts[] = {
	{ STEP_QUESTION, { "核查人员有问题想请您补充", "核查人员想请您补充：{}" },
			 { "The officer has a question", "The officer would like to know: {}" } },
	{ STEP_HANDED_OVER, { "已移交其他管辖所", "已移交{}" },
			    { "Passed on to another office", "Passed on to {}" } },
	{ STEP_RELINKED, { "核查人员更正了所指店铺", "核查人员更正了所指店铺：{}" },
			 { "The officer corrected the shop", "The officer corrected the shop: {}" } },
	{ STEP_CONTACT_OVER, { "已按举报人要求停止联系，联系方式已删除", "已按举报人要求停止联系，联系方式已删除：{}" },
			     { "Contact has ended at the reporter's wish; how to reach them has been erased",
			       "Contact has ended at the reporter's wish; how to reach them has been erased: {}" } },
	{ STEP_PENALTY, { "已办结：作出行政处罚", "已办结：作出行政处罚，文书号 {}" },
			{ "Closed: a penalty was imposed", "Closed: a penalty was imposed, document {}" } },
	{ STEP_RECTIFIED, { "已办结：责令改正", "已办结：责令改正，文书号 {}" },
			  { "Closed: the shop had to put it right", "Closed: the shop had to put it right, document {}" } },
	{ STEP_NO_CASE, { "已办结：不予立案", "已办结：不予立案，文书号 {}" },
			{ "Closed: no case was opened", "Closed: no case was opened, document {}" } },
};
/* clang-format on */

static struct str fill(const char *text, struct str note, struct arena *a)
{
	const char *slot = strstr(text, "{}");

	return arena_printf(a, "%.*s%.*s%s", (int)(slot - text), text, STR_ARG(note), slot + 2);
}

/* The reason in plain words, then what the officer wrote. */
static struct str reason_text(const struct verdict_reason *r, struct str note, bool en,
			      struct arena *a)
{
	const char *text = en ? r->en : r->zh;

	if (!note.len)
		return str_of(text);
	return arena_printf(a, "%s%s%.*s", text, en ? ". " : "。", STR_ARG(note));
}

struct str step_text(enum report_state state, struct str code, struct str note, bool en,
		     struct arena *a)
{
	const struct verdict_reason *r;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		if (!str_eq(code, str_of(texts[i].code)))
			continue;
		if (!note.len)
			return str_of(en ? texts[i].en.bare : texts[i].zh.bare);
		return fill(en ? texts[i].en.with : texts[i].zh.with, note, a);
	}
	r = verdict_reason_find(code);
	if (r)
		return reason_text(r, note, en, a);
	return note.len ? note : str_of(report_state_text(state, en));
}
