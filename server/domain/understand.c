#include "domain/understand.h"

#include "domain/understand_parts.h"

/* From symbols to bytes. */
static void to_bytes(const struct sentence *s, struct said *x)
{
	if (!x->found)
		return;
	x->from = s->at[x->from];
	x->to = s->at[x->to];
}

static struct str words_of(struct str text, const struct said *x)
{
	return x->found ? (struct str){ text.p + x->from, x->to - x->from }
			: (struct str){ NULL, 0 };
}

enum err understand(struct str text, int64_t now_ms, const struct shop_index *idx, struct arena *a,
		    struct understood *ret)
{
	struct sentence *s = arena_new(a, struct sentence);
	struct understood r = { .intent = INTENT_UNKNOWN };
	enum err e;

	if (!s)
		return ERR_MEMORY;
	e = sentence_read(text, s);
	if (e)
		return e;
	r.english = s->english;
	understand_time(s, now_ms, &r);
	understand_category(s, &r);
	understand_intent(s, &r);
	if (r.intent == INTENT_UNKNOWN || r.intent == INTENT_REPORT || r.intent == INTENT_WHISTLE ||
	    r.intent == INTENT_DISPUTE)
		e = understand_shop(s, idx, a, &r);
	if (e)
		return e;
	to_bytes(s, &r.intent_said);
	to_bytes(s, &r.shop_said);
	to_bytes(s, &r.place_said);
	to_bytes(s, &r.category_said);
	to_bytes(s, &r.time_said);
	r.shop = words_of(text, &r.shop_said);
	r.place = words_of(text, &r.place_said);
	*ret = r;
	return ERR_OK;
}
