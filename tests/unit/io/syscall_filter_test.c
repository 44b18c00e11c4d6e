#include "testing.h"

#include "io/sandbox.h"
#include "io/syscall_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
#define SANITIZED 1 /* the sanitizer's own calls are not in the list */
#else
#define SANITIZED 0
#endif

/* Everything below runs inside a filtered child; its exit status tells which attempt went wrong. */
static int inside(unsigned allow, int (*attempts)(int listener))
{
	int listener = socket(AF_INET, SOCK_STREAM, 0), status;
	bool done = false;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall_filter_enter(allow, &done) ||
		    !done)
			_exit(99);
		_exit(attempts(listener));
	}
	close(listener);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static bool refused(long result)
{
	return result == -1 && errno == EPERM;
}

static int forbidden_always(int listener)
{
	struct sockaddr_in any = { .sin_family = AF_INET };
	char *const argv[] = { (char[]){ "true" }, NULL };

	if (!refused(fork()))
		return 1;
	if (!refused(execve("/bin/true", argv, argv)))
		return 2;
	if (!refused(bind(listener, (struct sockaddr *)&any, sizeof(any))))
		return 3;
	if (!refused(listen(listener, 1)))
		return 4;
	if (!refused(kill(1, 0)))
		return 5;
	if (mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
	    MAP_FAILED)
		return 6;
	if (!refused(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)))
		return 7;
	return 0;
}

static int forbidden_without_files_or_network(int listener)
{
	int fd[2];

	(void)listener;
	if (!refused(open("/etc/passwd", O_RDONLY)))
		return 1;
	if (!refused(socket(AF_INET, SOCK_STREAM, 0)))
		return 2;
	if (!refused(socketpair(AF_UNIX, SOCK_STREAM, 0, fd)))
		return 3;
	return 0;
}

static void *nothing(void *arg)
{
	return arg;
}

static int allowed_with_everything(int listener)
{
	pthread_t thread;
	int fd;

	(void)listener;
	fd = open("/etc/passwd", O_RDONLY);
	if (fd < 0 || close(fd))
		return 1;
	fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || close(fd))
		return 2;
	if (!refused(socket(AF_NETLINK, SOCK_RAW, 0)))
		return 3;
	if (pthread_create(&thread, NULL, nothing, NULL) || pthread_join(thread, NULL))
		return 4;
	if (kill(getpid(), 0))
		return 5;
	return 0;
}

static void processes_listeners_and_code_are_never_made(void **state)
{
	(void)state;
	if (SANITIZED)
		skip();
	assert_int_equal(inside(~0u & ~(unsigned)SANDBOX_EXEC_MAP, forbidden_always), 0);
}

static void files_and_sockets_need_their_permission(void **state)
{
	(void)state;
	if (SANITIZED)
		skip();
	assert_int_equal(inside(0, forbidden_without_files_or_network), 0);
}

static void what_is_permitted_works(void **state)
{
	(void)state;
	if (SANITIZED)
		skip();
	assert_int_equal(inside(~0u, allowed_with_everything), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(processes_listeners_and_code_are_never_made),
		cmocka_unit_test(files_and_sockets_need_their_permission),
		cmocka_unit_test(what_is_permitted_works),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
