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
			   "街口|片区|路|街|巷|弄|城|站|口|区|县|镇|乡|村|桥|园|苑|坊|里|洋|山|店";
/* What may stand behind it. */
static const char beside[] =
	"附近|旁边|对面|楼下|门口|那边|这边|边上|里面|隔壁|后面|前面|周边|一带|那里|这里|号";

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
	return sentence_before(s, ends, at, to, &word) && (word > at || any);
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

/* The longest place that begins at from. */
static size_t longest_place(const struct sentence *s, const struct shop_index *idx, size_t from,
			    size_t limit)
{
	size_t best = 0;

	for (size_t to = from + 2; to <= limit && to <= from + 20; to++) {
		uint16_t c = s->c[to - 1];

		if (c == ',' || c == '.' || c == '"' || s->taken[to - 1])
			break;
		if (is_place(s, idx, from, to, false))
			best = to;
	}
	return best;
}

/* What stands right before the name: 在 仓山万达 的 老福州锅边. */
static bool place_before(const struct sentence *s, const struct shop_index *idx,
			 struct understood *r)
{
	size_t to = r->shop_said.from, from, cut;

	if (sentence_before(s,
			    "的那家|的这家|有一家叫|有家叫|有一家|有家|一家叫|那家叫|那家|这家|"
			    "一家|的|叫| ",
			    0, to, &cut))
		to = cut;
	from = to > 20 ? to - 20 : 0;
	/* It begins behind the last clause, or the last word that leads to a place. */
	for (size_t i = from; i < to; i++) {
		if (s->taken[i] || s->c[i] == ',' || s->c[i] == '.')
			from = i + 1;
		else if (sentence_at(s, "举报|投诉|反映|在|去了|去|到|于|从|我", i, &cut) &&
			 cut < to)
			from = cut;
	}
	for (; from + 1 < to; from++) {
		if (!is_place(s, idx, from, to, true))
			continue;
		set_place(r, (struct span){ from, to }, 88);
		return true;
	}
	return false;
}

void understand_place(const struct sentence *s, const struct shop_index *idx, struct understood *r)
{
	size_t to;

	if (r->shop_said.found && place_before(s, idx, r))
		return;
	for (size_t i = 0; i < s->n; i++) {
		if (s->taken[i])
			continue;
		if (sentence_at(s, "地址是|地址|位于|在|去|到|地点", i, &to)) {
			size_t end;

			while (to < s->n &&
			       (s->c[to] == ',' || s->c[to] == ' ' || s->c[to] == u'了'))
				to++;
			end = longest_place(s, idx, to, s->n);
			if (end)
				set_place(r, (struct span){ to, end }, 82);
		}
		if (has_stem(s, i, s->n, &to)) {
			size_t end = longest_place(s, idx, i, s->n);

			set_place(r, (struct span){ i, end > to ? end : to }, 80);
		}
	}
}

/* --- English ------------------------------------------------------------------------------- */

static const char name_stops[] =
	"in|on|near|at|is|was|has|had|have|last|yesterday|today|tonight|this|and|where|which|that|"
	"with|sold|sells|sell|served|serves|serve|gave|does|did|doesn't|didn't|uses|use|used|who|i|"
	"we|my|their|"
	"kitchen|delivery|because|when|restaurant's|just|for|are|were|there|using|smells|smelled|"
	"staff|"
	"cook|cooks|works|not|no|without|the|but|so|or|don't|food|order|reuse|reuses|looks|from|to|"
	"as|fake|"
	"expired|located|next|around|opposite|keep|keeps|put|puts|never|always|ago|by";
static const char dull[] =
	"the|a|an|this|that|some|restaurant|shop|place|store|they|it|there|kitchen|food|takeaway|"
	"takeout|home|work|night|noon|me|us|my|our|one|local|nearby|least|all|once|first|delivery|"
	"meituan|app|"
	"platform|stall|canteen|cafe|somewhere|lunch|dinner|breakfast|school|office|midnight|"
	"street|"
	"road|your|their|its|his|her|you|them|anything|something|how|what|today|people|bad|dirty";

static size_t word_end(const struct sentence *s, size_t i)
{
	while (i < s->n && (han_is_latin(s->c[i]) || han_is_digit(s->c[i]) || s->c[i] == '\'' ||
			    han_is(s->c[i])))
		i++;
	return i;
}

static bool is_capital(const struct sentence *s, size_t i)
{
	char c = s->text.p[s->at[i]];

	return (c >= 'A' && c <= 'Z') || han_is(s->c[i]);
}

static bool word_is(const struct sentence *s, const char *words, size_t from, size_t to)
{
	size_t end;

	return sentence_at(s, words, from, &end) && end == to;
}

/* A run of words from at that may be a name. *ret_capitals: words that begin with one. */
static struct span english_name(const struct sentence *s, size_t at, int *ret_capitals)
{
	struct span name = { at, at };
	bool first = true;

	*ret_capitals = 0;
	while (at < s->n && s->c[at] == ' ')
		at++;
	if (at < s->n && s->c[at] == '"')
		at++;
	name.from = at;
	name.to = at;
	while (at < s->n && !s->taken[at]) {
		size_t to = word_end(s, at);

		if (to == at || (!first && word_is(s, name_stops, at, to) && !is_capital(s, at)))
			break;
		if (first && word_is(s, "the|a|an|this|that|some", at, to)) {
			name.from = to + 1;
		} else {
			*ret_capitals += is_capital(s, at);
			name.to = to;
			first = false;
		}
		at = to;
		if (at < s->n && s->c[at] == ' ')
			at++;
	}
	return name;
}

static bool all_dull(const struct sentence *s, struct span name)
{
	size_t i = name.from;

	while (i < name.to) {
		size_t to = word_end(s, i);

		if (to == i) {
			i++;
			continue;
		}
		if (!word_is(s, dull, i, to))
			return false;
		i = to;
	}
	return true;
}

/* Words after a lead, as shop (from, at, called) or as place (in, on, near). */
static void english_after(struct sentence *s, const char *lead, bool place, struct understood *r)
{
	struct span at;
	size_t from = 0;

	while (sentence_find(s, lead, from, &at, NULL)) {
		int capitals;
		struct span name = english_name(s, at.to, &capitals);
		struct said *to = place ? &r->place_said : &r->shop_said;

		from = at.to;
		if (name.to < name.from + 2 || all_dull(s, name) || capitals == 0 || to->found)
			continue;
		*to = (struct said){ true, (uint8_t)(capitals > 1 ? 88 : 78), name.from, name.to };
		sentence_take(s, name);
	}
}

bool understand_shop_english(struct sentence *s, struct understood *r)
{
	english_after(s, "called|named|name is|restaurant is|shop is", false, r);
	english_after(s,
		      "from|at|by|of|report|reporting|complain about|against|visited|went "
		      "to|ordered from",
		      false, r);
	english_after(s, "in|on|near|opposite|around|next to|beside|located at|outside", true, r);
	if (r->shop_said.found && !r->place_said.found)
		english_after(s, "at", true, r);
	if (!r->shop_said.found) {
		/* "Lucky Noodle House has rats" */
		int capitals;
		struct span name = english_name(s, 0, &capitals);

		if (capitals >= 2 && !all_dull(s, name)) {
			r->shop_said = (struct said){ true, 75, name.from, name.to };
			sentence_take(s, name);
		}
	}
	return r->shop_said.found || r->place_said.found;
}
