/*
 * Block-coordinate Newton: a report sits in exactly one bin of a feature, so a
 * feature's Hessian is diagonal and its step is one division a bin. The step is
 * then projected on the feature's sign by isotonic regression in the Hessian's
 * metric, which keeps every iterate a card that score_card_parse would accept.
 */
#include "domain/score_fit.h"

#include <math.h>

#define RIDGE         12.0 /* as if this many observations' curvature stood for a bin's present points */
#define RIDGE_BASE    1.0
#define PASSES        40
#define SETTLED       0.01 /* log-odds; a tenth of a point */
#define STEP_LARGEST  1.0

/*
 * Verdicts err. The share of true reports that are judged otherwise and of
 * others that are judged true, by judgement until second readings measure it.
 * Malice must be proved, so it is missed more often than it is invented.
 */
#define VALID_MISSED  0.05
#define VALID_FALSE   0.03
#define MALICE_MISSED 0.25
#define MALICE_FALSE  0.01

struct sample {
	const struct score_case *cases;
	size_t n;
	double *x;      /* each case's present sum */
	double *weight; /* its own, faded */
};

/* One of the two cards while it is fitted, in log-odds. */
struct model {
	double base, base_was;
	double w[SCORE__FEATURES][SCORE_BINS];
	double was[SCORE__FEATURES][SCORE_BINS];
	enum standing_verdict target;
	double missed, false_;
	int (*sign)(enum score_feature f);
};

static void model_load(struct model *m, const struct score_card *card, enum standing_verdict target)
{
	bool v = target == STANDING_VALID;

	*m = (struct model){ .target = target,
			     .missed = v ? VALID_MISSED : MALICE_MISSED,
			     .false_ = v ? VALID_FALSE : MALICE_FALSE,
			     .sign = v ? score_feature_v_sign : score_feature_m_sign };
	m->base = m->base_was = (v ? card->base_v : card->base_m) / 10.0;
	for (size_t f = 0; f < SCORE__FEATURES; f++)
		for (size_t b = 0; b < card->n_bins[f]; b++)
			m->w[f][b] = m->was[f][b] = (v ? card->bins[f][b].v : card->bins[f][b].m) /
						    10.0;
}

static int16_t points(double log_odds, int limit)
{
	long p = lround(10 * log_odds);

	return (int16_t)(p > limit ? limit : p < -limit ? -limit : p);
}

static void model_store(const struct model *m, struct score_card *card)
{
	bool v = m->target == STANDING_VALID;

	*(v ? &card->base_v : &card->base_m) = points(m->base, 10 * SCORE_POINTS_MAX);
	for (size_t f = 0; f < SCORE__FEATURES; f++)
		for (size_t b = 0; b < card->n_bins[f]; b++)
			*(v ? &card->bins[f][b].v : &card->bins[f][b].m) = points(m->w[f][b],
										  SCORE_POINTS_MAX);
}

/*
 * Moves every feature's average over the cases into the base, which changes no
 * sum but lets a bin's sign be read: above nought speaks for, below against.
 */
static void centre(double w[SCORE__FEATURES][SCORE_BINS], double *base, const struct sample *s)
{
	double all = 0;

	for (size_t i = 0; i < s->n; i++)
		all += s->weight[i];
	for (size_t f = 0; f < SCORE__FEATURES; f++) {
		double mean = 0;

		for (size_t i = 0; i < s->n; i++)
			mean += s->weight[i] * w[f][s->cases[i].bins[f]] / all;
		for (size_t b = 0; b < SCORE_BINS; b++)
			w[f][b] -= mean;
		*base += mean;
	}
}

static double sigmoid(double x)
{
	return 1.0 / (1.0 + exp(-x));
}

static double sum_of(const struct model *m, const struct score_case *c)
{
	double x = m->base;

	for (size_t f = 0; f < SCORE__FEATURES; f++)
		x += m->w[f][c->bins[f]];
	return x;
}

/*
 * The verdict's log likelihood at sum x, through the errors above: its slope
 * and its expected curvature (Fisher scoring).
 */
static void slope(const struct model *m, double x, bool yes, double *ret_g, double *ret_h)
{
	double k = 1 - m->missed - m->false_;
	double p = sigmoid(x);
	double q = m->false_ + k * p; /* the verdict's probability */
	double dq = k * p * (1 - p);
	double var = q * (1 - q);

	*ret_g = (q - yes) * dq / var;
	*ret_h = dq * dq / var;
}

/*
 * Pools adjacent violators of w[1..n) so that it rises (sign 1) or falls (-1),
 * the nearest such sequence in the metric of h.
 */
static void make_monotone(double *w, const double *h, size_t n, int sign)
{
	double mean[SCORE_BINS], mass[SCORE_BINS];
	size_t size[SCORE_BINS], top = 0, at = 1;

	if (!sign)
		return;
	for (size_t i = 1; i < n; i++) {
		mean[top] = w[i];
		mass[top] = h[i];
		size[top++] = 1;
		while (top > 1 && (mean[top - 1] - mean[top - 2]) * sign < 0) {
			double both = mass[top - 2] + mass[top - 1];

			mean[top - 2] = (mean[top - 2] * mass[top - 2] +
					 mean[top - 1] * mass[top - 1]) /
					both;
			mass[top - 2] = both;
			size[top - 2] += size[top - 1];
			top--;
		}
	}
	for (size_t i = 0; i < top; i++)
		for (size_t k = 0; k < size[i]; k++)
			w[at++] = mean[i];
}

static double clamp_step(double step)
{
	return step > STEP_LARGEST ? STEP_LARGEST : step < -STEP_LARGEST ? -STEP_LARGEST : step;
}

/* One Newton step of feature f. Returns the largest change. */
static double step_feature(struct model *m, const struct sample *s, size_t f, size_t n_bins)
{
	double g[SCORE_BINS], h[SCORE_BINS], w[SCORE_BINS], delta[SCORE_BINS], most = 0;

	for (size_t b = 0; b < n_bins; b++) {
		g[b] = RIDGE * 0.25 * (m->w[f][b] - m->was[f][b]);
		h[b] = RIDGE * 0.25;
	}
	for (size_t i = 0; i < s->n; i++) {
		const struct score_case *c = &s->cases[i];
		double gi, hi;

		slope(m, s->x[i], c->verdict == m->target, &gi, &hi);
		g[c->bins[f]] += s->weight[i] * gi;
		h[c->bins[f]] += s->weight[i] * hi;
	}
	for (size_t b = 0; b < n_bins; b++)
		w[b] = m->w[f][b] - clamp_step(g[b] / h[b]);
	make_monotone(w, h, n_bins, m->sign((enum score_feature)f));
	for (size_t b = 0; b < n_bins; b++) {
		delta[b] = w[b] - m->w[f][b];
		m->w[f][b] = w[b];
		most = fmax(most, fabs(delta[b]));
	}
	for (size_t i = 0; i < s->n; i++)
		s->x[i] += delta[s->cases[i].bins[f]];
	return most;
}

static double step_base(struct model *m, const struct sample *s)
{
	double g = RIDGE_BASE * (m->base - m->base_was), h = RIDGE_BASE, step;

	for (size_t i = 0; i < s->n; i++) {
		double gi, hi;

		slope(m, s->x[i], s->cases[i].verdict == m->target, &gi, &hi);
		g += s->weight[i] * gi;
		h += s->weight[i] * hi;
	}
	step = clamp_step(g / h);
	m->base -= step;
	for (size_t i = 0; i < s->n; i++)
		s->x[i] -= step;
	return fabs(step);
}

static void model_fit(struct model *m, const struct score_card *card, const struct sample *s)
{
	centre(m->was, &m->base_was, s);
	centre(m->w, &m->base, s);
	for (size_t i = 0; i < s->n; i++)
		s->x[i] = sum_of(m, &s->cases[i]);
	for (int pass = 0; pass < PASSES; pass++) {
		double most = step_base(m, s);

		for (size_t f = 0; f < SCORE__FEATURES; f++)
			most = fmax(most, step_feature(m, s, f, card->n_bins[f]));
		if (most < SETTLED)
			break;
	}
	centre(m->w, &m->base, s);
}

static void fit_both(const struct score_card *from, const struct sample *s,
		     struct score_card *ret_card)
{
	struct score_card card = *from;
	struct model m;

	model_load(&m, from, STANDING_VALID);
	model_fit(&m, from, s);
	model_store(&m, &card);
	model_load(&m, from, STANDING_MALICIOUS);
	model_fit(&m, from, s);
	model_store(&m, &card);
	card.version = from->version + 1;
	*ret_card = card;
}

enum err score_fit(const struct score_card *from, const struct score_case *cases, size_t n,
		   struct arena *scratch, struct score_card *ret_card,
		   struct score_fit_report *ret_report)
{
	struct score_fit_report report = { .n = n, .n_held_out = n / SCORE_FIT_HOLD_OUT };
	struct sample s = { .cases = cases, .n = n - report.n_held_out };
	const struct score_case *newest = cases + s.n;
	struct score_card card;

	if (n < SCORE_FIT_LEAST)
		return ERR_INPUT;
	s.x = arena_array(scratch, n, double);
	s.weight = arena_array(scratch, n, double);
	if (!s.x || !s.weight)
		return ERR_MEMORY;
	for (size_t i = 0; i < n; i++)
		s.weight[i] = (double)cases[i].weight *
			      exp2((double)(cases[i].at_ms - cases[n - 1].at_ms) /
				   (double)SCORE_FIT_HALF_LIFE_MS);
	fit_both(from, &s, &card);
	report.before = score_fit_loss(from, newest, report.n_held_out);
	report.after = score_fit_loss(&card, newest, report.n_held_out);
	report.better = report.after.v + report.after.m <= report.before.v + report.before.m;
	s.n = n;
	fit_both(from, &s, ret_card);
	*ret_report = report;
	return ERR_OK;
}

static double log_loss(int points_, bool yes, double missed, double false_)
{
	double q = false_ + (1 - missed - false_) * score_p(points_);

	return -log(yes ? q : 1 - q);
}

struct score_loss score_fit_loss(const struct score_card *card, const struct score_case *cases,
				 size_t n)
{
	struct score_loss loss = { 0 };
	double all = 0;

	for (size_t i = 0; i < n; i++) {
		const struct score_case *c = &cases[i];
		struct score s = score_of_bins(card, c->bins, c->hard, c->severity);

		loss.v += (double)c->weight *
			  log_loss(s.v, c->verdict == STANDING_VALID, VALID_MISSED, VALID_FALSE);
		loss.m += (double)c->weight * log_loss(s.m, c->verdict == STANDING_MALICIOUS,
						       MALICE_MISSED, MALICE_FALSE);
		all += (double)c->weight;
	}
	if (all > 0) {
		loss.v /= all;
		loss.m /= all;
	}
	return loss;
}
