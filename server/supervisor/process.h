/*
 * One child process: its program, its channel, and when it may start again.
 */
#ifndef SUPERVISOR_PROCESS_H
#define SUPERVISOR_PROCESS_H

#include "base/config.h"
#include "base/err.h"
#include "io/sandbox.h"
#include "io/seqpacket.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define PROCESS_NAME_MAX 32
#define PROCESS_ARGS_MAX 32

enum process_state {
	PROCESS_DOWN,     /* waits until start_ms */
	PROCESS_STARTING, /* runs, has not said that it is ready */
	PROCESS_UP,
	PROCESS_ABSENT, /* its program is not installed */
};

struct process {
	char name[PROCESS_NAME_MAX]; /* "gateway.0", also its log file's */
	char program[4096];
	enum process_state state;
	pid_t pid;
	int64_t started_ms, start_ms, wait_ms; /* monotonic */
	uint64_t starts;
	struct seqpacket channel; /* ours; fd -1 when there is none */
	char degraded[SANDBOX_DEGRADED_MAX];
};

/* What to run, beside the channel on descriptor HANDOVER_FD. */
struct process_command {
	char *const *argv;
	const char *log_path; /* appended to; NULL: our standard error */
	const char *user; /* to become before exec; NULL: stays (a child of ours does it itself) */
	bool with_channel;
	bool dies_with_us; /* SIGTERM when the supervisor dies */
};

void process_init(struct process *p, const char *name, const char *program);

/* Forks and executes. On ERR_OK p is PROCESS_STARTING. ERR_NOT_FOUND: p is PROCESS_ABSENT. */
CHECKED enum err process_start(struct process *p, const struct process_command *command,
			       int64_t now_ms);

/*
 * It ended: closes the channel and sets when it may start again. The wait
 * doubles from first_ms up to ten seconds while it keeps dying within ten
 * seconds; one that lived longer starts again after first_ms.
 */
void process_ended(struct process *p, int64_t now_ms, int64_t first_ms);

const char *process_state_name(enum process_state s);

#endif
