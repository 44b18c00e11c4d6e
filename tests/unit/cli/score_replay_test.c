#include "testing.h"

#include "cli/score_replay.h"

#include <stdio.h>
#include <string.h>

#define REPORT(id, t, more)                                                              \
	"{\"type\":\"report\",\"id\":" id ",\"t\":" t ",\"user\":" id                    \
	",\"shop\":5,\"cat\":\"x\",\"jasmine\":null,\"age_d\":3.5,\"rider\":0,"          \
	"\"match\":0.9,\"photos\":2,\"dist\":null,\"tcon\":null,\"order\":1,\"len\":60," \
	"\"vis\":0.7,\"ip\":" id "," more "}\n"
#define HONEST(id, t)         REPORT(id, t, "\"severe\":0,\"dup\":0,\"tdup\":0,\"dev\":" id)
#define COPIED(id, t, severe) REPORT(id, t, "\"severe\":" severe ",\"dup\":1,\"tdup\":1,\"dev\":77")

static enum err play(const char *stream, char *out, size_t size, long *ret_line)
{
	struct replay_result result;
	struct score_card card;
	FILE *in = fmemopen((void *)(uintptr_t)stream, strlen(stream), "r");
	FILE *to = fmemopen(out, size, "w");
	enum err e;

	assert_non_null(in);
	assert_non_null(to);
	e = score_replay(in, to, score_card_default(&card), true, &result);
	fclose(in);
	fclose(to);
	*ret_line = result.line;
	return e;
}

static void each_report_gets_one_line_in_order(void **state)
{
	char out[4096] = "";
	long line;

	(void)state;
	assert_int_equal(play(HONEST("0", "1.0")
				      HONEST("1", "2.0") "{\"type\":\"verdict\",\"id\":0,\"t\":30."
							 "5,\"verdict\":\"valid\"}\n",
			      out, sizeof(out), &line),
			 ERR_OK);
	assert_int_equal(line, 3);
	assert_ptr_equal(strstr(out, "{\"id\":0,\"p_valid\":0."), out);
	assert_non_null(strstr(out, "\n{\"id\":1,\"p_valid\":0."));
	assert_non_null(strstr(out, "\"lane\":\""));
	assert_null(strstr(out, "shielded"));
}

static void a_burst_of_copies_is_shielded_but_never_its_severe_part(void **state)
{
	char out[8192] = "", *last;
	long line;

	(void)state;
	assert_int_equal(play(COPIED("1", "1.0", "0") COPIED("2", "1.1", "0")
				      COPIED("3", "1.2", "0") COPIED("4", "1.3", "0")
					      COPIED("5", "1.4", "1"),
			      out, sizeof(out), &line),
			 ERR_OK);
	last = strstr(out, "{\"id\":5,");
	assert_non_null(last);
	assert_null(strstr(last, "shielded"));
	*last = '\0';
	assert_non_null(
		strstr(strstr(out, "{\"id\":4,"), "\"lane\":\"shielded\",\"reasons\":[\"hard."));
}

static void a_bad_line_is_named(void **state)
{
	static const char *const bad[] = {
		"not json\n",
		"{\"type\":\"report\",\"id\":1}\n",
		"{\"type\":\"verdict\",\"id\":99,\"t\":1,\"verdict\":\"valid\"}\n",
		"{\"type\":\"party\",\"t\":1}\n",
		"[]\n",
	};
	char stream[1024], out[4096];
	long line;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		snprintf(stream, sizeof(stream), "%s%s", HONEST("1", "1.0"), bad[i]);
		assert_int_equal(play(stream, out, sizeof(out), &line), ERR_INPUT);
		assert_int_equal(line, 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_report_gets_one_line_in_order),
		cmocka_unit_test(a_burst_of_copies_is_shielded_but_never_its_severe_part),
		cmocka_unit_test(a_bad_line_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
