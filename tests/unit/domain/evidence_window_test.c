#include "testing.h"

#include "domain/evidence_window.h"

#define DAY_MS 86400000LL

static const int64_t start_ms = STANDING_EPOCH_MS + 50 * DAY_MS;

struct fixture {
	struct arena arena;
	struct evidence_window window;
};

static int set_up(void **state)
{
	static struct fixture f;

	arena_init(&f.arena, 8 << 20);
	assert_int_equal(evidence_window_new(&f.arena, 4096, &f.window), ERR_OK);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	arena_release(&f->arena);
	return 0;
}

static struct trace trace(uint64_t owner, uint64_t device, int day)
{
	return (struct trace){
		.shop = 5,
		.r = {.report = owner * 100 + (uint64_t)day,
                      .owner = owner,
                      .device = device,
                      .address = 7,
                      .at_ms = start_ms + day * DAY_MS}
	};
}

static struct evidence told(struct fixture *f, struct trace t)
{
	struct evidence ev;

	evidence_init(&ev);
	evidence_window_tell(&f->window, &t, &ev);
	return ev;
}

static void add(struct fixture *f, struct trace t)
{
	evidence_window_add(&f->window, &t);
}

static void accounts_on_one_device_are_counted_once_each(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(told(f, trace(1, 9, 0)).x[SCORE_DEVICE], 0);
	add(f, trace(1, 9, 0));
	add(f, trace(1, 9, 1));
	assert_int_equal(told(f, trace(1, 9, 1)).x[SCORE_DEVICE], 0);
	assert_int_equal(told(f, trace(2, 9, 1)).x[SCORE_DEVICE], 1);
	add(f, trace(2, 9, 1));
	assert_int_equal(told(f, trace(3, 9, 1)).x[SCORE_DEVICE], 2);
	assert_int_equal(told(f, trace(1, 9, 1)).x[SCORE_DEVICE], 1);
	for (uint64_t owner = 10; owner < 40; owner++)
		add(f, trace(owner, 9, 2));
	assert_int_equal(told(f, trace(3, 9, 2)).x[SCORE_DEVICE], EVIDENCE_SHARERS);
}

static void a_device_is_forgotten_after_thirty_days(void **state)
{
	struct fixture *f = *state;

	add(f, trace(1, 9, 0));
	assert_int_equal(told(f, trace(2, 9, 29)).x[SCORE_DEVICE], 1);
	assert_int_equal(told(f, trace(2, 9, 30)).x[SCORE_DEVICE], 0);
}

static void a_whistleblower_leaves_no_trace(void **state)
{
	struct fixture *f = *state;
	struct trace t = trace(1, 0, 0);

	t.r.address = 0;
	add(f, t);
	t.r.owner = 2;
	assert_int_equal(told(f, t).x[SCORE_DEVICE], EVIDENCE_MISSING);
	assert_int_equal(told(f, t).x[SCORE_ADDRESS], EVIDENCE_MISSING);
}

static void pace_counts_a_week(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(told(f, trace(1, 9, 0)).x[SCORE_PACE], 0);
	add(f, trace(1, 9, 0));
	add(f, trace(1, 9, 0));
	add(f, trace(1, 9, 3));
	assert_int_equal(told(f, trace(1, 9, 3)).x[SCORE_PACE], 3);
	assert_int_equal(told(f, trace(1, 9, 6)).x[SCORE_PACE], 3);
	assert_int_equal(told(f, trace(1, 9, 7)).x[SCORE_PACE], 1);
	assert_int_equal(told(f, trace(1, 9, 10)).x[SCORE_PACE], 0);
	add(f, trace(1, 9, 40));
	assert_int_equal(told(f, trace(1, 9, 40)).x[SCORE_PACE], 1);
}

static void a_crowd_counts_only_while_it_is_independent(void **state)
{
	struct fixture *f = *state;

	for (uint64_t owner = 1; owner <= 5; owner++) {
		struct trace t = trace(owner, 100 + owner, 0);

		t.r.address = 200 + owner;
		add(f, t);
	}
	assert_int_equal(told(f, trace(9, 99, 0)).x[SCORE_CROWD], 5);
	for (uint64_t owner = 1; owner <= 5; owner++)
		evidence_window_judge(&f->window, 5, owner * 100, STANDING_MALICIOUS);
	assert_int_equal(told(f, trace(9, 99, 0)).x[SCORE_CROWD], 0);
	assert_true(told(f, trace(9, 99, 0)).x[SCORE_BURST] > 0);
}

static void a_report_without_a_shop_has_no_burst(void **state)
{
	struct fixture *f = *state;
	struct trace t = trace(1, 9, 0);

	t.shop = 0;
	add(f, t);
	assert_int_equal(told(f, t).x[SCORE_BURST], EVIDENCE_MISSING);
	assert_int_equal(told(f, t).x[SCORE_CROWD], EVIDENCE_MISSING);
}

/* Every one with a text, a device, an address and a shop of its own: nothing to be counted, all to
 * be kept. */
static void a_million_strangers_need_no_more_memory_and_hide_no_attack(void **state)
{
	struct fixture *f = *state;
	size_t before = f->arena.used_total;

	for (uint64_t n = 1; n <= 1000000; n++) {
		uint64_t mixed = n * 0x9E3779B97F4A7C15u;
		struct trace t = trace(mixed, mixed + 1, 0);

		t.shop = mixed + 2;
		t.r.address = mixed + 3;
		t.r.at_ms += (int64_t)n;
		add(f, t);
		if (n > 999990) { /* an attack in the midst of it */
			t = trace(n, 77, 1);
			add(f, t);
		}
	}
	assert_int_equal(f->arena.used_total, before);
	assert_true(told(f, trace(3, 77, 1)).x[SCORE_BURST] > 50);
	assert_int_equal(told(f, trace(3, 77, 1)).x[SCORE_DEVICE], EVIDENCE_SHARERS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(accounts_on_one_device_are_counted_once_each),
		TEST(a_device_is_forgotten_after_thirty_days),
		TEST(a_whistleblower_leaves_no_trace),
		TEST(pace_counts_a_week),
		TEST(a_crowd_counts_only_while_it_is_independent),
		TEST(a_report_without_a_shop_has_no_burst),
		TEST(a_million_strangers_need_no_more_memory_and_hide_no_attack),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
