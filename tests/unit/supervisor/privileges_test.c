#include "testing.h"

#include "supervisor/privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

/* In a child, because it cannot be taken back; its exit status tells which check failed. */
static int status_of(int (*child)(void))
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(child());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int restarts_a_child_of_another_user(void)
{
	pid_t pid;
	int status = 0;

	if (privileges_drop())
		return 1;
	pid = fork();
	if (pid == 0) {
		if (setresgid(NOBODY, NOBODY, NOBODY) || setresuid(NOBODY, NOBODY, NOBODY))
			_exit(3);
		pause();
		_exit(4);
	}
	while (kill(pid, 0) == 0) { /* until it has become nobody, SIGKILL would prove nothing */
		char path[64];
		struct stat st;

		snprintf(path, sizeof(path), "/proc/%d", (int)pid);
		if (stat(path, &st) == 0 && st.st_uid == NOBODY)
			break;
		if (waitpid(pid, &status, WNOHANG) == pid)
			return 5;
		usleep(1000);
	}
	if (kill(pid, SIGKILL) || waitpid(pid, &status, 0) != pid)
		return 6;
	return WIFSIGNALED(status) ? 0 : 7;
}

static int has_lost_the_rest(void)
{
	char path[] = "/tmp/ezhili-privileges-XXXXXX";
	int fd = mkstemp(path), denied;

	if (fd < 0 || fchmod(fd, 0600) || privileges_drop())
		return 1;
	denied = fchown(fd, NOBODY, NOBODY) == -1 && errno == EPERM;
	close(fd);
	unlink(path);
	if (!denied)
		return 2;
	if (prctl(PR_CAPBSET_READ, CAP_SYS_ADMIN, 0, 0, 0) != 0 ||
	    prctl(PR_CAPBSET_READ, CAP_SYS_PTRACE, 0, 0, 0) != 0 ||
	    prctl(PR_CAPBSET_READ, CAP_SETUID, 0, 0, 0) != 1)
		return 3;
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0 : 4;
}

static int drops_as_an_ordinary_user(void)
{
	if (geteuid() == 0 &&
	    (setresgid(NOBODY, NOBODY, NOBODY) || setresuid(NOBODY, NOBODY, NOBODY)))
		return 1;
	if (privileges_drop() || privileges_drop())
		return 2;
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0 : 3;
}

static void what_is_kept_restarts_and_stops_a_child_of_another_user(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(status_of(restarts_a_child_of_another_user), 0);
}

static void everything_else_of_root_is_gone_also_for_what_is_executed_later(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(status_of(has_lost_the_rest), 0);
}

static void an_ordinary_user_has_nothing_to_drop(void **state)
{
	(void)state;
	assert_int_equal(status_of(drops_as_an_ordinary_user), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_kept_restarts_and_stops_a_child_of_another_user),
		cmocka_unit_test(everything_else_of_root_is_gone_also_for_what_is_executed_later),
		cmocka_unit_test(an_ordinary_user_has_nothing_to_drop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
