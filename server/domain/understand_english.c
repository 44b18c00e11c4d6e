#include "domain/understand_place.h"

#include "domain/han.h"

/* Words that end a name. */
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
	"street|hour|hours|ago|two|three|morning|evening|found|hair|rats|"
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

/* 12 Jinrong Road, Wuyi Square: it says where. */
static bool is_where(const struct sentence *s, struct span name)
{
	size_t from;

	return han_is_digit(s->c[name.from]) ||
	       sentence_before(s,
			       "road|rd|street|square|plaza|mall|park|avenue|lane|station|district|"
			       "university|campus|town",
			       name.from, name.to, &from);
}

/* Words after a lead, as shop (from, at, called) or as place (in, on, near). */
static void english_after(struct sentence *s, const char *lead, bool place, struct understood *r)
{
	struct span at;
	size_t from = 0;

	while (sentence_find(s, lead, from, &at, NULL)) {
		int capitals;
		struct span name = english_name(s, at.to, &capitals);
		bool where = name.to > name.from && is_where(s, name);
		struct said *to = place || where ? &r->place_said : &r->shop_said;

		from = at.to;
		if (name.to < name.from + 2 || all_dull(s, name) || (capitals == 0 && !where) ||
		    to->found)
			continue;
		*to = (struct said){ true, (uint8_t)(capitals > 1 ? 88 : 78), name.from, name.to };
		sentence_take(s, name);
	}
}

/* "…, Wuyi Square" and "(Dongjiekou branch)" behind the shop's name. */
static void english_behind(struct sentence *s, struct understood *r)
{
	size_t i = r->shop_said.to, from;
	bool bracket;
	struct span name;
	int capitals;

	while (i < s->n && (s->c[i] == ' ' || s->c[i] == '"'))
		i++;
	if (i >= s->n || (s->c[i] != ',' && s->c[i] != '('))
		return;
	bracket = s->c[i] == '(';
	name = english_name(s, i + 1, &capitals);
	if (sentence_before(s, "branch|shop|store", name.from, name.to, &from) && from > name.from)
		name.to = s->c[from - 1] == ' ' ? from - 1 : from;
	if (name.to < name.from + 2 || all_dull(s, name) ||
	    (!is_where(s, name) &&
	     (capitals == 0 || (!bracket && name.to < s->n && s->c[name.to] == ' '))))
		return;
	r->place_said = (struct said){ true, 80, name.from, name.to };
	sentence_take(s, name);
}

/* "Lucky Noodle House has rats": a name that begins a clause. */
static void english_first(struct sentence *s, struct understood *r)
{
	for (size_t i = 0; i < s->n && !r->shop_said.found; i++) {
		int capitals;
		struct span name;

		if (i && s->c[i - 1] != ',' && s->c[i - 1] != '.')
			continue;
		name = english_name(s, i, &capitals);
		if (capitals < 2 || all_dull(s, name) || is_where(s, name))
			continue;
		for (size_t k = name.from; k < name.to && capitals; k++)
			if (r->category_said.found && k >= r->category_said.from &&
			    k < r->category_said.to)
				capitals = 0;
		if (!capitals)
			continue;
		r->shop_said = (struct said){ true, 75, name.from, name.to };
		sentence_take(s, name);
	}
}

bool understand_shop_english(struct sentence *s, struct understood *r)
{
	english_after(s, "called|named|name is|restaurant is|shop is", false, r);
	english_after(s,
		      "from|at|by|of|report|reporting|complain about|against|visited|went "
		      "to|ordered from|shop|restaurant",
		      false, r);
	if (r->shop_said.found)
		english_behind(s, r);
	english_after(s, "in|on|near|opposite|around|next to|beside|located at|outside", true, r);
	if (r->shop_said.found && !r->place_said.found)
		english_after(s, "at", true, r);
	if (!r->shop_said.found)
		english_first(s, r);
	if (r->shop_said.found && !r->place_said.found)
		english_behind(s, r);
	return r->shop_said.found || r->place_said.found;
}
