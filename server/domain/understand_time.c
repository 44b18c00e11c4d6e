#include "understand_time.h"

#include "domain/han.h"
#include "domain/understand_parts.h"

#include <uchar.h>

/* Parts of a day, in hours from its beginning. The longer words first. */
static const struct {
	const char *words;
	int from, to;
} parts[] = {
	{"凌晨",										  0,  6 },
	{ "半夜|深夜|后半夜|midnight|late at night",                                         22, 30},
	{ "早上|早晨|清晨|一早|透早|早起|早餐|早饭|breakfast|this morning|morning", 5,  11},
	{ "上午",										 6,  12},
	{ "中午|中昼|食昼|午饭|午餐|at noon|this noon|noon|lunch",                        11, 14},
	{ "下午|午后|下晡|下昼|this afternoon|afternoon",                                   12, 18},
	{ "傍晚",										 16, 20},
	{ "晚上|晚间|夜里|夜间|晚餐|晚饭|暝晡|食暝|暗暝|夜宵|宵夜|last night|tonight|this evening|"
	  "evening|at night|night|dinner",						 17, 28},
};

/* 三天前, 2 hours ago, 半小时前, 刚才: straight to the range. */
static bool find_ago(const struct sentence *s, int64_t now_ms, struct understood *r)
{
	static const struct {
		const char *words;
		int64_t unit_ms;
	} unit[] = {
		{"分钟前|分钟之前|minutes ago|minute ago|mins ago",                      60000     },
		{ "个小时前|小时前|个钟前|钟头前|小时之前|hours ago|hour ago", HOUR_MS   },
		{ "天前|日前|天之前|days ago|day ago",                                   DAY_MS    },
		{ "周前|个星期前|星期前|个礼拜前|weeks ago|week ago",              7 * DAY_MS}
	};
	struct span at;
	size_t to;

	if (sentence_find(s,
			  "刚才|刚刚|刚点|刚吃|刚买|刚取|刚收到|刚送到|刚拿到|头先|啱啱|半小时前|"
			  "半个小时前|半个钟头前|just "
			  "now|just got|just received",
			  0, &at, NULL)) {
		r->time_said = (struct said){ true, 90, at.from, at.to };
		r->from_ms = now_ms - 3 * HOUR_MS;
		r->to_ms = now_ms;
		return true;
	}
	for (size_t i = 0; i < s->n; i++) {
		size_t k = i;
		long n;

		if (!sentence_number(s, &k, &n) || n > 400)
			continue;
		while (k < s->n && s->c[k] == ' ')
			k++;
		for (size_t u = 0; u < sizeof(unit) / sizeof(unit[0]); u++) {
			int64_t ago = n * unit[u].unit_ms;

			if (!sentence_at(s, unit[u].words, k, &to))
				continue;
			r->time_said = (struct said){ true, 88, i, to };
			if (unit[u].unit_ms >= DAY_MS) {
				r->from_ms = understand_midnight(now_ms - ago) - ZONE_MS;
				r->to_ms = r->from_ms + DAY_MS;
			} else {
				r->from_ms = now_ms - ago - unit[u].unit_ms;
				r->to_ms = now_ms - ago + unit[u].unit_ms;
			}
			return true;
		}
	}
	return false;
}

static bool find_part(const struct sentence *s, struct when *w, struct span near, struct span *at)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!sentence_find(s, parts[i].words, 0, at, NULL))
			continue;
		/* 早餐店 is a shop. */
		if (at->to < s->n && (s->c[at->to] == u'店' || s->c[at->to] == u'铺' ||
				      s->c[at->to] == u'摊' || s->c[at->to] == u'车'))
			continue;
		/* A part of the day belongs to the day that stands before it. */
		if (w->day_said && (at->from > near.to + 2 || at->to + 2 < near.from))
			continue;
		w->from_h = parts[i].from;
		w->to_h = parts[i].to;
		w->part_said = true;
		return true;
	}
	return false;
}

/* The hour that is meant by 8 in the evening, 1 at midnight. */
static long hour_of(const struct when *w, long h)
{
	for (long more = 12; w->part_said && w->from_h >= 11 && more <= 24; more += 12)
		if (h < 12 && h + more >= w->from_h - 1 && h + more <= w->to_h + 1)
			return h + more;
	return h;
}

/* 8点, 8点半, 8点多: behind the hour at *k. */
static bool chinese_minutes(const struct sentence *s, size_t *k, bool sure, long *ret_m)
{
	size_t end;

	++*k;
	if (*k < s->n && s->c[*k] == u'半') {
		*ret_m = 30;
		++*k;
		return true;
	}
	if (sentence_number(s, k, ret_m))
		return *ret_m < 60;
	if (sentence_at(s, "多钟|钟|左右|多|许|的时候", *k, &end)) {
		*k = end;
		return true;
	}
	/* 一点东西, 点了两点: no time of day unless it stands with one. */
	return sure;
}

static bool clock_at(const struct sentence *s, size_t i, const struct when *w, struct span *at,
		     long *ret_min)
{
	size_t k = i, to;
	bool colon;
	long h, m = 0;

	if (!sentence_number(s, &k, &h) || h > 24 || k >= s->n)
		return false;
	colon = s->c[k] == ',' && (s->text.p[s->at[k]] == ':' ||
				   !memcmp(s->text.p + s->at[k], "\uFF1A", strlen("\uFF1A")));
	if (s->c[k] == u'点' || s->c[k] == u'时') {
		if (!chinese_minutes(s, &k, w->part_said || (w->day_said && s->c[i] != u'一'), &m))
			return false;
	} else if (colon) {
		k++;
		to = k;
		if (!sentence_number(s, &k, &m) || m > 59 || k != to + 2)
			return false;
	} else if (sentence_at(s, " pm|pm", k, &to)) {
		h += h < 12 ? 12 : 0;
		k = to;
	} else if (sentence_at(s, " am|am|oclock", k, &to)) {
		k = to;
	} else {
		return false;
	}
	*ret_min = hour_of(w, h) * 60 + m;
	*at = (struct span){ i, k };
	return true;
}

/* Right behind the day or part of the day; without one, anywhere. */
static bool find_clock(const struct sentence *s, struct when *w, bool any, size_t from,
		       struct span *at)
{
	size_t end = any ? from + (s->english ? 8 : 4) : s->n;

	for (size_t i = from; i < s->n && i < end; i++)
		if ((i == from || !han_is_digit(s->c[i - 1])) &&
		    clock_at(s, i, w, at, &w->clock_min))
			return true;
	return false;
}

static void settle(const struct when *w, int64_t now_ms, struct understood *r)
{
	int64_t day = w->day - ZONE_MS;

	r->from_ms = day + w->from_h * HOUR_MS;
	r->to_ms = day + (w->days - 1) * DAY_MS + w->to_h * HOUR_MS;
	if (w->clock_min >= 0) {
		r->from_ms = day + w->clock_min * 60000 - HOUR_MS / 2;
		r->to_ms = r->from_ms + HOUR_MS;
	}
	/* What is told has happened. */
	if (r->from_ms > now_ms) {
		r->from_ms -= DAY_MS;
		r->to_ms -= DAY_MS;
	}
	if (r->to_ms > now_ms)
		r->to_ms = now_ms;
}

/* 每天晚上 tells a habit, not when it happened. */
static void pass_over_habits(struct sentence *s)
{
	struct span at;

	while (sentence_find(
		s, "每天晚上|每天早上|每天中午|每天下午|每晚|每天|天天|every day|every night", 0,
		&at, NULL))
		sentence_take(s, at);
}

void understand_time(struct sentence *s, int64_t now_ms, struct understood *r)
{
	struct when w = { .day = understand_midnight(now_ms),
			  .days = 1,
			  .to_h = 24,
			  .clock_min = -1,
			  .confidence = 70 };
	struct span at = { 0, 0 }, part, clock;
	bool any;

	pass_over_habits(s);
	if (find_ago(s, now_ms, r)) {
		sentence_take(s, (struct span){ r->time_said.from, r->time_said.to });
		return;
	}
	any = understand_day(s, now_ms, &w, &at);
	if (find_part(s, &w, at, &part)) {
		at = any ? (struct span){ part.from < at.from ? part.from : at.from,
					  part.to > at.to ? part.to : at.to }
			 : part;
		any = true;
	}
	if (find_clock(s, &w, any, any ? at.to : 0, &clock)) {
		at = any ? (struct span){ at.from, clock.to } : clock;
		any = true;
	}
	if (!any)
		return;
	settle(&w, now_ms, r);
	r->time_said = (struct said){ true, w.confidence, at.from, at.to };
	sentence_take(s, at);
}
