#include "testing.h"

#include "camera.h"
#include "io/handover.h"
#include "io/media_client.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* The real executable behind its real walls, started as the supervisor would. */
struct process {
	pid_t pid;
	struct seqpacket channel;
	struct media_client *client;
};

/* bin/ezhili-media beside the folder of this test. */
static void executable(char path[4096])
{
	char self[4000];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	assert_true(n > 0);
	self[n] = '\0';
	snprintf(path, 4096, "%s/../bin/ezhili-media", dirname(self));
}

static pid_t spawn(int fd)
{
	char path[4096];
	pid_t pid;

	executable(path);
	pid = fork();
	if (pid == 0) {
		if (fd != HANDOVER_FD)
			dup2(fd, HANDOVER_FD);
		/* A sanitizer's search for leaks at exit needs what the walls forbid. */
		setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
		execl(path, "ezhili-media", (char *)NULL);
		_exit(127);
	}
	return pid;
}

static struct process start(void)
{
	struct process p = { 0 };
	struct seqpacket_msg ready;
	struct config config;
	int up[2], wire[2];

	assert_int_equal(config_init(&config), ERR_OK);
	assert_int_equal(seqpacket_pair(up), ERR_OK);
	assert_int_equal(seqpacket_pair(wire), ERR_OK);
	assert_int_equal(seqpacket_init(&p.channel, up[0], handover_from_child), ERR_OK);
	p.pid = spawn(up[1]);
	assert_true(p.pid > 0);
	close(up[1]);
	assert_int_equal(handover_send_config(&p.channel, &config), ERR_OK);
	assert_int_equal(handover_send_fd(&p.channel, "gateway.0", wire[1]), ERR_OK);
	assert_int_equal(handover_send_start(&p.channel), ERR_OK);
	close(wire[1]);
	assert_int_equal(seqpacket_recv(&p.channel, &ready), ERR_OK);
	assert_int_equal(media_client_new(10000, &p.client), ERR_OK);
	assert_int_equal(media_client_attach(p.client, wire[0]), ERR_OK);
	config_release(&config);
	return p;
}

static int stop(struct process *p)
{
	int status = -1;

	seqpacket_release(&p->channel);
	media_client_free(p->client);
	assert_int_equal(waitpid(p->pid, &status, 0), p->pid);
	return status;
}

static void
pictures_are_judged_behind_the_walls_and_the_process_ends_with_its_supervisor(void **state)
{
	AUTO(buf) b = painted_jpeg(1600, 1200, 3, 85);
	struct process p = start();
	int fd = memfd_create("upload", MFD_CLOEXEC);

	(void)state;
	assert_int_equal(write(fd, b.p, b.len), b.len);
	for (size_t len = b.len; len > b.len / 2; len -= b.len / 4) {
		AUTO(media_answer) a = MEDIA_ANSWER_INIT;

		assert_int_equal(media_client_call(p.client, fd, len, &a), ERR_OK);
		assert_int_equal(a.result.verdict, len == b.len ? MEDIA_OK : MEDIA_BROKEN);
		assert_int_equal(a.photo_fd >= 0, len == b.len);
	}
	close(fd);
	assert_int_equal(stop(&p), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			pictures_are_judged_behind_the_walls_and_the_process_ends_with_its_supervisor),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
