#include "testing.h"

#include "supervisor/process.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int run(const char *script, bool with_channel)
{
	char *argv[] = { (char[]){ "sh" }, (char[]){ "-c" }, (char *)(uintptr_t)script, NULL };
	struct process_command command = { .argv = argv, .with_channel = with_channel };
	struct process p;
	int status;

	process_init(&p, "test", "/bin/sh");
	assert_int_equal(process_start(&p, &command, 0), ERR_OK);
	assert_int_equal(p.state, PROCESS_STARTING);
	assert_int_equal(waitpid(p.pid, &status, 0), p.pid);
	process_ended(&p, 0, 100);
	assert_int_equal(p.channel.fd, -1);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_child_inherits_the_channel_and_nothing_else(void **state)
{
	(void)state;
	/* ls itself opens one more to read the directory. */
	assert_int_equal(run("test \"$(ls /proc/self/fd | tr '\\n' ' ')\" = '0 1 2 3 4 '", true),
			 0);
	assert_int_equal(run("test \"$(ls /proc/self/fd | tr '\\n' ' ')\" = '0 1 2 3 '", false), 0);
}

static void a_child_has_a_short_environment_and_its_own_group(void **state)
{
	(void)state;
	assert_int_equal(setenv("SECRET_OF_SOMEBODY", "1", 1), 0);
	assert_int_equal(run("test -z \"$SECRET_OF_SOMEBODY\"", false), 0);
	assert_int_equal(run("test \"$(cut -d' ' -f5 /proc/$$/stat)\" = $$", false), 0);
}

static void a_missing_program_is_absent(void **state)
{
	char *argv[] = { NULL };
	struct process_command command = { .argv = argv };
	struct process p;

	(void)state;
	process_init(&p, "test", "/nonexistent/program");
	assert_int_equal(process_start(&p, &command, 0), ERR_NOT_FOUND);
	assert_int_equal(p.state, PROCESS_ABSENT);
}

static void a_child_that_keeps_dying_waits_longer_each_time(void **state)
{
	static const int64_t want_ms[] = { 100, 200, 400, 800, 1600, 3200, 6400, 10000, 10000 };
	struct process p;

	(void)state;
	process_init(&p, "test", "/bin/true");
	for (size_t i = 0; i < ARRAY_LEN(want_ms); i++) {
		p.started_ms = 1000;
		process_ended(&p, 1010, 100);
		assert_int_equal(p.wait_ms, want_ms[i]);
		assert_int_equal(p.start_ms, 1010 + want_ms[i]);
	}
	p.started_ms = 1000;
	process_ended(&p, 12000, 100); /* it worked for a while */
	assert_int_equal(p.wait_ms, 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_child_inherits_the_channel_and_nothing_else),
		cmocka_unit_test(a_child_has_a_short_environment_and_its_own_group),
		cmocka_unit_test(a_missing_program_is_absent),
		cmocka_unit_test(a_child_that_keeps_dying_waits_longer_each_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
