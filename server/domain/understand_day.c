#include "understand_time.h"

#include "domain/han.h"

#include <uchar.h>

/* Days back from today. Dialect forms are those of Fuzhou, southern Fujian and Canton. */
static const struct {
	const char *words;
	int back, days;
	uint8_t confidence;
} near[] = {
	{"大前天|大前日|大前晚",								     3, 1, 95},
	{ "前天|前日|前晚|前夜|前暝|前冥|day before yesterday",                                   2, 1, 95},
	{ "昨天|昨日|昨儿|昨晚|昨夜|昨暝|昨冥|昨早|昨下午|昨中午|yesterday|last night", 1, 1, 95},
	{ "今天|今日|今儿|今晚|今早|今晨|今夜|今旦|今暝|今冥|今朝|今中午|今下午|today|tonight|"
	  "this morning|this afternoon|this evening|this noon",				      0, 1, 95},
	{ "前几天|前些天|前几日|前两天|前阵子|这几天|这两天|the other day",              7, 7, 60},
	{ "昨",											      1, 1, 60},
};

int64_t understand_midnight(int64_t now_ms)
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

static void set_days(struct when *w, int64_t first, int days, uint8_t confidence)
{
	w->day = first;
	w->days = days;
	w->day_said = true;
	w->confidence = confidence;
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

static bool find_near(const struct sentence *s, int64_t now_ms, struct when *w, struct span *at)
{
	for (size_t i = 0; i < sizeof(near) / sizeof(near[0]); i++) {
		if (!sentence_find(s, near[i].words, 0, at, NULL))
			continue;
		set_days(w, understand_midnight(now_ms) - near[i].back * DAY_MS, near[i].days,
			 near[i].confidence);
		part_inside(s, *at, w);
		return true;
	}
	return false;
}

/* --- weeks and months --------------------------------------------------------------------- */

#define LAST_WEEK "上周|上个周|上星期|上个星期|上礼拜|上个礼拜"

/* 周三, 上周三, 礼拜天: the day behind a word for a week, 0 for Monday, or -1. */
static int day_after(const struct sentence *s, struct span *at)
{
	static const char16_t zh[] = u"一二三四五六日天";
	uint16_t c = at->to < s->n ? s->c[at->to] : 0;

	for (int i = 0; zh[i]; i++) {
		if (zh[i] != c)
			continue;
		at->to++;
		return i > 6 ? 6 : i;
	}
	return -1;
}

static int english_day(const struct sentence *s, struct span *at)
{
	static const char *const en[] = { "monday", "tuesday",  "wednesday", "thursday",
					  "friday", "saturday", "sunday" };

	for (int i = 0; i < 7; i++)
		if (sentence_find(s, en[i], 0, at, NULL))
			return i;
	return -1;
}

static bool find_weekday(const struct sentence *s, int64_t now_ms, struct when *w, struct span *at)
{
	int64_t today = understand_midnight(now_ms);
	int now = weekday(now_ms + ZONE_MS), day = -1, back;
	bool last = false;

	for (size_t from = 0;
	     day < 0 && sentence_find(s, LAST_WEEK "|周|星期|礼拜|这周|本周", from, at, NULL);
	     from = at->from + 1) {
		last = s->c[at->from] == u'上';
		day = day_after(s, at);
	}
	if (day < 0) {
		day = english_day(s, at);
		last = day >= 0 && sentence_before(s, "last ", 0, at->from, &at->from) &&
		       day >= now;
	}
	if (day < 0)
		return false;
	back = (now - day + 7) % 7;
	/* 上周三 is of the week before, 周三 the last one there was. */
	if (last && !s->english)
		back = now - day + 7;
	else if (last && back == 0)
		back = 7;
	set_days(w, today - back * DAY_MS, 1, 85);
	return true;
}

/* Whole weeks, week-ends and months: when exactly is left open. */
static bool find_stretch(const struct sentence *s, int64_t now_ms, struct when *w, struct span *at)
{
	int64_t today = understand_midnight(now_ms), year = year_of(today), month = 1, first, next;
	int now = weekday(now_ms + ZONE_MS);

	if (sentence_find(s, "上周末|上个周末|周末|last weekend|weekend", 0, at, NULL)) {
		set_days(w, today - (now >= 5 ? now - 5 : now + 2) * DAY_MS, 2, 66);
		return true;
	}
	if (sentence_find(s, LAST_WEEK "|last week", 0, at, NULL)) {
		set_days(w, today - (now + 7) * DAY_MS, 7, 62);
		return true;
	}
	if (!sentence_find(s, "上个月底|上月底|上个月|上月|last month", 0, at, NULL))
		return false;
	while (month < 12 && days_from(year, month + 1, 1) * DAY_MS <= today)
		month++;
	next = days_from(year, month, 1);
	first = month > 1 ? days_from(year, month - 1, 1) : days_from(year - 1, 12, 1);
	if (s->c[at->to - 1] == u'底')
		first = next - 7;
	set_days(w, first * DAY_MS, (int)(next - first), 60);
	return true;
}

/* --- dates ---------------------------------------------------------------------------------- */

static bool mark_at(const struct sentence *s, size_t i, const char *marks)
{
	return i < s->n && strchr(marks, s->text.p[s->at[i]]) && s->text.p[s->at[i]];
}

/* A date of this year, or of the last one when it has not come yet. year: 0 when unsaid. */
static bool set_date(struct when *w, int64_t now_ms, long year, long month, long day)
{
	int64_t today = understand_midnight(now_ms);

	if (month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	if (!year)
		year = (long)year_of(today);
	if (days_from(year, month, day) * DAY_MS > today)
		year--;
	set_days(w, days_from(year, month, day) * DAY_MS, 1, 92);
	return true;
}

/* 2026-03-14, 2026年3月14日, 3月14号, 3/14, 3.15那天: from i on. */
static bool date_at(const struct sentence *s, size_t i, int64_t now_ms, struct when *w,
		    struct span *at)
{
	long n[3] = { 0 }, parts = 0;
	size_t k = i, end;
	bool words = false, dotted = false;

	while (parts < 3 && sentence_number(s, &k, &n[parts])) {
		parts++;
		if (k >= s->n)
			break;
		if (s->c[k] == u'年' || s->c[k] == u'月')
			words = true;
		else if (mark_at(s, k, "."))
			dotted = true;
		else if (!mark_at(s, k, "-/"))
			break;
		k++;
	}
	if (parts < 2 || (parts == 3 && n[0] < 2000) || (parts == 2 && n[0] > 12))
		return false;
	end = k;
	if (k < s->n && (s->c[k] == u'日' || s->c[k] == u'号'))
		end = k + 1;
	/* 5.3 and 3-4 alone may be anything. */
	if (parts == 2 && !words && (dotted || mark_at(s, i + 1, "-")) &&
	    !sentence_at(s, "那天|当天|晚|中午|下午|上午|早|日|号", k, &end))
		return false;
	*at = (struct span){ i, end };
	return set_date(w, now_ms, parts == 3 ? n[0] : 0, n[parts - 2], n[parts - 1]);
}

/* 15号晚上, 12日那天: of this month, or of the last one. */
static bool day_of_month_at(const struct sentence *s, size_t i, int64_t now_ms, struct when *w,
			    struct span *at)
{
	int64_t today = understand_midnight(now_ms), year = year_of(today), month = 1;
	size_t k = i, end;
	long day;

	if (!sentence_number(s, &k, &day) || day < 1 || day > 31 || k >= s->n ||
	    (s->c[k] != u'号' && s->c[k] != u'日') ||
	    !sentence_at(s, "那天|当天|晚|中午|下午|上午|早", k + 1, &end))
		return false;
	while (month < 12 && days_from(year, month + 1, 1) * DAY_MS <= today)
		month++;
	if (days_from(year, month, day) * DAY_MS > today && --month == 0) {
		month = 12;
		year--;
	}
	*at = (struct span){ i, k + 1 };
	return set_date(w, now_ms, (long)year, (long)month, day);
}

static bool english_date(const struct sentence *s, int64_t now_ms, struct when *w, struct span *at)
{
	static const char *const names[] = {
		"january|jan",   "february|feb", "march|mar",    "april|apr",
		"may",           "june|jun",     "july|jul",     "august|aug",
		"september|sep", "october|oct",  "november|nov", "december|dec",
	};

	for (long m = 0; m < 12; m++) {
		size_t k, from;
		long day;

		if (!sentence_find(s, names[m], 0, at, NULL))
			continue;
		k = at->to;
		while (k < s->n && s->c[k] == ' ')
			k++;
		if (sentence_number(s, &k, &day)) {
			at->to = k;
			return set_date(w, now_ms, 0, m + 1, day);
		}
		/* 12 March, 12th of March */
		for (from = at->from > 8 ? at->from - 8 : 0; from < at->from; from++) {
			k = from;
			if (!sentence_number(s, &k, &day) || k + 6 < at->from)
				continue;
			at->from = from;
			return set_date(w, now_ms, 0, m + 1, day);
		}
	}
	return false;
}

static bool find_date(const struct sentence *s, int64_t now_ms, struct when *w, struct span *at)
{
	for (size_t i = 0; i < s->n; i++) {
		if (i && (han_is_digit(s->c[i - 1]) || han_is_latin(s->c[i - 1])))
			continue;
		if (date_at(s, i, now_ms, w, at) || day_of_month_at(s, i, now_ms, w, at))
			return true;
	}
	return s->english && english_date(s, now_ms, w, at);
}

bool understand_day(const struct sentence *s, int64_t now_ms, struct when *w, struct span *at)
{
	return find_date(s, now_ms, w, at) || find_weekday(s, now_ms, w, at) ||
	       find_near(s, now_ms, w, at) || find_stretch(s, now_ms, w, at);
}
