#include "testing.h"

#include "domain/burst.h"

#define MINUTE_MS 60000LL
#define SHOP      77

static const int64_t start_ms = STANDING_EPOCH_MS + 1000 * MINUTE_MS;

struct fixture {
	struct arena arena;
	struct burst_table table;
};

static int set_up(void **state)
{
	static struct fixture f;

	arena_init(&f.arena, 8 << 20);
	assert_int_equal(burst_new(&f.arena, 1024, &f.table), ERR_OK);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	arena_release(&f->arena);
	return 0;
}

/* The nth stranger's report, with nothing in common with others. */
static struct burst_report stranger(uint64_t n)
{
	return (struct burst_report){
		.report = 1000 + n,
		.owner = 2000 + n,
		.device = 3000 + n,
		.address = 4000 + n,
		.at_ms = start_ms + (int64_t)n * MINUTE_MS,
	};
}

static void independent_people_are_a_crisis(void **state)
{
	struct fixture *f = *state;
	struct burst_report last = stranger(20);
	struct burst_view view;

	for (uint64_t n = 0; n < 20; n++) {
		struct burst_report r = stranger(n);

		burst_add(&f->table, SHOP, &r);
	}
	view = burst_ask(&f->table, SHOP, &last);
	assert_int_equal(view.others, 20);
	assert_true(view.points < -50);
}

static void one_copy_in_a_crowd_is_still_a_crisis(void **state)
{
	struct fixture *f = *state;
	struct burst_report last = stranger(20);

	for (uint64_t n = 0; n < 8; n++) {
		struct burst_report r = stranger(n);

		r.copied_text = n == 3;
		burst_add(&f->table, SHOP, &r);
	}
	assert_true(burst_ask(&f->table, SHOP, &last).points < 0);
}

static void an_office_behind_one_address_is_a_crisis(void **state)
{
	struct fixture *f = *state;
	struct burst_report last = stranger(20);

	last.address = 9;
	for (uint64_t n = 0; n < 3; n++) {
		struct burst_report r = stranger(n);

		r.address = 9;
		burst_add(&f->table, SHOP, &r);
	}
	assert_true(burst_ask(&f->table, SHOP, &last).points < 15);
}

static void accounts_on_few_devices_are_an_attack(void **state)
{
	struct fixture *f = *state;
	struct burst_report last = stranger(20);

	for (uint64_t n = 0; n < 6; n++) {
		struct burst_report r = stranger(n);

		r.device = 9 + n % 2;
		burst_add(&f->table, SHOP, &r);
	}
	assert_true(burst_ask(&f->table, SHOP, &last).points >= 60);
}

static void verdicts_settle_what_a_burst_is(void **state)
{
	struct fixture *f = *state;
	struct burst_report last = stranger(20);

	for (uint64_t n = 0; n < 4; n++) {
		struct burst_report r = stranger(n);

		r.copied_text = true;
		burst_add(&f->table, SHOP, &r);
	}
	assert_true(burst_ask(&f->table, SHOP, &last).points > 30);
	for (uint64_t n = 0; n < 3; n++)
		burst_judge(&f->table, SHOP, stranger(n).report, STANDING_VALID);
	assert_true(burst_ask(&f->table, SHOP, &last).points < -30);
	burst_judge(&f->table, SHOP, 1, STANDING_MALICIOUS);
}

static void repeating_oneself_makes_no_burst(void **state)
{
	struct fixture *f = *state;
	struct burst_report r = stranger(1);
	struct burst_view view;

	for (int i = 0; i < 10; i++) {
		r.at_ms += MINUTE_MS;
		burst_add(&f->table, SHOP, &r);
	}
	view = burst_ask(&f->table, SHOP, &r);
	assert_int_equal(view.others, 0);
	assert_int_equal(view.points, 0);
	assert_int_equal(view.repeats, 10);
	r = stranger(20);
	assert_int_equal(burst_ask(&f->table, SHOP, &r).others, 1);
}

static void a_week_later_the_burst_is_over(void **state)
{
	struct fixture *f = *state;
	struct burst_report r = stranger(1), late = stranger(2);

	burst_add(&f->table, SHOP, &r);
	late.at_ms = r.at_ms + BURST_WINDOW_MS;
	assert_int_equal(burst_ask(&f->table, SHOP, &late).others, 0);
	late.at_ms--;
	assert_int_equal(burst_ask(&f->table, SHOP, &late).others, 1);
}

static void a_million_shops_need_no_more_memory(void **state)
{
	struct fixture *f = *state;
	size_t before = f->arena.used_total;

	for (uint64_t n = 1; n <= 1000000; n++) {
		struct burst_report r = stranger(n);

		burst_add(&f->table, n, &r);
	}
	assert_int_equal(f->arena.used_total, before);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(independent_people_are_a_crisis),
		TEST(one_copy_in_a_crowd_is_still_a_crisis),
		TEST(an_office_behind_one_address_is_a_crisis),
		TEST(accounts_on_few_devices_are_an_attack),
		TEST(verdicts_settle_what_a_burst_is),
		TEST(repeating_oneself_makes_no_burst),
		TEST(a_week_later_the_burst_is_over),
		TEST(a_million_shops_need_no_more_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
