#include "category.h"

#include "base/err.h"

#include <string.h>

/* The ones a citizen recognises. */
const struct category categories[] = {
	{"V06",				  "超范围经营", "outside the licensed scope" },
	{ "V07",          "证照过期", "expired licence" },
	{ "V08",				 "未公示证照", "licence not displayed" },
	{ "V09",		     "网店名与招牌不一致", "listing name differs from signboard" },
	{ "V10",				 "未标注无堂食", "no-dine-in not labelled" },
	{ "V13",               "后厨脏乱差", "filthy kitchen" },
	{ "V14",				 "鼠虫害", "rats or insects" },
	{ "V15", "食品有异物", "foreign matter in food" },
	{ "V16",				 "食品腐败变质", "spoiled food" },
	{ "V18",             "掺假掺杂", "adulterated or fake meat" },
	{ "V21",				 "餐具不洁", "dirty tableware" },
	{ "V22",		      "未戴帽、口罩、手套", "no cap, mask or gloves" },
	{ "V24",				 "封签缺失或破损", "takeaway seal missing or broken" },
	{ "V28",		     "平台删差评或不处置", "platform hides bad reviews" },
	{ .code = NULL				},
};

static const struct {
	const char *word, *code;
} words[] = {
	{"老鼠",     "V14"},
        { "鼠",       "V14"},
        { "蟑螂",    "V14"},
        { "苍蝇",    "V14"},
	{ "虫",       "V14"},
        { "rat",       "V14"},
        { "cockroach", "V14"},
        { "insect",    "V14"},
	{ "异物",    "V15"},
        { "头发",    "V15"},
        { "塑料",    "V15"},
        { "hair",      "V15"},
	{ "变质",    "V16"},
        { "发霉",    "V16"},
        { "馊",       "V16"},
        { "臭",       "V16"},
	{ "spoiled",   "V16"},
        { "mould",     "V16"},
        { "假肉",    "V18"},
        { "口罩",    "V22"},
	{ "手套",    "V22"},
        { "封签",    "V24"},
        { "seal",      "V24"},
        { "餐具",    "V21"},
	{ "过期",    "V07"},
        { "差评",    "V28"},
};

const struct category *category_find(struct str code)
{
	for (const struct category *c = categories; c->code; c++)
		if (str_eq(code, str_of(c->code)))
			return c;
	return NULL;
}

const struct category *category_guess(struct str text)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (memmem(text.p, text.len, words[i].word, strlen(words[i].word)))
			return category_find(str_of(words[i].code));
	return category_find(STR("V13"));
}
