#include "testing.h"

#include "base/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Runs what with standard error in a pipe and returns what it wrote. */
static size_t captured(void (*what)(void), char *to, size_t size)
{
	int fd[2], keep = dup(STDERR_FILENO);
	ssize_t n;

	assert_int_equal(pipe(fd), 0);
	fcntl(fd[0], F_SETFL, O_NONBLOCK);
	dup2(fd[1], STDERR_FILENO);
	what();
	dup2(keep, STDERR_FILENO);
	n = read(fd[0], to, size - 1);
	close(fd[0]);
	close(fd[1]);
	close(keep);
	to[n > 0 ? n : 0] = '\0';
	return n > 0 ? (size_t)n : 0;
}

static void say_one(void)
{
	log_init("gateway", LOG_LVL_INFO);
	log_info("report.accepted", "report=%s ms=%d", "abc", 3);
}

static void say_evil(void)
{
	log_info("x", "text=%s", "a\nts=forged\033[31m");
}

static void say_long(void)
{
	char text[5000];

	memset(text, 'y', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_info("x", "text=%s", text);
}

static void say_debug(void)
{
	log_debug("x", "n=%d", 1);
}

static void a_line_is_logfmt(void **state)
{
	char line[8192];

	(void)state;
	captured(say_one, line, sizeof(line));
	assert_true(strncmp(line, "ts=20", 5) == 0);
	assert_non_null(
		strstr(line, " lvl=info proc=gateway ev=report.accepted report=abc ms=3\n"));
}

static void nothing_a_value_holds_can_begin_a_new_line(void **state)
{
	char line[8192];
	size_t n = captured(say_evil, line, sizeof(line));

	(void)state;
	assert_ptr_equal(strchr(line, '\n'), line + n - 1);
	assert_null(strchr(line, '\033'));
}

static void a_long_line_is_cut_and_still_ends(void **state)
{
	char line[8192];
	size_t n = captured(say_long, line, sizeof(line));

	(void)state;
	assert_true(n <= 1024);
	assert_int_equal(line[n - 1], '\n');
}

static void below_the_level_nothing_is_written(void **state)
{
	char line[64];

	(void)state;
	assert_int_equal(captured(say_debug, line, sizeof(line)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_logfmt),
		cmocka_unit_test(nothing_a_value_holds_can_begin_a_new_line),
		cmocka_unit_test(a_long_line_is_cut_and_still_ends),
		cmocka_unit_test(below_the_level_nothing_is_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
