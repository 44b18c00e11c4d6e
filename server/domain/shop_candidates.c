#include "domain/shop_candidates.h"

#include "domain/shop_record.h"

#include <math.h>

#define P_REGISTERED       0.90f
#define P_NEW              0.06f

#define LICENCE_SAME_GAIN  22.0f
#define LICENCE_OFF_GAIN   13.0f
#define LICENCE_OTHER_LOSS 4.0f

double shop_weight(float nats)
{
	return exp(SHOP_DAMPING * (double)nats);
}

void shop_pool_offer(struct shop_pool *p, const struct shop_found *f)
{
	size_t at = 0;

	while (at < p->n && p->found[at].ordinal != f->ordinal)
		at++;
	if (at < p->n && p->found[at].total >= f->total)
		return;
	if (at == p->n) {
		if (p->n < SHOP_POOL) {
			p->n++;
		} else if (p->found[at - 1].total >= f->total) {
			p->rest += shop_weight(f->total);
			return;
		} else {
			p->rest += shop_weight(p->found[at - 1].total);
		}
		at = p->n - 1;
	}
	for (; at > 0 && p->found[at - 1].total < f->total; at--)
		p->found[at] = p->found[at - 1];
	p->found[at] = *f;
}

static float licence_llr(enum shop_licence_fit fit)
{
	static const float llr[] = { 0, LICENCE_SAME_GAIN, LICENCE_OFF_GAIN, -LICENCE_OTHER_LOSS };

	return llr[fit];
}

#define BUSINESS_SAME  2.0f
#define BUSINESS_OTHER 1.5f

/* A company's name is written with its business words, a signboard's without. */
static float business_llr(const struct shop_evidence *ev, const struct name_at *name,
			  const struct shop_found *f)
{
	uint8_t has = ev->v->rec[f->ordinal].flags >> REC_BUSINESS_SHIFT;

	if (f->kind != NAME_COMPANY || !name->business)
		return 0;
	return name->business == has ? BUSINESS_SAME : -BUSINESS_OTHER;
}

void shop_found_judge(const struct shop_evidence *ev, const struct name_at *name,
		      struct shop_found *f)
{
	shop_evidence_judge(ev, f->ordinal, name, &f->judged);
	f->name_llr += business_llr(ev, name, f);
	if (f->licence == LICENCE_UNSAID && ev->has_licence)
		f->licence = LICENCE_DIFFERS;
	f->judged.licence = licence_llr(f->licence);
	f->total = f->judged.total + f->name_llr + f->judged.licence + logf(P_REGISTERED);
}

/* --- by the shop's own record ------------------------------------------------------ */

static void try_name(const struct shop_evidence *ev, const struct syms *s, struct cut c,
		     enum shop_name_kind kind, struct shop_found *f)
{
	size_t n = cut_len(c) > LEXICON_SYMS ? LEXICON_SYMS : cut_len(c);

	for (size_t r = 0; n && r < ev->readings; r++) {
		const struct reading *rd = &ev->reading[r];
		struct aligned al = shop_align(&rd->text, s->c + c.from, n);

		if (al.llr - shop_kind_price(kind) <= f->name_llr)
			continue;
		f->name_llr = al.llr - shop_kind_price(kind);
		f->name = lexicon_exact(&ev->v->names, s->c + c.from, n);
		f->kind = (uint8_t)kind;
		f->reading = (uint8_t)r;
		f->al = al;
	}
}

enum err shop_found_by_record(const struct shop_evidence *ev, uint32_t ordinal, struct arena *a,
			      struct shop_found *ret)
{
	struct shop_found f = { .ordinal = ordinal, .name = UINT32_MAX, .licence = ret->licence };
	struct name_at name;
	struct shop_name_parts parts;
	struct shop s;
	enum err e = shop_record_get(ev->v, ordinal, a, &s);
	const struct str *const trade[] = { &s.sign, &s.meituan, &s.eleme };

	if (e)
		return e;
	for (size_t i = 0; i < ARRAY_LEN(trade); i++)
		if (!shop_name_split(*trade[i], &parts))
			try_name(ev, &parts.s, parts.base, NAME_TRADE, &f);
	if (!shop_name_split(s.former, &parts))
		try_name(ev, &parts.s, parts.base, NAME_FORMER, &f);
	for (size_t i = 0; i < s.aliases; i++)
		if (!shop_name_split(s.alias[i], &parts))
			try_name(ev, &parts.s, parts.base, NAME_ALIAS, &f);
	if (!shop_company_split(s.company, &parts)) {
		size_t k = syms_business(parts.s.c + parts.base.from, cut_len(parts.base));

		if (cut_len(parts.base) > k + 1)
			parts.base.to -= k;
		try_name(ev, &parts.s, parts.base, NAME_COMPANY, &f);
	}
	name = shop_evidence_name(ev, &ev->reading[f.reading], f.al);
	shop_found_judge(ev, &name, &f);
	*ret = f;
	return ERR_OK;
}

static enum err offer_record(const struct shop_evidence *ev, uint32_t ordinal,
			     enum shop_licence_fit fit, struct arena *a, struct shop_pool *p)
{
	struct shop_found f = { .licence = fit };
	enum err e = shop_found_by_record(ev, ordinal, a, &f);

	if (!e)
		shop_pool_offer(p, &f);
	return e;
}

/* --- by licence number ---------------------------------------------------------------- */

static enum err by_one_number(const struct shop_evidence *ev, const struct licence_no *no,
			      enum shop_licence_fit fit, struct arena *a, struct shop_pool *p)
{
	bool uscc = no->kind == LICENCE_USCC;
	struct str key = str_of(no->c);
	struct shop_probe probe = shop_probe_of(ev->v, uscc ? SEC_USCC : SEC_PERMIT, key);
	enum err e = ERR_OK;

	for (uint32_t o; !e && (o = shop_probe_next(&probe)) != UINT32_MAX;) {
		struct shop_record_head h;
		struct licence_no had;

		if (shop_record_head(ev->v, o, &h))
			continue;
		if (licence_no_parse(uscc ? h.uscc : h.permit, &had) || strcmp(had.c, no->c) != 0)
			continue;
		e = offer_record(ev, o, fit, a, p);
	}
	return e;
}

static enum err by_licence(const struct shop_evidence *ev, struct arena *a, struct shop_pool *p)
{
	struct licence_no *fix;
	size_t n;
	enum err e;

	if (!ev->has_licence)
		return ERR_OK;
	e = by_one_number(ev, &ev->licence, LICENCE_FITS, a, p);
	/* One wrong character always breaks the check: a right one is another shop's. */
	if (e || ev->licence.check_ok)
		return e;
	fix = arena_array(a, USCC_CORRECTIONS_MAX, struct licence_no);
	if (!fix)
		return ERR_MEMORY;
	n = licence_no_corrections(&ev->licence, fix, USCC_CORRECTIONS_MAX);
	for (size_t i = 0; !e && i < n; i++)
		e = by_one_number(ev, &fix[i], LICENCE_ONE_OFF, a, p);
	return e;
}

/* --- all ways ----------------------------------------------------------------------- */

#define SURE_BY 5.0f /* nats ahead of the next: no need to look further */

static bool is_sure(const struct shop_pool *p)
{
	float next = p->n > 1 ? fmaxf(p->found[1].total, p->none) : p->none;

	return p->n > 0 && p->found[0].total > next + SURE_BY;
}

enum err shop_pool_fill(const struct shop_evidence *ev, struct arena *a, struct shop_pool *ret)
{
	enum err e;

	ret->n = 0;
	ret->rest = 0;
	ret->none = logf(P_NEW);
	e = ev->text.n ? shop_pool_by_name(ev, a, ret) : ERR_OK;
	if (!e)
		e = by_licence(ev, a, ret);
	if (e || !ev->text.n || is_sure(ret))
		return e;
	shop_pool_look_around(ev, ret);
	return ERR_OK;
}
