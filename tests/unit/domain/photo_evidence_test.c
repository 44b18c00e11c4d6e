#include "testing.h"

#include "domain/photo_evidence.h"

#define HOUR_MS 3600000LL

static const int64_t now_ms = 1800000000000LL;
static const struct geo_point shop = { 26.0745, 119.2965 };

static struct evidence told(const struct photo_fact *p, size_t n, int64_t occurred_ms)
{
	struct evidence ev;

	evidence_init(&ev);
	photo_evidence_tell(p, n, &shop, occurred_ms, now_ms, &ev);
	return ev;
}

static void the_photo_taken_nearest_the_shop_counts(void **state)
{
	const struct photo_fact p[] = {
		{.has_at = true,               .at = { 26.0845, 119.2965 } },
		{ .has_at = true,                           .at = { 26.0747, 119.2965 } },
		{ .has_at = false},
	};
	struct evidence ev = told(p, 3, 0);

	(void)state;
	assert_int_equal(ev.x[SCORE_PHOTOS], 3);
	assert_in_range(ev.x[SCORE_PLACE], 20, 25);
	assert_int_equal(told(&p[2], 1, 0).x[SCORE_PLACE], EVIDENCE_MISSING);
}

static void times_agree_less_the_farther_they_are_apart(void **state)
{
	static const struct {
		int64_t told_h, exif_h, occurred_h; /* hours before now, 0: unknown */
		int32_t want;
	} row[] = {
		{0,  0,  0, EVIDENCE_MISSING},
		{ 0, 5,  0, EVIDENCE_MISSING},
		{ 0, 5,  5, 1000            },
		{ 0, 5,  4, 1000            },
		{ 0, 5,  7, 750             },
		{ 5, 5,  9, 500             },
		{ 5, 9,  5, 500             },
		{ 0, 30, 5, 0               },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct photo_fact p = {
			.told_ms = row[i].told_h ? now_ms - row[i].told_h * HOUR_MS : 0,
			.exif_ms = row[i].exif_h ? now_ms - row[i].exif_h * HOUR_MS : 0,
		};
		int64_t occurred_ms = row[i].occurred_h ? now_ms - row[i].occurred_h * HOUR_MS : 0;

		assert_int_equal(told(&p, 1, occurred_ms).x[SCORE_TIME], row[i].want);
	}
}

static void a_photo_from_the_future_agrees_with_nothing(void **state)
{
	struct photo_fact p = { .exif_ms = now_ms + HOUR_MS };

	(void)state;
	assert_int_equal(told(&p, 1, now_ms).x[SCORE_TIME], 0);
}

static void the_best_photo_speaks_for_the_report(void **state)
{
	struct photo_fact p[] = {
		{ .exif_ms = now_ms - 30 * HOUR_MS },
		{ .exif_ms = now_ms - HOUR_MS },
	};

	(void)state;
	assert_int_equal(told(p, 2, now_ms - HOUR_MS).x[SCORE_TIME], 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_photo_taken_nearest_the_shop_counts),
		cmocka_unit_test(times_agree_less_the_farther_they_are_apart),
		cmocka_unit_test(a_photo_from_the_future_agrees_with_nothing),
		cmocka_unit_test(the_best_photo_speaks_for_the_report),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
