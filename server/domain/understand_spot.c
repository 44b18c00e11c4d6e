#include "understand_spot.h"

#include "domain/han.h"
#include "domain/shop_align.h"
#include "domain/shop_image.h"

/* A sentence is looked at in overlapping stretches, as long as the longest name. */
#define WINDOW      LEXICON_SYMS
#define WINDOW_STEP 26
#define WINDOWS     8
#define HITS        24
#define BUDGET      1500

/* A name is there when this much of it is, and when chance does not write it. */
#define SHARE_LEAST 0.62f
#define NATS_LEAST  9.0f

/* The sentence without its punctuation. */
struct run {
	uint16_t c[SENTENCE_SYMS], at[SENTENCE_SYMS];
	size_t n;
};

static void read_run(const struct sentence *s, struct run *r)
{
	r->n = 0;
	for (size_t i = 0; i < s->n; i++) {
		if (s->taken[i] ||
		    !(han_is(s->c[i]) || han_is_latin(s->c[i]) || han_is_digit(s->c[i])))
			continue;
		r->c[r->n] = s->c[i];
		r->at[r->n++] = (uint16_t)i;
	}
}

static float worth_of(const struct lexicon *l, const uint16_t *c, size_t n)
{
	float w[LEXICON_SYMS], sum = 0;

	lexicon_weights(l, c, n, w);
	for (size_t i = 0; i < n; i++)
		sum += w[i];
	return sum;
}

static void keep(struct spotting *r, struct spotted x)
{
	size_t at = r->n;

	for (size_t i = 0; i < r->n; i++) {
		if (r->name[i].at.from != x.at.from || r->name[i].at.to != x.at.to)
			continue;
		r->name[i].nats = r->name[i].nats > x.nats ? r->name[i].nats : x.nats;
		return;
	}
	if (r->n < SPOTTED_MAX)
		r->n++;
	else if (r->name[--at].nats >= x.nats)
		return;
	for (; at > 0 && r->name[at - 1].nats < x.nats; at--)
		r->name[at] = r->name[at - 1];
	r->name[at] = x;
}

static enum err look(const struct run *run, size_t from, const struct lexicon *l, struct arena *a,
		     struct spotting *ret)
{
	size_t n = run->n - from > WINDOW ? WINDOW : run->n - from, hits;
	const uint16_t *c = run->c + from;
	struct lexicon_hit hit[HITS];
	struct align_text t;
	float w[WINDOW];
	enum err e;

	lexicon_weights(l, c, n, w);
	e = align_text_init(&t, c, w, n, a);
	if (!e)
		e = lexicon_search(l, c, n, BUDGET, a, hit, HITS, &hits);
	for (size_t i = 0; !e && i < hits; i++) {
		size_t len;
		const uint16_t *name = lexicon_text(l, hit[i].id, &len);
		struct aligned al;

		if (len < 2)
			continue;
		al = shop_align(&t, name, len);
		if (al.llr < NATS_LEAST || al.to - al.from < 2 ||
		    al.llr < SHARE_LEAST * worth_of(l, name, len))
			continue;
		keep(ret,
		     (struct spotted){
			     {run->at[from + al.from], run->at[from + al.to - 1] + 1u},
                             al.llr
                });
	}
	return e;
}

enum err understand_spot(const struct sentence *s, const struct shop_index *idx, struct arena *a,
			 struct spotting *ret)
{
	struct run run;
	enum err e = ERR_OK;

	ret->n = 0;
	read_run(s, &run);
	for (size_t i = 0; !e && i < WINDOWS && i * WINDOW_STEP + 2 <= run.n; i++) {
		e = look(&run, i * WINDOW_STEP, &idx->view->names, a, ret);
		if (i * WINDOW_STEP + WINDOW >= run.n)
			break;
	}
	return e;
}
