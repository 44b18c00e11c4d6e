#include "domain/understand_place.h"

#include "domain/area.h"
#include "domain/han.h"
#include "domain/shop_image.h"

#include <uchar.h>

/* What names of places end in. The longer ones first. */
static const char ends[] = "地铁站|地铁口|火车站|汽车站|公交站|大学城|开发区|工业区|科技园|产业园|"
			   "购物中心|步行街|美食街|美食城|商业街|农贸市场|菜市场|"
			   "步行街|万达|宝龙|广场|天地|商场|商城|中心|大学|学院|学校|小区|花园|"
			   "新村|公园|医院|车站|市场|夜市|大厦|大楼|大道|街道|路口|"
			   "街口|片区|路|街|巷|弄|城|站|口|区|县|镇|乡|村|桥|园|苑|坊|洋|山|师大|"
			   "农大|福大|工大|医大|林大";
/* What may stand behind it. */
static const char beside[] =
	"附近|旁边|对面|楼下|门口|那边|这边|边上|里面|隔壁|后面|前面|周边|一带|那里|这里|号|后门|"
	"前门|北门|南门|东门|西门|旁|边|上";
/* The ends that no shop's name has. */
static const char surely[] =
	"大道|路|街|巷|弄|万达|宝龙|广场|小区|新村|花园|公园|医院|大学|校区|商场|商城|购物中心|"
	"地铁站|"
	"火车站|步行街|街道|路口|街口|大学城|镇|区|县|市场|天地|学校|小学|中学|会展中心|村|大厦";
/* What a place's name does not have. */
static const char spoken[] =
	"我|你|他|的|了|是|在|没|不|有|叫|吃|点|买|卖|去|到|个|那|这|过|说|给|把|里|家店|店叫|一家|"
	"店家|店里|黑心|有家";

static bool has_spoken(const struct sentence *s, size_t from, size_t to)
{
	size_t end;

	if (sentence_before(s, beside, from, to, &end) && end > from)
		to = end;
	for (size_t i = from; i < to; i++)
		if (s->taken[i] || s->c[i] == ',' || s->c[i] == '.' || s->c[i] == '"' ||
		    s->c[i] == '(' || s->c[i] == ')' || sentence_at(s, spoken, i, &end))
			return true;
	return false;
}

static bool has_stem(const struct sentence *s, size_t at, size_t to, size_t *ret_end)
{
	size_t end;

	for (size_t i = 0; i < AREA_COUNT; i++) {
		if (!sentence_at(s, area_all[i].stem, at, &end) || end > to)
			continue;
		if (end < to && (s->c[end] == u'区' || s->c[end] == u'县' || s->c[end] == u'市'))
			end++;
		*ret_end = end;
		return true;
	}
	if (sentence_at(s, "福州市|福州", at, &end) && end <= to) {
		*ret_end = end;
		return true;
	}
	return false;
}

static bool known_place(const struct sentence *s, const struct shop_index *idx, size_t from,
			size_t to)
{
	return idx && to - from >= 2 && to - from <= LEXICON_SYMS &&
	       lexicon_exact(&idx->view->places, s->c + from, to - from) != UINT32_MAX;
}

/* Does [from, to) read like a place, as a whole? */
/* loose: what stands behind a district's name is taken for a part of the place. */
static bool is_place(const struct sentence *s, const struct shop_index *idx, size_t from, size_t to,
		     bool loose)
{
	size_t at = from, end, word;
	bool any = false;

	if (to - from < 2 || to - from > 20)
		return false;
	while (at < to && has_stem(s, at, to, &end)) {
		at = end;
		any = true;
	}
	if (at == to)
		return any;
	if (sentence_before(s, beside, at, to, &end))
		to = end;
	if (known_place(s, idx, at, to) || (loose && any && to - at <= 4))
		return true;
	/* 小城, 过桥: two characters may be anything, unless they say it clearly. */
	return sentence_before(s, ends, at, to, &word) &&
	       (any || (word > at && (to - at > 2 || sentence_before(s, surely, at, to, &word))));
}

bool understand_is_place(const struct sentence *s, const struct shop_index *idx, struct span at)
{
	size_t to = at.to, word;

	if (to - at.from < 2)
		return false;
	if (sentence_before(s, beside, at.from, to, &word) && word > at.from + 1)
		to = word;
	if (sentence_before(s, surely, at.from, to, &word))
		return !has_spoken(s, at.from, to);
	return has_stem(s, at.from, to, &word) && word == to &&
	       is_place(s, idx, at.from, to, false);
}

bool understand_split_place(const struct sentence *s, const struct shop_index *idx, struct span at,
			    struct span *ret_place, struct span *ret_name)
{
	*ret_name = at;
	/* 〇〇的〇〇: the clearest cut. */
	for (size_t i = at.to; i-- > at.from + 2;) {
		if (s->c[i] != u'的' || at.to - i < 3 || !is_place(s, idx, at.from, i, true))
			continue;
		*ret_place = (struct span){ at.from, i };
		*ret_name = (struct span){ i + 1, at.to };
		return true;
	}
	/* A lead word inside: 鼓楼区东街口那家麻辣烫. */
	for (size_t i = at.from + 2; i + 2 < at.to; i++) {
		size_t to;

		if (!sentence_at(s, "那家|这家|一家叫|一家|有家", i, &to) ||
		    !is_place(s, idx, at.from, i, true))
			continue;
		*ret_place = (struct span){ at.from, i };
		*ret_name = (struct span){ to, at.to };
		return true;
	}
	for (size_t left = 2; at.from + 2 + left <= at.to; left++) {
		size_t i = at.to - left;

		if (!is_place(s, idx, at.from, i, false))
			continue;
		*ret_place = (struct span){ at.from, i };
		*ret_name = (struct span){ i, at.to };
		return true;
	}
	return false;
}

static void set_place(struct understood *r, struct span at, uint8_t confidence)
{
	if (r->place_said.found && r->place_said.confidence >= confidence)
		return;
	r->place_said = (struct said){ true, confidence, at.from, at.to };
}

/* The longest place that begins at from. surely: one that needs no word before it. */
static size_t longest_place(const struct sentence *s, const struct shop_index *idx, size_t from,
			    bool sure)
{
	size_t best = 0;

	for (size_t to = from + 2; to <= s->n && to <= from + 20; to++) {
		uint16_t c = s->c[to - 1];

		if (c == ',' || c == '.' || c == '"' || c == '(' || c == ')' || s->taken[to - 1])
			break;
		if (sure ? understand_is_place(s, idx, (struct span){ from, to })
			 : is_place(s, idx, from, to, false))
			best = to;
	}
	return best;
}

/* "阿香鱼丸（宝龙店）": the branch says where. */
static bool branch_behind(const struct sentence *s, struct understood *r)
{
	size_t from = r->shop_said.to, to, cut;

	while (from < s->n && (s->c[from] == ' ' || s->c[from] == '"'))
		from++;
	if (from >= s->n || s->c[from] != '(')
		return false;
	for (to = ++from; to < s->n && s->c[to] != ')'; to++)
		if (s->c[to] == '.' || to > from + 12)
			return false;
	if (sentence_before(s, "分店|店", from, to, &cut) && cut > from)
		to = cut;
	if (to < from + 2 || sentence_at(s, "外卖|总|旗舰|连锁|加盟", from, &cut))
		return false;
	set_place(r, (struct span){ from, to }, 88);
	return true;
}

static bool good_place(const struct sentence *s, const struct shop_index *idx, size_t from,
		       size_t to)
{
	size_t word;

	if (!is_place(s, idx, from, to, true))
		return false;
	/* A district's name makes the rest a place; otherwise nothing spoken may be in it. */
	return understand_is_place(s, idx, (struct span){ from, to }) ||
	       has_stem(s, from, to, &word) || !has_spoken(s, from, to);
}

/* What stands right before the name: 在 仓山万达 的 老福州锅边. */
static bool place_before(const struct sentence *s, const struct shop_index *idx,
			 struct understood *r)
{
	size_t to = r->shop_said.from, from, cut;

	while (sentence_before(
		       s,
		       "的那家|的这家|有一家叫|有家叫|有一家|有家|一家叫|那家叫|那家|那个|这家|"
		       "一家|一楼|二楼|三楼|四楼|五楼|的|叫| |,|\"|新开的",
		       0, to, &cut) &&
	       cut < to)
		to = cut;
	from = to > 20 ? to - 20 : 0;
	/* It begins behind the last clause, or the last word that leads to a place. */
	for (size_t i = from; i < to; i++) {
		if (s->taken[i] || s->c[i] == ',' || s->c[i] == '.' || s->c[i] == ' ')
			from = i + 1;
		else if (sentence_at(s, "举报|投诉|反映|就在|在|去了|去|到|于|从|我|住|路过|经过",
				     i, &cut) &&
			 cut < to)
			from = cut;
	}
	for (; from + 1 < to; from++) {
		if (!good_place(s, idx, from, to))
			continue;
		set_place(r, (struct span){ from, to }, 88);
		return true;
	}
	return false;
}

static bool begins(const struct sentence *s, size_t i)
{
	return i == 0 || s->c[i - 1] == ',' || s->c[i - 1] == '.' || s->c[i - 1] == ' ' ||
	       s->c[i - 1] == '"' || s->c[i - 1] == '(' || s->taken[i - 1];
}

void understand_place(const struct sentence *s, const struct shop_index *idx, struct understood *r)
{
	size_t to, end;

	if (r->shop_said.found && (branch_behind(s, r) || place_before(s, idx, r)))
		return;
	for (size_t i = 0; i < s->n; i++) {
		if (s->taken[i])
			continue;
		if (sentence_at(s,
				"地址是|地址在|地址写的是|地址|显示|位置在|位置|位于|就在|开在|在|"
				"去|到|地点|住|"
				"路过|经过",
				i, &to)) {
			while (to < s->n &&
			       (s->c[to] == ',' || s->c[to] == ' ' || s->c[to] == u'了'))
				to++;
			end = longest_place(s, idx, to, false);
			if (end && !has_spoken(s, to, end))
				set_place(r, (struct span){ to, end }, 82);
		}
		if (has_stem(s, i, s->n, &to)) {
			end = longest_place(s, idx, i, false);
			set_place(r, (struct span){ i, end > to ? end : to }, 80);
		} else if (begins(s, i) && (end = longest_place(s, idx, i, true)) > 0) {
			set_place(r, (struct span){ i, end }, 78);
		}
	}
}
