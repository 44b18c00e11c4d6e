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
	[SCORE_HISTORY] = { { "history.good", "以往举报多属实",
			      "earlier reports were mostly true" },
                           { "history.bad", "以往举报多不属实",
			      "earlier reports were mostly unfounded" }                                   },
	[SCORE_BAD_FAITH] = { { "bad_faith.good", "没有恶意举报记录",
				"no malicious report so far" },
                           { "bad_faith.bad", "曾被认定恶意举报",
				"earlier report judged malicious" }                                       },
	[SCORE_BAD_SHARE] = { { "bad_share.good", "恶意举报占比低",
				"malicious reports are a small share" },
                           { "bad_share.bad", "恶意举报占比高",
				"malicious reports are a large share" }                                   },
	[SCORE_MATCH] = { { "match.good", "门店匹配可靠", "the shop is matched with confidence" },
			   { "match.bad", "门店匹配存疑", "the shop match is doubtful" }            },
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
                           { "visible.bad", "照片看不出问题",
			      "the photo does not show the problem" }                                     },
	[SCORE_ORDER] = { { "order.good", "附有订单凭证", "order proof attached" },
			   { "order.bad", "没有订单凭证", "no order proof" }                        },
	[SCORE_TEXT] = { { "text.good", "描述详细", "detailed description" },
			   { "text.bad", "描述很短", "very short description" }                       },
	[SCORE_RIDER] = { { "rider.good", "来自已登记的吹哨人", "from an enrolled whistleblower" },
			   { "rider.bad", "不是已登记的吹哨人", "not an enrolled whistleblower" }},
	[SCORE_COPIED_PHOTO] = { { "copied_photo.good", "照片未见重复", "photos not seen before" },
                           { "copied_photo.bad", "照片与他人提交的相同或相近",
				   "photo equals or resembles another person's" }                         },
	[SCORE_COPIED_TEXT] = { { "copied_text.good", "文字未见重复", "text not seen before" },
                           { "copied_text.bad", "文字与他人提交的相同或相近",
				  "text equals or resembles another person's" }                           },
	[SCORE_DEVICE] = { { "device.good", "设备仅此账号使用",
			     "device used by this account only" },
			   { "device.bad", "多个账号共用一台设备",
			     "several accounts share the device" }                                        },
	[SCORE_ADDRESS] = { { "address.good", "网络地址仅此账号使用",
			      "network address used by this account only" },
                           { "address.bad", "多个账号共用网络地址",
			      "several accounts share the network address" }                              },
	[SCORE_PACE] = { { "pace.good", "近期举报频率正常", "normal pace of reports" },
			   { "pace.bad", "近期举报过于频繁", "unusually many reports lately" }    },
	[SCORE_REPEAT] = { { "repeat.good", "首次举报该店", "first report about this shop" },
			   { "repeat.bad", "短期内多次举报该店",
			     "repeated reports about this shop" }                                         },
	[SCORE_SHOP] = { { "shop.good", "该店曾有属实举报",
			   "earlier reports about this shop were true" },
			   { "shop.bad", "该店没有属实举报记录",
			   "no confirmed report about this shop" }                                        },
	[SCORE_BURST] = { { "burst.good", "该店近期举报相互独立",
			    "recent reports about this shop are independent" },
			   { "burst.bad", "该店近期举报疑似雷同",
			    "recent reports about this shop look copied" }                                },
	[SCORE_CROWD] = { { "crowd.good", "多人独立举报同一门店",
			    "several independent people report this shop" },
			   { "crowd.bad", "暂无其他独立举报", "no other independent report" }     },
	[SCORE_UNFOUNDED] = { { "unfounded.good", "以往举报有属实的", "something was true before" },
                           { "unfounded.bad", "以往举报都不属实", "nothing was true so far" }     },
};

static const struct words hard_words[] = {
	{"hard.copied_photo", "硬信号：照片重复",             "hard signal: copied photo"             },
	{ "hard.copied_text", "硬信号：文字重复",             "hard signal: copied text"              },
	{ "hard.device",      "硬信号：共用设备",             "hard signal: shared device"            },
	{ "hard.bad_faith",   "硬信号：曾有恶意举报",       "hard signal: earlier malicious report" },
	{ "hard.burst",       "硬信号：雷同举报集中出现", "hard signal: a burst of copied reports"},
	{ "hard.unfounded",   "硬信号：以往举报都不属实", "hard signal: nothing was true so far"  },
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
