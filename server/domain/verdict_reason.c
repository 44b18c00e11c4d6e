#include "domain/verdict_reason.h"

#include "base/utf8.h"

#define VERIFIED     VERDICT_BIT(REPORT_VERIFIED)
#define PARTLY       VERDICT_BIT(REPORT_PARTLY)
#define UNFOUNDED    VERDICT_BIT(REPORT_UNFOUNDED)
#define MALICIOUS    VERDICT_BIT(REPORT_MALICIOUS)
#define DUPLICATE    VERDICT_BIT(REPORT_DUPLICATE)
#define OTHER        VERDICT_BIT(REPORT_OTHER_AUTHORITY)
#define UNVERIFIABLE VERDICT_BIT(REPORT_UNVERIFIABLE)

/* clang-format off */
const struct verdict_reason verdict_reason_all[] = {
	{ "on_site", VERIFIED | PARTLY, false, "现场检查查实", "confirmed by an inspection on site" },
	{ "records", VERIFIED | PARTLY, false, "证照、台账等资料查实", "confirmed by licences or records" },
	{ "evidence", VERIFIED | PARTLY, false, "照片等证据足以认定", "the photos or other evidence prove it" },
	{ "admitted", VERIFIED | PARTLY, false, "经营者承认", "the operator admits it" },
	{ "lab", VERIFIED | PARTLY, false, "抽样检验查实", "confirmed by laboratory test" },
	{ "part_only", PARTLY, false, "其中一部分查实，其余未查实", "a part is confirmed, the rest is not" },
	{ "already_fixed", PARTLY, false, "检查时已自行整改，留有痕迹", "put right before the inspection, with traces left" },

	{ "not_found", UNFOUNDED, false, "现场检查未发现所反映的问题", "the inspection did not find the problem" },
	{ "lawful", UNFOUNDED, false, "经查符合规定", "what was seen is permitted" },
	{ "wrong_shop", UNFOUNDED | UNVERIFIABLE, false, "所指店铺有误", "it is not the shop that was named" },
	{ "licence_valid", UNFOUNDED, false, "证照齐全有效", "the licences are complete and valid" },

	{ "fabricated", MALICIOUS, true, "捏造事实", "facts were made up" },
	{ "forged_evidence", MALICIOUS, true, "伪造或冒用他人照片、证据", "photos or evidence were forged or taken from others" },
	{ "extortion", MALICIOUS, true, "以举报相要挟、牟利", "the report was used to extort" },
	{ "copied_mass", MALICIOUS, true, "组织多人复制同一不实举报", "many copies of one false report were organised" },

	{ "same_clue", DUPLICATE, false, "同一线索已由他人先举报", "somebody reported the same before" },
	{ "joint", DUPLICATE, false, "与他人共同举报同一线索，奖励按份分得", "reported jointly with others; the reward is shared" },
	{ "own_repeat", DUPLICATE, false, "您此前已举报同一线索", "you reported the same before" },
	{ "already_known", DUPLICATE, false, "监管部门此前已掌握并在处理", "the authority knew already and is acting on it" },

	{ "consumer_dispute", OTHER, false, "属于个人消费纠纷，请拨打 12315 投诉", "a dispute about your own purchase: please call 12315" },
	{ "other_place", OTHER, false, "店铺不在本市辖区", "the shop is outside this city" },
	{ "other_department", OTHER, true, "属于其他部门职责，去向见说明", "another department's duty, named in the note" },

	{ "no_shop", UNVERIFIABLE, false, "无法确定是哪家店", "the shop could not be determined" },
	{ "too_little", UNVERIFIABLE, false, "线索不足，未能补充", "too little to go on, and nothing was added" },
	{ "shop_gone", UNVERIFIABLE, false, "店铺已停业或搬离", "the shop has closed or moved away" },
	{ "evidence_gone", UNVERIFIABLE, false, "时间已久，证据已无法取得", "too long ago; the evidence is gone" },
};
/* clang-format on */

const size_t verdict_reason_len = ARRAY_LEN(verdict_reason_all);

const struct verdict_reason *verdict_reason_find(struct str code)
{
	for (size_t i = 0; i < ARRAY_LEN(verdict_reason_all); i++)
		if (str_eq(code, str_of(verdict_reason_all[i].code)))
			return &verdict_reason_all[i];
	return NULL;
}

enum err verdict_reason_check(enum report_state verdict, struct str code, struct str note)
{
	const struct verdict_reason *r = verdict_reason_find(code);

	if (!report_state_is_verdict(verdict) || !r || !(r->verdicts & VERDICT_BIT(verdict)))
		return ERR_INPUT;
	if (r->needs_note && utf8_len(str_trim(note)) < VERDICT_NOTE_MIN)
		return ERR_RULE;
	return ERR_OK;
}
