#include "testing.h"

#include "io/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

/* Runs check in a child behind the walls; 0 when all it looked at was right. */
static int behind(const struct sandbox_spec *spec, int (*check)(const struct sandbox_report *r))
{
	struct sandbox_report r;
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(sandbox_enter(spec, &r) ? 99 : check(&r));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int walls_stand(const struct sandbox_report *r)
{
	if (!r->no_capabilities || !r->no_new_privs || !r->not_dumpable || !r->seccomp)
		return 1;
	if (open("/etc/passwd", O_RDONLY) >= 0)
		return 2;
	if (fork() >= 0)
		return 3;
	if (r->landlock == (strstr(r->degraded, "landlock") != NULL))
		return 4;
	return 0;
}

static int missing_user_is_named(const struct sandbox_report *r)
{
	return !r->own_user && strstr(r->degraded, "user") ? 0 : 1;
}

static int is_nobody(const struct sandbox_report *r)
{
	if (!r->own_user || strstr(r->degraded, "user"))
		return 1;
	if (geteuid() == 0 || getegid() == 0)
		return 2;
	return setuid(0) == 0 ? 3 : 0;
}

static void all_walls_of_this_kernel_stand(void **state)
{
	const struct sandbox_spec spec = { .allow = SANDBOX_MESSAGES };

	(void)state;
	if (SANITIZED)
		skip();
	assert_int_equal(behind(&spec, walls_stand), 0);
}

static void a_user_that_does_not_exist_is_reported(void **state)
{
	const struct sandbox_spec spec = { .user = "no-such-user", .allow = SANDBOX_MESSAGES };

	(void)state;
	if (SANITIZED)
		skip();
	assert_int_equal(behind(&spec, missing_user_is_named), 0);
}

static void root_becomes_the_named_user_for_good(void **state)
{
	const struct sandbox_spec spec = { .user = "nobody", .allow = SANDBOX_MESSAGES };

	(void)state;
	if (SANITIZED || geteuid() != 0)
		skip();
	assert_int_equal(behind(&spec, is_nobody), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_walls_of_this_kernel_stand),
		cmocka_unit_test(a_user_that_does_not_exist_is_reported),
		cmocka_unit_test(root_becomes_the_named_user_for_good),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
