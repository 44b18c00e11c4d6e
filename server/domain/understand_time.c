#include "domain/understand_parts.h"

#include "domain/han.h"

#include <uchar.h>

#define HOUR_MS (3600LL * 1000)
#define DAY_MS  (24 * HOUR_MS)
#define ZONE_MS (8 * HOUR_MS) /* China has one time zone and no summer time */

/* Days back from today. Dialect forms are those of Fuzhou, southern Fujian and Canton. */
static const struct {
	const char *words;
	int back;
} days[] = {
	{"大前天|大前日",							       3},
	{ "前天|前日|前晚|前夜|前几天晚上|day before yesterday",                 2},
	{ "昨天|昨日|昨儿|昨晚|昨夜|昨暝|昨冥|昨早|昨|yesterday|last night", 1},
	{ "今天|今日|今儿|今晚|今早|今晨|今夜|今旦|今暝|今朝|当天|today|tonight|this morning|"
	  "this afternoon|this evening|this noon",				   0},
};

/* Parts of a day, in hours from its beginning. */
static const struct {
	const char *words;
	int from, to;
} parts[] = {
	{"凌晨|半夜|深夜|后半夜|midnight|late at night",    22, 30},
	{ "早上|早晨|清晨|一早|早餐|this morning|morning", 5,  11},
	{ "上午",						  6,  12},
	{ "中午|午饭|午餐|at noon|this noon|noon|lunch",       11, 14},
	{ "下午|午后|this afternoon|afternoon",                  12, 18},
	{ "傍晚",						  16, 20},
	{ "晚上|晚间|夜里|晚餐|晚饭|暝晡|夜宵|宵夜|last night|tonight|this evening|evening|at "
	  "night|night|dinner",			     17, 28},
};

struct when {
	int64_t day; /* midnight of the day, ms in local time */
	int from_h, to_h;
	bool day_said, part_said;
	long clock_min; /* minutes from midnight, -1: unsaid */
	uint8_t confidence;
};

static int64_t midnight(int64_t now_ms)
{
	int64_t local = now_ms + ZONE_MS;

	return local - (local % DAY_MS + DAY_MS) % DAY_MS;
}

/* Monday is 0; 1970-01-01 was a Thursday. */
static int weekday(int64_t local_ms)
{
	return (int)(((local_ms / DAY_MS) + 3) % 7);
}

/* Days from 1970-01-01 to a date of the Gregorian calendar. */
static int64_t days_from(int64_t y, int64_t m, int64_t d)
{
	int64_t era, yoe, doy;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static int64_t year_of(int64_t local_ms)
{
	int64_t y = 1970 + local_ms / DAY_MS / 366;

	while (days_from(y + 1, 1, 1) * DAY_MS <= local_ms)
		y++;
	return y;
}

/* 前晚 and 昨晚 say the part of the day with the day. */
static void part_inside(const struct sentence *s, struct span at, struct when *w)
{
	uint16_t last = s->c[at.to - 1];

	if (last == u'晚' || last == u'夜' || last == u'暝' || last == u'冥') {
		w->from_h = 17;
		w->to_h = 28;
		w->part_said = true;
	} else if (last == u'早' || last == u'晨' || last == u'朝') {
		w->from_h = 5;
		w->to_h = 11;
		w->part_said = true;
	}
}

static bool find_day(struct sentence *s, int64_t now_ms, struct when *w, struct span *at)
{
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		if (!sentence_find(s, days[i].words, 0, at, NULL))
			continue;
		w->day = midnight(now_ms) - days[i].back * DAY_MS;
		w->day_said = true;
		w->confidence = at->to - at->from > 1 ? 95 : 60;
		part_inside(s, *at, w);
		return true;
	}
	return false;
}

static bool find_weekday(const struct sentence *s, int64_t now_ms, struct when *w, struct span *at)
{
	static const char *const en[] = { "monday", "tuesday",  "wednesday", "thursday",
					  "friday", "saturday", "sunday" };
	static const char16_t zh[] = u"一二三四五六日";
	int today = weekday(now_ms + ZONE_MS), day = -1, back;
	bool last = false;

	if (sentence_find(s, "上周|上星期|上礼拜|周|星期|礼拜|这周|本周", 0, at, NULL)) {
		uint16_t c = at->to < s->n ? s->c[at->to] : 0;

		last = s->c[at->from] == u'上';
		c = c == u'天' ? u'日' : c;
		for (int i = 0; zh[i]; i++)
			if (zh[i] == c)
				day = i;
		at->to += day >= 0;
	}
	for (int i = 0; day < 0 && i < 7; i++) {
		if (!sentence_find(s, en[i], 0, at, NULL))
			continue;
		day = i;
		last = sentence_before(s, "last ", 0, at->from, &at->from);
	}
	if (day < 0)
		return false;
	back = (today - day + 7) % 7;
	/* 上周三 is of the week before, 周三 the last one there was. */
	if (last)
		back = today - day + 7;
	w->day = midnight(now_ms) - back * DAY_MS;
	w->day_said = true;
	w->confidence = 85;
	return true;
}

/* 5月3日, 5月3号, 3号, 5.3 is too vague. */
static bool find_date(const struct sentence *s, int64_t now_ms, struct when *w, struct span *at)
{
	int64_t today = midnight(now_ms), year = year_of(today);

	for (size_t i = 0; i < s->n; i++) {
		size_t k = i;
		long month, day;

		if (!sentence_number(s, &k, &month) || k >= s->n || s->c[k] != u'月')
			continue;
		k++;
		if (month < 1 || month > 12 || !sentence_number(s, &k, &day) || day < 1 || day > 31)
			continue;
		if (k < s->n && (s->c[k] == u'日' || s->c[k] == u'号'))
			k++;
		w->day = days_from(year, month, day) * DAY_MS;
		if (w->day > today)
			w->day = days_from(year - 1, month, day) * DAY_MS;
		w->day_said = true;
		w->confidence = 92;
		*at = (struct span){ i, k };
		return true;
	}
	return false;
}

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
			  "刚才|刚刚|刚点|刚吃|刚收到|刚送到|刚拿到|头先|啱啱|半小时前|just "
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
				r->from_ms = midnight(now_ms - ago) - ZONE_MS;
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

/* 8点, 8点半, 20:30, 7pm. */
static bool find_clock(const struct sentence *s, struct when *w, size_t from, struct span *at)
{
	for (size_t i = from; i < s->n && i < from + (s->english ? 8 : 4); i++) {
		size_t k = i, to;
		long h, m = 0;

		if (!sentence_number(s, &k, &h) || h > 24)
			continue;
		if (k < s->n && s->c[k] == u'点') {
			k++;
			/* 一点东西 is no time of day. */
			if (s->c[i] == u'一' && !w->part_said &&
			    (k == s->n || (s->c[k] != u'钟' && s->c[k] != u'半')))
				continue;
			if (k < s->n && s->c[k] == u'半') {
				m = 30;
				k++;
			} else if (sentence_number(s, &k, &m) && m > 59) {
				return false;
			}
			while (k < s->n &&
			       (s->c[k] == u'多' || s->c[k] == u'钟' || s->c[k] == u'左'))
				k++;
		} else if (sentence_at(s, " pm|pm", k, &to)) {
			h += h < 12 ? 12 : 0;
			k = to;
		} else if (sentence_at(s, " am|am|oclock", k, &to)) {
			k = to;
		} else {
			continue;
		}
		if (w->part_said && w->from_h >= 12 && h < 12)
			h += 12;
		w->clock_min = h * 60 + m;
		*at = (struct span){ i, k };
		return true;
	}
	return false;
}

static void settle(const struct when *w, int64_t now_ms, struct understood *r)
{
	int64_t day = w->day - ZONE_MS;

	r->from_ms = day + w->from_h * HOUR_MS;
	r->to_ms = day + w->to_h * HOUR_MS;
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

void understand_time(struct sentence *s, int64_t now_ms, struct understood *r)
{
	struct when w = { .day = midnight(now_ms), .to_h = 24, .clock_min = -1, .confidence = 70 };
	struct span at = { 0, 0 }, part, clock;
	bool any;

	if (find_ago(s, now_ms, r)) {
		sentence_take(s, (struct span){ r->time_said.from, r->time_said.to });
		return;
	}
	any = find_date(s, now_ms, &w, &at) || find_weekday(s, now_ms, &w, &at) ||
	      find_day(s, now_ms, &w, &at);
	if (find_part(s, &w, at, &part)) {
		at = any ? (struct span){ part.from < at.from ? part.from : at.from,
					  part.to > at.to ? part.to : at.to }
			 : part;
		any = true;
	}
	if (find_clock(s, &w, any ? at.to : 0, &clock)) {
		at = any ? (struct span){ at.from, clock.to } : clock;
		any = true;
	}
	if (!any)
		return;
	settle(&w, now_ms, r);
	r->time_said = (struct said){ true, w.confidence, at.from, at.to };
	sentence_take(s, at);
}
