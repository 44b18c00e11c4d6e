/* The reasons of a score, in words for a reviewer. */
#include "domain/score.h"

#include <stdlib.h>

struct words {
	const char *code, *zh, *en;
};

/* [0] for bins that speak for the report, [1] for bins that speak against it. */
static const struct words feature_words[SCORE__FEATURES][2] = {
	[SCORE_ACCOUNT] = {{ "account.good", "账号使用已久", "long-standing account" },
                           { "account.bad", "账号较新", "young account" }                             },
	[SCORE_CREDIT] = { { "credit.good", "个人信用分较高", "high personal credit score" },
			   { "credit.bad", "个人信用分较低", "low personal credit score" }         },
	[SCORE_HISTORY] = { { "history.good", "以往举报属实的较多",
			      "many earlier reports were confirmed" },
                           { "history.bad", "以往举报属实的较少",
			      "few earlier reports were confirmed" }                                      },
	[SCORE_BAD_FAITH] = { { "bad_faith.good", "没有恶意举报记录",
				"no malicious report so far" },
                           { "bad_faith.bad", "曾被认定恶意举报",
				"earlier report judged malicious" }                                       },
	[SCORE_BAD_SHARE] = { { "bad_share.good", "以往结论中极少恶意",
				"hardly any earlier verdict was malice" },
                           { "bad_share.bad", "以往结论中有恶意举报",
				"malice is among earlier verdicts" }                                      },
	[SCORE_MATCH] = { { "match.good", "门店匹配可靠", "the shop is matched with confidence" },
			   { "match.bad", "还不能确定是哪家店",
			    "not sure yet which shop is meant" }                                          },
	[SCORE_PHOTOS] = { { "photos.good", "照片较多", "several photos" },
			   { "photos.bad", "没有或很少照片", "no or few photos" }                  },
	[SCORE_PLACE] = { { "place.good", "照片拍摄地在门店附近", "photo taken near the shop" },
			   { "place.bad", "照片拍摄地远离门店", "photo taken far from the shop" }},
	[SCORE_TIME] = { { "time.good", "照片、订单与所述时间一致",
			   "photo, order and stated time agree" },
			   { "time.bad", "照片、订单与所述时间不一致",
			   "photo, order and stated time disagree" }                                      },
	[SCORE_VISIBLE] = { { "visible.good", "照片清楚显示问题",
			      "the photo shows the problem clearly" },
                           { "visible.bad", "从照片不易看出问题",
			      "the problem is hard to see in the photo" }                                 },
	[SCORE_ORDER] = { { "order.good", "附有订单凭证", "order proof attached" },
			   { "order.bad", "没有订单凭证", "no order proof" }                        },
	[SCORE_TEXT] = { { "text.good", "描述详细", "detailed description" },
			   { "text.bad", "描述很短", "very short description" }                       },
	[SCORE_RIDER] = { { "rider.good", "来自已登记的吹哨人", "from an enrolled whistleblower" },
			   { "rider.bad", "普通市民举报", "from a member of the public" }           },
	[SCORE_COPIED_PHOTO] = { { "copied_photo.good", "照片未见重复", "photos not seen before" },
                           { "copied_photo.bad", "照片与他人提交的相近，也可能是转发",
				   "photo resembles another person's; it may have been passed "
				   "on" }								 },
	[SCORE_COPIED_TEXT] = { { "copied_text.good", "文字未见重复", "text not seen before" },
                           { "copied_text.bad", "文字与他人提交的相近，也可能是转发",
				  "text resembles another person's; it may have been passed on" }         },
	[SCORE_DEVICE] = { { "device.good", "设备仅此账号使用",
			     "device used by this account only" },
			   { "device.bad", "设备上还有其他账号，家人共用也会",
			     "other accounts use the device; families share one, too" }                   },
	[SCORE_ADDRESS] = { { "address.good", "网络地址仅此账号使用",
			      "network address used by this account only" },
                           { "address.bad", "网络地址有其他账号，同单位也会",
			      "other accounts at the network address; an office has one, too" }           },
	[SCORE_PACE] = { { "pace.good", "近期举报频率正常", "normal pace of reports" },
			   { "pace.bad", "近期举报较多", "many reports lately" }                    },
	[SCORE_REPEAT] = { { "repeat.good", "首次举报该店", "first report about this shop" },
			   { "repeat.bad", "短期内多次举报该店",
			     "repeated reports about this shop" }                                         },
	[SCORE_SHOP] = { { "shop.good", "该店曾有属实举报",
			   "earlier reports about this shop were true" },
			   { "shop.bad", "该店还没有属实举报，未必没问题",
			   "nothing confirmed about this shop yet; that does not clear it" }              },
	[SCORE_BURST] = { { "burst.good", "该店近期举报相互独立",
			    "recent reports about this shop are independent" },
			   { "burst.bad", "该店近期举报疑似雷同",
			    "recent reports about this shop look copied" }                                },
	[SCORE_CROWD] = { { "crowd.good", "多人独立举报同一门店",
			    "several independent people report this shop" },
			   { "crowd.bad", "暂无其他独立举报", "no other independent report" }     },
	[SCORE_UNFOUNDED] = { { "unfounded.good", "以往举报有查实的",
				"something was confirmed before" },
                           { "unfounded.bad", "以往举报都没查实",
				"nothing was confirmed so far" }                                          },
};

static const struct words hard_words[] = {
	{"hard.copied_photo", "请核对：照片与他人的重复",                            "please check: photo seen before"},
	{ "hard.copied_text", "请核对：文字与他人的重复",                            "please check: text seen before" },
	{ "hard.device",      "请核对：多个账号用同一设备",
         "please check: several accounts on one device"									   },
	{ "hard.bad_faith",   "请核对：曾有举报被认定恶意",
         "please check: an earlier report was judged malicious"								   },
	{ "hard.burst",       "请核对：该店集中出现雷同举报，本件未必在内",
         "please check: copies about this shop; this one need not be among them"                                                  },
	{ "hard.unfounded",   "请核对：以往举报都没查实，不等于恶意",
         "please check: nothing confirmed so far, which is not malice"                                                            },
};

static int weight(const struct score_reason *r)
{
	return abs(r->v) + abs(r->m);
}

/* Into the list by weight; the lightest falls off the end. floor: hard signals stay in front. */
static size_t put(struct score_reason *list, size_t floor, size_t n, struct score_reason r)
{
	size_t at = n < SCORE_REASONS ? n : SCORE_REASONS - 1;

	if (n == SCORE_REASONS && weight(&list[at]) >= weight(&r))
		return n;
	while (at > floor && weight(&list[at - 1]) < weight(&r)) {
		list[at] = list[at - 1];
		at--;
	}
	list[at] = r;
	return n < SCORE_REASONS ? n + 1 : n;
}

size_t score_reasons(const struct score_card *card, const struct score *s,
		     struct score_reason ret_reasons[static SCORE_REASONS])
{
	size_t n = 0, floor;

	for (size_t i = 0; i < ARRAY_LEN(hard_words); i++) {
		const struct words *w = &hard_words[i];

		if (s->hard & (1u << i))
			ret_reasons[n++] = (struct score_reason){ w->code, w->zh, w->en, 0, 0 };
	}
	floor = n;
	for (size_t f = 0; f < SCORE__FEATURES; f++) {
		uint8_t i = s->bins[f];
		const struct words *w;
		int16_t v, m;

		if (i == 0 || i >= card->n_bins[f])
			continue;
		v = card->bins[f][i].v;
		m = card->bins[f][i].m;
		if (!v && !m)
			continue;
		w = &feature_words[f][v - m < 0];
		n = put(ret_reasons, floor, n,
			(struct score_reason){ w->code, w->zh, w->en, v, m });
	}
	return n;
}

static bool same(const struct words *w, struct str code, struct score_reason *ret_reason)
{
	if (!str_eq(code, str_of(w->code)))
		return false;
	*ret_reason = (struct score_reason){ w->code, w->zh, w->en, 0, 0 };
	return true;
}

bool score_reason_find(struct str code, struct score_reason *ret_reason)
{
	for (size_t i = 0; i < ARRAY_LEN(hard_words); i++)
		if (same(&hard_words[i], code, ret_reason))
			return true;
	for (size_t f = 0; f < SCORE__FEATURES; f++)
		if (same(&feature_words[f][0], code, ret_reason) ||
		    same(&feature_words[f][1], code, ret_reason))
			return true;
	return false;
}
