#include "domain/understand_parts.h"
#include "domain/understand_words.h"

#define SLIP_PRICE 14 /* less sure for each character that only sounds right */

struct heard {
	int category;
	uint8_t sure;
	struct span at;
};

static bool better(const struct heard *a, const struct heard *b)
{
	if (a->sure != b->sure)
		return a->sure > b->sure;
	return a->at.to - a->at.from > b->at.to - b->at.from;
}

void understand_category(struct sentence *s, struct understood *r)
{
	struct heard first = { 0, 0, { 0, 0 } }, also = first;

	for (const struct problem_words *p = problem_words; p->category; p++) {
		struct heard h = {
			p->category, p->sure, {0, 0}
		};
		bool exact;

		if (!sentence_find(s, p->pattern, 0, &h.at, &exact))
			continue;
		h.sure = (uint8_t)(h.sure - (exact ? 0 : SLIP_PRICE));
		if (better(&h, &first)) {
			if (first.category != h.category)
				also = first;
			first = h;
		} else if (h.category != first.category && better(&h, &also)) {
			also = h;
		}
	}
	if (!first.category)
		return;
	r->category = first.category;
	r->category_also = also.category;
	r->category_said = (struct said){ true, first.sure, first.at.from, first.at.to };
}

static size_t skip_to_word(const struct sentence *s)
{
	size_t i = 0;

	while (i < s->n && (s->c[i] == ' ' || s->c[i] == ',' || s->c[i] == '.'))
		i++;
	return i;
}

/* "^a|b|^c": each word in turn. */
static bool intent_found(const struct sentence *s, const char *words, struct span *at)
{
	struct str rest = str_of(words);

	while (rest.p && rest.len) {
		struct str w = str_cut(&rest, '|');
		bool begins = w.len && w.p[0] == '^';
		char pattern[64];

		if (begins) {
			w.p++;
			w.len--;
		}
		if (w.len >= sizeof(pattern))
			continue;
		memcpy(pattern, w.p, w.len);
		pattern[w.len] = '\0';
		at->from = skip_to_word(s);
		if (begins ? sentence_at(s, pattern, at->from, &at->to)
			   : sentence_find(s, pattern, 0, at, NULL))
			return true;
	}
	return false;
}

/* A short answer, not a tale that happens to begin with "no". */
#define ANSWER_SYMS 12

void understand_intent(const struct sentence *s, struct understood *r)
{
	struct span at = { 0, 0 };

	for (const struct intent_words *w = intent_words; w->words; w++) {
		bool answer = w->intent == INTENT_YES || w->intent == INTENT_NO ||
			      (w->intent == INTENT_HELP && w->sure < 85);

		if (answer && (s->n > ANSWER_SYMS * (s->english ? 3u : 1u) || r->category))
			continue;
		if (!intent_found(s, w->words, &at))
			continue;
		/* Who tells of a problem and a wish at once wants the problem heard. */
		if (r->category && r->category_said.confidence >= UNDERSTAND_SURE &&
		    w->intent != INTENT_DISPUTE && w->intent != INTENT_WHISTLE)
			continue;
		r->intent = w->intent;
		r->intent_said = (struct said){ true, w->sure, at.from, at.to };
		return;
	}
	if (!r->category &&
	    sentence_find(s, "举报|投诉|反映|report|complain about", 0, &at, NULL)) {
		r->intent = INTENT_REPORT;
		r->intent_said = (struct said){ true, 80, at.from, at.to };
	} else if (r->category) {
		r->intent = INTENT_REPORT;
		r->intent_said = r->category_said;
	}
}
