/*
 * The walls a process puts around itself before it reads a stranger's byte:
 * own uid, no capabilities, no new privileges, not dumpable, Landlock, and a
 * system call list last. One way: nothing here can be undone.
 *
 * What an old kernel or a container does not give is reported, never hidden:
 * the process logs report.degraded at start and /readyz shows it.
 *
 * Call it after everything has been opened and before threads exist.
 */
#ifndef IO_SANDBOX_H
#define IO_SANDBOX_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * System calls beyond the basic ones (memory, clocks, read and write of open
 * descriptors, locks, exit). What is not allowed answers EPERM.
 * Never allowed: execve, fork, ptrace, listen, bind, mount, bpf, …
 */
enum sandbox_allow {
	SANDBOX_MESSAGES = 1, /* sendmsg/recvmsg on sockets that are open already, poll and epoll */
	SANDBOX_FILES = 2,    /* open, rename, unlink, mkdir; Landlock says where */
	SANDBOX_CONNECT = 4,  /* new sockets and connect */
	SANDBOX_ACCEPT = 8,   /* accept on a listener that is open already */
	SANDBOX_THREADS = 16, /* new threads (never processes) */
	SANDBOX_EXEC_MAP = 32, /* mappings of code: dlopen by the resolver, for instance */
	/* Host names become addresses, and the system's certificates are readable; with EXEC_MAP,
	 * because the resolver is a library that is loaded late. */
	SANDBOX_NAMES = 64 | SANDBOX_EXEC_MAP
};

struct sandbox_path {
	const char *path; /* a directory or a file; NULL, "", one that does not exist, or that we
			     may not reach, is skipped */
	bool write;
};

struct sandbox_spec {
	const char *user; /* to become when we are root; NULL or "" keeps the user */
	unsigned allow;   /* enum sandbox_allow */
	const struct sandbox_path *paths; /* all that may still be opened; NULL: nothing */
	size_t n_paths;
};

#define SANDBOX_DEGRADED_MAX 160

struct sandbox_report {
	bool own_user, no_capabilities, no_new_privs, not_dumpable, landlock, seccomp;
	int landlock_abi; /* 0: the kernel has none */
	/* Comma-separated names of what is missing, "" when all walls stand: "user,landlock". */
	char degraded[SANDBOX_DEGRADED_MAX];
};

/*
 * ERR_DENIED when a wall that the kernel offers could not be put up (the
 * process must then exit); a missing kernel feature or user is no error.
 */
CHECKED
enum err sandbox_enter(const struct sandbox_spec *spec, struct sandbox_report *ret_report);

#endif
