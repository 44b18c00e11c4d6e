#include "testing.h"

#include "domain/signed_text.h"

static struct id id_n(uint8_t n)
{
	struct id id = { { 0 } };

	id.b[15] = n;
	return id;
}

static void the_texts_name_everything_that_is_signed(void **state)
{
	AUTO(arena) a = { .cap = 4096 };
	struct str ask = opening_ask_text(&a, id_n(1), 1234, STR("人身安全")),
		   ok = opening_approve_text(&a, id_n(2), id_n(1), STR("reviewer1"), 1234,
					     STR("人身安全"), STR("同意")),
		   pay = reward_approve_text(&a, id_n(3), 20000, STR("city-2024"), STR("已核"));

	(void)state;
	assert_string_equal(ask.p,
			    "ezhili unseal request\n00000000000000000000000001\n1234\n人身安全\n");
	assert_string_equal(ok.p, "ezhili unseal approve\n00000000000000000000000002\n"
				  "00000000000000000000000001\nreviewer1\n1234\n人身安全\n同意\n");
	assert_string_equal(
		pay.p,
		"ezhili reward approve\n00000000000000000000000003\n20000\ncity-2024\n已核\n");
}

static void a_request_counts_for_its_time_and_not_from_the_future(void **state)
{
	static const struct {
		int64_t at_ms, now_ms;
		bool want;
	} row[] = {
		{1000,                     1000, true },
		{ 1000,                    1499, true },
		{ 1000,                    1500, false},
		{ 1000 + OPENING_CLOCK_MS, 1000, true },
		{ 1001 + OPENING_CLOCK_MS, 1000, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(opening_in_time(row[i].at_ms, row[i].now_ms, 500), row[i].want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_texts_name_everything_that_is_signed),
		cmocka_unit_test(a_request_counts_for_its_time_and_not_from_the_future),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
