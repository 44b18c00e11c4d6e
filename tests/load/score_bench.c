/*
 * What the filter costs without I/O: one report scored, its text printed and
 * looked up, its picture looked up among a million, and the memory that takes.
 */
#include "domain/evidence_window.h"
#include "domain/near_text.h"
#include "domain/phash_index.h"
#include "domain/score_fit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define REPORTS  200000
#define PICTURES 1000000
#define TEXTS    1000000
#define SEARCHES 2000
#define CASES    20000

static double now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static uint64_t next(uint64_t *seed)
{
	uint64_t z = *seed += 0x9E3779B97F4A7C15u;

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void line(const char *what, double value, const char *unit, const char *bar)
{
	printf("%-58s %10.3f %-4s %s\n", what, value, unit, bar);
}

/* A report with everything but its text and pictures: windows, standing, card, reasons. */
static void bench_score(void)
{
	AUTO(arena) a = { .cap = (size_t)256 << 20 };
	struct evidence_window w;
	struct score_card card;
	uint64_t seed = 1, sum = 0;
	double start;

	score_card_default(&card);
	if (evidence_window_new(&a, 65536, &w))
		exit(1);
	start = now_us();
	for (int i = 0; i < REPORTS; i++) {
		uint64_t r = next(&seed);
		struct trace t = {
			.shop = r % 20000 + 1,
			.r = {.report = r | 1,
                              .owner = next(&seed) % 50000 + 1,
                              .device = next(&seed) % 50000 + 1,
                              .address = next(&seed) % 20000 + 1,
                              .at_ms = STANDING_EPOCH_MS + i * 20000LL}
		};
		struct standing standing = { (double)(r % 7), (double)(r % 3), 0 };
		struct score_reason reasons[SCORE_REASONS];
		struct evidence ev;
		struct score s;

		evidence_init(&ev);
		ev.x[SCORE_MATCH] = (int32_t)(r % 1000);
		ev.x[SCORE_PHOTOS] = (int32_t)(r % 4);
		standing_tell_owner(&standing, t.r.at_ms, &ev);
		evidence_window_tell(&w, &t, &ev);
		s = score_report(&card, &ev);
		sum += score_reasons(&card, &s, reasons);
		evidence_window_add(&w, &t);
	}
	line("score a report: windows, card, reasons", (now_us() - start) / REPORTS, "us",
	     "bar: 20 with the text below");
	line("memory of the windows, 65,536 accounts", (double)a.used_total / (1 << 20), "MiB", "");
	if (sum == 0)
		exit(1);
}

static void bench_text(void)
{
	static const char text[] =
		"昨晚在这家店点了一份牛肉面，打开之后发现汤里有一只蟑螂，联系商家对方态度恶劣，拒绝"
		"退款。"
		"后厨的门是开着的，可以看到地面油污很厚，垃圾桶没有盖，切菜的人没有戴口罩和手套。";
	AUTO(arena) a = { .cap = (size_t)256 << 20 };
	struct near_text index;
	uint64_t seed = 2;
	size_t before, copies = 0;
	double start;

	if (near_text_new(&a, 8192, &index))
		exit(1);
	before = a.used_total;
	start = now_us();
	for (int i = 0; i < REPORTS / 10; i++)
		copies += text_print(str_of(text)).len;
	line("print a text of 80 characters", (now_us() - start) / (REPORTS / 10), "us", "");
	start = now_us();
	for (int i = 0; i < TEXTS; i++) {
		struct text_print p = { .len = 40 };

		for (size_t k = 0; k < TEXT_PRINT; k++)
			p.least[k] = (uint32_t)next(&seed);
		copies += near_text_find(&index, &p, 1, 0);
		near_text_add(&index, &p, 2, i);
	}
	line("look a text up and keep it, 1,000,000 distinct ones", (now_us() - start) / TEXTS,
	     "us", "");
	line("memory after that", (double)a.used_total / (1 << 20), "MiB",
	     a.used_total == before ? "unchanged" : "GREW");
	if (copies == 0)
		exit(1);
}

static void bench_pictures(int d)
{
	static double took[SEARCHES];
	AUTO(arena) a = { .cap = (size_t)256 << 20 };
	struct phash_index x;
	uint64_t seed = 3;
	char what[80];
	size_t found = 0;

	if (phash_index_new(&a, PICTURES, &x))
		exit(1);
	for (int i = 0; i < PICTURES; i++)
		phash_index_add(&x, next(&seed), 1);
	for (int i = 0; i < SEARCHES; i++) {
		double start = now_us();

		found += phash_index_find(&x, next(&seed), 2, d, NULL);
		took[i] = now_us() - start;
	}
	qsort(took, SEARCHES, sizeof(*took), by_value);
	snprintf(what, sizeof(what), "search 1,000,000 pictures within %d bits, p50", d);
	line(what, took[SEARCHES / 2] / 1000, "ms", "bar: 1");
	snprintf(what, sizeof(what), "search 1,000,000 pictures within %d bits, p99", d);
	line(what, took[SEARCHES * 99 / 100] / 1000, "ms", "");
	line("memory of 1,000,000 pictures", (double)a.used_total / (1 << 20), "MiB", "");
	(void)found;
}

static void bench_fit(void)
{
	AUTO(arena) a = { .cap = (size_t)64 << 20 };
	struct score_case *cases = arena_array(&a, CASES, struct score_case);
	struct score_fit_report report;
	struct score_card card, fitted;
	uint64_t seed = 4;
	double start;

	score_card_default(&card);
	for (int i = 0; cases && i < CASES; i++) {
		for (size_t f = 0; f < SCORE__FEATURES; f++)
			cases[i].bins[f] = (uint8_t)(next(&seed) % card.n_bins[f]);
		cases[i].verdict = (uint8_t)(next(&seed) % 3);
		cases[i].weight = 1;
		cases[i].at_ms = i;
	}
	start = now_us();
	if (!cases || score_fit(&card, cases, CASES, &a, &fitted, &report))
		exit(1);
	line("refit both cards from 20,000 verdicts", (now_us() - start) / 1000, "ms", "");
}

int main(void)
{
	bench_score();
	bench_text();
	bench_pictures(PHASH_SAME);
	bench_pictures(4);
	bench_fit();
	return 0;
}
