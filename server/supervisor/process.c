#include "supervisor/process.h"

#include "io/handover.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAIT_MAX_MS  10000
#define STEADY_MS    1000 /* who worked this long is not failing at its start: again at once */
#define LOG_KEEP_LEN (64LL << 20)

void process_init(struct process *p, const char *name, const char *program)
{
	*p = (struct process){ .channel = { .fd = -1 } };
	snprintf(p->name, sizeof(p->name), "%s", name);
	snprintf(p->program, sizeof(p->program), "%s", program);
}

/* One old file is kept, so that a crash loop cannot fill the disk with its own story. */
static int open_log(const char *path)
{
	char old[4096];
	struct stat st;

	if (!path)
		return -1;
	if (stat(path, &st) == 0 && st.st_size > LOG_KEEP_LEN &&
	    (size_t)snprintf(old, sizeof(old), "%s.1", path) < sizeof(old))
		(void)rename(path, old);
	return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
}

static bool become(const char *user)
{
	const struct passwd *pw = user ? getpwnam(user) : NULL;

	if (!pw || geteuid() != 0)
		return true;
	return setgroups(0, NULL) == 0 && setresgid(pw->pw_gid, pw->pw_gid, pw->pw_gid) == 0 &&
	       setresuid(pw->pw_uid, pw->pw_uid, pw->pw_uid) == 0;
}

/* In the child: nothing of ours is inherited but the channel, the log and a short environment. */
static void execute(const struct process *p, const struct process_command *c, int channel, int log)
{
	static const char *const keep[] = { "PATH", "TZ", "ASAN_OPTIONS", "UBSAN_OPTIONS",
					    "TSAN_OPTIONS" };
	char text[ARRAY_LEN(keep)][512],
		*env[ARRAY_LEN(keep) + 2] = { (char[]){ "LC_ALL=C.UTF-8" } };
	sigset_t none;
	size_t n = 1;
	int null_fd;

	for (size_t i = 0; i < ARRAY_LEN(keep); i++) {
		const char *value = getenv(keep[i]);

		if (value && (size_t)snprintf(text[i], sizeof(text[i]), "%s=%s", keep[i], value) <
				     sizeof(text[i]))
			env[n++] = text[i];
	}
	/* A group of its own: Ctrl-C reaches the supervisor, which then stops everything in order.
	 */
	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	if (!become(c->user))
		_exit(126);
	if (c->dies_with_us && prctl(PR_SET_PDEATHSIG, SIGTERM))
		_exit(126);
	null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null_fd < 0 || dup2(null_fd, STDIN_FILENO) < 0)
		_exit(126);
	if (log >= 0 && (dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0))
		_exit(126);
	/* dup2 onto itself would leave it close-on-exec. */
	if (channel == HANDOVER_FD ? fcntl(channel, F_SETFD, 0)
				   : channel >= 0 && dup2(channel, HANDOVER_FD) < 0)
		_exit(126);
	/* Also what somebody left open in us. */
	if (close_range(channel >= 0 ? HANDOVER_FD + 1 : HANDOVER_FD, ~0u, 0))
		_exit(126);
	execve(p->program, c->argv, env);
	_exit(127);
}

static enum err open_channel(struct process *p, int *ret_child_end)
{
	int fd[2];
	enum err e = seqpacket_pair(fd);

	if (e)
		return e;
	e = seqpacket_init(&p->channel, fd[0], handover_from_child);
	/* A child that does not read must not stop the supervisor. */
	if (!e && fcntl(fd[0], F_SETFL, O_NONBLOCK))
		e = ERR_IO;
	if (e) {
		seqpacket_release(&p->channel);
		close(fd[1]);
		return e;
	}
	*ret_child_end = fd[1];
	return ERR_OK;
}

enum err process_start(struct process *p, const struct process_command *command, int64_t now_ms)
{
	int child_end = -1, log;
	enum err e;

	if (access(p->program, X_OK)) {
		p->state = PROCESS_ABSENT;
		return ERR_NOT_FOUND;
	}
	if (command->with_channel) {
		e = open_channel(p, &child_end);
		if (e)
			return e;
	}
	log = open_log(command->log_path);
	p->pid = fork();
	if (p->pid == 0)
		execute(p, command, child_end, log);
	if (child_end >= 0)
		close(child_end);
	if (log >= 0)
		close(log);
	if (p->pid < 0) {
		seqpacket_release(&p->channel);
		return ERR_IO;
	}
	p->state = PROCESS_STARTING;
	p->started_ms = now_ms;
	p->degraded[0] = '\0';
	p->starts++;
	return ERR_OK;
}

void process_ended(struct process *p, int64_t now_ms, int64_t first_ms)
{
	seqpacket_release(&p->channel);
	if (now_ms - p->started_ms >= STEADY_MS || p->wait_ms == 0)
		p->wait_ms = first_ms;
	else
		p->wait_ms = p->wait_ms * 2 > WAIT_MAX_MS ? WAIT_MAX_MS : p->wait_ms * 2;
	p->start_ms = now_ms + p->wait_ms;
	p->pid = 0;
	p->state = PROCESS_DOWN;
}

const char *process_state_name(enum process_state s)
{
	switch (s) {
	case PROCESS_DOWN:
		return "down";
	case PROCESS_STARTING:
		return "starting";
	case PROCESS_UP:
		return "up";
	case PROCESS_ABSENT:
		return "absent";
	}
	return "unknown";
}
