#include "testing.h"

#include "io/landlock.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKS, NO_LANDLOCK, ENTER_FAILED, OWN_READ, OWN_WRITE, FOREIGN_READ, READ_ONLY_WRITE };

static int attempts(const char *writable, const char *readable)
{
	const struct sandbox_path paths[] = {
		{writable,             true },
                { readable,            false},
                { "/nonexistent/path", true }
	};
	char path[256];
	int abi = -1, fd;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || landlock_enter(paths, 3, &abi))
		return ENTER_FAILED;
	if (abi == 0)
		return NO_LANDLOCK;
	snprintf(path, sizeof(path), "%s/new", writable);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	if (fd < 0 || close(fd) || unlink(path))
		return OWN_WRITE;
	fd = open(readable, O_RDONLY | O_DIRECTORY);
	if (fd < 0 || close(fd))
		return OWN_READ;
	if (open("/etc/passwd", O_RDONLY) >= 0)
		return FOREIGN_READ;
	snprintf(path, sizeof(path), "%s/new", readable);
	if (open(path, O_RDWR | O_CREAT, 0600) >= 0)
		return READ_ONLY_WRITE;
	return WORKS;
}

static void only_the_listed_paths_can_be_opened(void **state)
{
	char writable[] = "/tmp/landlock_w.XXXXXX", readable[] = "/tmp/landlock_r.XXXXXX";
	int status;
	pid_t pid;

	(void)state;
	assert_non_null(mkdtemp(writable));
	assert_non_null(mkdtemp(readable));
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(attempts(writable, readable));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	rmdir(writable);
	rmdir(readable);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == NO_LANDLOCK)
		skip();
	assert_int_equal(WEXITSTATUS(status), WORKS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_listed_paths_can_be_opened),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
