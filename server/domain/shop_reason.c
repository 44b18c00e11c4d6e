#include "base/utf8.h"
#include "domain/shop_match.h"

/* How the two numbers of a reason are shown. */
enum shows { SHOWS_NOTHING, SHOWS_CHARS, SHOWS_NUMBER, SHOWS_NUMBERS };

static const struct {
	const char *name, *zh, *en;
	enum shows shows;
} reason[] = {
	[SHOP_R_NAME_SAME] = {"name_same",          "店名一致",             "same name",                     SHOWS_NOTHING},
	[SHOP_R_NAME_LIKE] = { "name_like",         "店名相近 %u%%",        "name %u%% alike",               SHOWS_NUMBER },
	[SHOP_R_NAME_FORMER] = { "name_former",       "曾用名",                "a former name",                 SHOWS_NOTHING},
	[SHOP_R_NAME_COMPANY] = { "name_company",      "企业登记名称",       "the registered company's name",
                              SHOWS_NOTHING										   },
	[SHOP_R_NAME_ALIAS] = { "name_alias",        "大家这样叫它",       "what people call it",
                              SHOWS_NOTHING										   },
	[SHOP_R_HOMOPHONE] = { "homophone",         "同音字: %s/%s",         "sounds alike: %s/%s",           SHOWS_CHARS  },
	[SHOP_R_LOOKALIKE] = { "lookalike",         "形近字: %s/%s",         "looks alike: %s/%s",            SHOWS_CHARS  },
	[SHOP_R_BRANCH_SAME] = { "branch_same",       "分店名一致",          "same branch",                   SHOWS_NOTHING},
	[SHOP_R_BRANCH_OTHER] = { "branch_other",      "分店名不同",          "another branch",                SHOWS_NOTHING},
	[SHOP_R_BRANCH_MISSING] = { "branch_missing",    "未说明哪家分店",    "branch not said",
                              SHOWS_NOTHING										   },
	[SHOP_R_ROAD_SAME] = { "road_same",         "同一条路",             "same road",                     SHOWS_NOTHING},
	[SHOP_R_ROAD_OTHER] = { "road_other",        "路名不同",             "another road",                  SHOWS_NOTHING},
	[SHOP_R_NUMBER_SAME] = { "number_same",       "门牌号一致",          "same house number",             SHOWS_NOTHING},
	[SHOP_R_NUMBER_OTHER] = { "number_other",      "门牌号不同: %u/%u",   "house number %u, not %u",
                              SHOWS_NUMBERS										   },
	[SHOP_R_PLACE_SAME] = { "place_same",        "地点相符",             "place agrees",                  SHOWS_NOTHING},
	[SHOP_R_DISTANCE] = { "distance",          "距离 %u m",              "%u m away",                     SHOWS_NUMBER },
	[SHOP_R_DATUM] = { "datum",             "按另一坐标系相符", "agrees in another map datum",
			      SHOWS_NOTHING										   },
	[SHOP_R_LICENCE_SAME] = { "licence_same",      "证号一致",             "same licence number",
                              SHOWS_NOTHING										   },
	[SHOP_R_LICENCE_ONE_WRONG] = { "licence_one_wrong", "证号有一位不同",
                              "licence number differs in one place",                                             SHOWS_NOTHING},
	[SHOP_R_LICENCE_OTHER] = { "licence_other",     "证号不同",             "another licence number",
                              SHOWS_NOTHING										   },
	[SHOP_R_CLOSED] = { "closed",            "登记已注销",          "registration cancelled",        SHOWS_NOTHING},
};

const char *shop_reason_name(enum shop_reason_code code)
{
	return (size_t)code < ARRAY_LEN(reason) ? reason[code].name : "";
}

struct str shop_reason_text(const struct shop_reason *r, bool english, struct arena *a)
{
	char x[5] = "", y[5] = "";
	const char *text;

	if ((size_t)r->code >= ARRAY_LEN(reason))
		return (struct str){ "", 0 };
	text = english ? reason[r->code].en : reason[r->code].zh;
	switch (reason[r->code].shows) {
	case SHOWS_NOTHING:
		break;
	case SHOWS_CHARS:
		utf8_put(r->a, x);
		utf8_put(r->b, y);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		return arena_printf(a, text, x, y);
	case SHOWS_NUMBER:
		return arena_printf(a, text, r->a);
	case SHOWS_NUMBERS:
		return arena_printf(a, text, r->a, r->b);
#pragma GCC diagnostic pop
	}
	return arena_str(a, str_of(text));
}
