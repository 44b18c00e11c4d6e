#include "testing.h"

#include "cli/understand_replay.h"

#include <stdio.h>
#include <string.h>

static enum err play(const char *text, char *out, size_t size, long *ret_line)
{
	FILE *in = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	FILE *to = fmemopen(out, size, "w");
	enum err e;

	assert_non_null(in);
	assert_non_null(to);
	e = understand_replay(in, to, NULL, 1773840600000LL, ret_line);
	fclose(in);
	fclose(to);
	return e;
}

static void each_sentence_gets_one_line_of_what_it_says(void **state)
{
	char out[2048] = "";
	long line;

	(void)state;
	assert_int_equal(
		play("昨晚在仓山万达的老福州锅边点外卖吃到蟑螂\n你好\n", out, sizeof(out), &line),
		ERR_OK);
	assert_int_equal(line, 2);
	assert_non_null(strstr(out, "\"shop\":\"老福州锅边\""));
	assert_non_null(strstr(out, "\"place\":\"仓山万达\""));
	assert_non_null(strstr(out, "\"category\":15"));
	assert_null(strstr(strchr(out, '\n'), "shop\":"));
}

static void broken_text_is_refused_with_its_line(void **state)
{
	char out[2048] = "";
	long line;

	(void)state;
	assert_int_equal(play("你好\n\xff\xfe\n", out, sizeof(out), &line), ERR_INPUT);
	assert_int_equal(line, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_sentence_gets_one_line_of_what_it_says),
		cmocka_unit_test(broken_text_is_refused_with_its_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
