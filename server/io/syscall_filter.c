#include "io/syscall_filter.h"

#include "io/sandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#else
#define ARCH 0
#endif

#define PROGRAM_MAX 1024
#define ALWAYS      0u
#define OWN_PID     UINT32_MAX /* stands for getpid() in a rule's value */

/* Allowed when (argument & mask) == value; mask 0 needs no look at an argument. */
struct rule {
	unsigned allow; /* one bit of enum sandbox_allow, or ALWAYS */
	long nr;
	unsigned arg;
	uint32_t mask, value;
};

#define CALL(allow, name)                  \
	{                                  \
		allow, SYS_##name, 0, 0, 0 \
	}
#define CALL_IF(allow, name, arg, mask, value)      \
	{                                           \
		allow, SYS_##name, arg, mask, value \
	}
#define ALL_BITS 0xFFFFFFFFu

/* The busiest first: the kernel walks the list where it cannot cache the answer. */
static const struct rule rules[] = {
	CALL(ALWAYS, read),
	CALL(ALWAYS, write),
	CALL(ALWAYS, readv),
	CALL(ALWAYS, writev),
	CALL(ALWAYS, futex),
	CALL(SANDBOX_MESSAGES, epoll_pwait),
	CALL(SANDBOX_MESSAGES, recvmsg),
	CALL(SANDBOX_MESSAGES, sendmsg),
	CALL(SANDBOX_MESSAGES, recvfrom),
	CALL(SANDBOX_MESSAGES, sendto),
	CALL(SANDBOX_MESSAGES, sendmmsg),
	CALL(SANDBOX_MESSAGES, recvmmsg),
	CALL(SANDBOX_MESSAGES, epoll_ctl),
	CALL(SANDBOX_MESSAGES, epoll_create1),
	CALL(SANDBOX_MESSAGES, ppoll),
	CALL(SANDBOX_MESSAGES, pselect6),
	CALL(SANDBOX_MESSAGES, shutdown),
	CALL(SANDBOX_MESSAGES, getsockopt),
	CALL(SANDBOX_MESSAGES, setsockopt),
	CALL(SANDBOX_MESSAGES, getsockname),
	CALL(SANDBOX_MESSAGES, getpeername),
	CALL(SANDBOX_MESSAGES, socketpair),
	CALL(SANDBOX_MESSAGES, eventfd2),
	CALL(SANDBOX_MESSAGES, pipe2),
	CALL(SANDBOX_MESSAGES, timerfd_create),
	CALL(SANDBOX_MESSAGES, timerfd_settime),
#ifdef SYS_poll /* calls that newer architectures do not have */
	CALL(SANDBOX_MESSAGES, epoll_wait),
	CALL(SANDBOX_MESSAGES, poll),
	CALL(SANDBOX_MESSAGES, select),
	CALL(SANDBOX_FILES, open),
	CALL(SANDBOX_FILES, stat),
	CALL(SANDBOX_FILES, lstat),
	CALL(SANDBOX_FILES, access),
	CALL(SANDBOX_FILES, rename),
	CALL(SANDBOX_FILES, unlink),
	CALL(SANDBOX_FILES, mkdir),
	CALL(SANDBOX_FILES, rmdir),
	CALL(SANDBOX_FILES, readlink),
	CALL(SANDBOX_FILES, link),
	CALL(ALWAYS, dup2),
	CALL(ALWAYS, time),
#endif
	CALL(SANDBOX_ACCEPT, accept4),
	CALL(SANDBOX_ACCEPT, accept),
	CALL(ALWAYS, pread64),
	CALL(ALWAYS, pwrite64),
	CALL(ALWAYS, close),
	CALL(ALWAYS, lseek),
	CALL(ALWAYS, fstat),
	CALL(ALWAYS, newfstatat), /* the C library's fstat; tells no contents */
	CALL(ALWAYS, fcntl),
	CALL(ALWAYS, dup),
	CALL(ALWAYS, dup3),
	CALL(ALWAYS, ftruncate),
	CALL(ALWAYS, fallocate),
	CALL(ALWAYS, fsync),
	CALL(ALWAYS, fdatasync),
	CALL(ALWAYS, memfd_create),
	CALL_IF(ALWAYS, ioctl, 1, ALL_BITS, FIONBIO),
	CALL_IF(ALWAYS, ioctl, 1, ALL_BITS, FIONREAD),
	CALL_IF(ALWAYS, ioctl, 1, ALL_BITS, FIOCLEX),
	CALL_IF(ALWAYS, ioctl, 1, ALL_BITS, TCGETS),
	CALL(ALWAYS, munmap),
	CALL(ALWAYS, brk),
	CALL(ALWAYS, madvise),
	CALL(ALWAYS, mremap),
	CALL(ALWAYS, mlock),
	CALL(ALWAYS, munlock),
	CALL(SANDBOX_EXEC_MAP, mmap),
	CALL(SANDBOX_EXEC_MAP, mprotect),
	CALL_IF(ALWAYS, mmap, 2, PROT_EXEC, 0),
	CALL_IF(ALWAYS, mprotect, 2, PROT_EXEC, 0),
	CALL(ALWAYS, membarrier),
	CALL(ALWAYS, clock_gettime),
	CALL(ALWAYS, clock_getres),
	CALL(ALWAYS, clock_nanosleep),
	CALL(ALWAYS, nanosleep),
	CALL(ALWAYS, gettimeofday),
	CALL(ALWAYS, getrandom),
	CALL(ALWAYS, rt_sigaction),
	CALL(ALWAYS, rt_sigprocmask),
	CALL(ALWAYS, rt_sigreturn),
	CALL(ALWAYS, rt_sigtimedwait),
	CALL(ALWAYS, sigaltstack),
	CALL(ALWAYS, restart_syscall),
	CALL(ALWAYS, sched_yield),
	CALL(ALWAYS, sched_getaffinity),
	CALL(ALWAYS, getpid),
	CALL(ALWAYS, gettid),
	CALL(ALWAYS, getuid),
	CALL(ALWAYS, geteuid),
	CALL(ALWAYS, getgid),
	CALL(ALWAYS, getegid),
	CALL(ALWAYS, getrusage),
	CALL(ALWAYS, sysinfo),
	CALL(ALWAYS, uname),
	CALL(ALWAYS, set_robust_list),
	CALL_IF(ALWAYS, prlimit64, 2, ALL_BITS, 0), /* reading limits, not setting them */
	CALL_IF(ALWAYS, prctl, 0, ALL_BITS, PR_SET_NAME),
	CALL_IF(ALWAYS, kill, 0, ALL_BITS, OWN_PID),
	CALL_IF(ALWAYS, tgkill, 0, ALL_BITS, OWN_PID),
	CALL(ALWAYS, exit),
	CALL(ALWAYS, exit_group),
#ifdef SYS_rseq
	CALL(ALWAYS, rseq),
#endif
	CALL(SANDBOX_FILES, openat),
	CALL(SANDBOX_FILES, statx),
	CALL(SANDBOX_FILES, faccessat),
	CALL(SANDBOX_FILES, faccessat2),
	CALL(SANDBOX_FILES, renameat),
	CALL(SANDBOX_FILES, renameat2),
	CALL(SANDBOX_FILES, unlinkat),
	CALL(SANDBOX_FILES, mkdirat),
	CALL(SANDBOX_FILES, linkat),
	CALL(SANDBOX_FILES, readlinkat),
	CALL(SANDBOX_FILES, getdents64),
	CALL(SANDBOX_FILES, fstatfs),
	CALL(SANDBOX_FILES, statfs),
	CALL(SANDBOX_FILES, flock),
	CALL(SANDBOX_FILES, fchmod),
	CALL(SANDBOX_FILES, sendfile),
	CALL(SANDBOX_FILES, getcwd),
	CALL_IF(SANDBOX_CONNECT, socket, 0, ALL_BITS, AF_UNIX),
	CALL_IF(SANDBOX_CONNECT, socket, 0, ALL_BITS, AF_INET),
	CALL_IF(SANDBOX_CONNECT, socket, 0, ALL_BITS, AF_INET6),
	CALL(SANDBOX_CONNECT, connect),
	CALL_IF(SANDBOX_THREADS, clone, 0, CLONE_THREAD, CLONE_THREAD),
};

struct program {
	struct sock_filter at[PROGRAM_MAX];
	unsigned short n;
};

static void add(struct program *p, uint16_t code, uint32_t k, uint8_t jt, uint8_t jf)
{
	if (p->n < PROGRAM_MAX)
		p->at[p->n] = (struct sock_filter){ code, jt, jf, k };
	p->n++;
}

static void load(struct program *p, size_t offset)
{
	add(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void answer(struct program *p, uint32_t what)
{
	add(p, BPF_RET | BPF_K, what, 0, 0);
}

/* Little-endian machines only, as ARCH says: the low half of an argument comes first. */
static void add_rule(struct program *p, const struct rule *r)
{
	uint32_t value = r->value == OWN_PID ? (uint32_t)getpid() : r->value;

	if (!r->mask) {
		add(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)r->nr, 0, 1);
		answer(p, SECCOMP_RET_ALLOW);
		return;
	}
	add(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)r->nr, 0, 5);
	load(p, offsetof(struct seccomp_data, args) + r->arg * sizeof(uint64_t));
	add(p, BPF_ALU | BPF_AND | BPF_K, r->mask, 0, 0);
	add(p, BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
	answer(p, SECCOMP_RET_ALLOW);
	load(p, offsetof(struct seccomp_data, nr));
}

enum err syscall_filter_enter(unsigned allow, bool *ret_done)
{
	struct program p = { .n = 0 };
	struct sock_fprog prog;

	*ret_done = false;
	if (!ARCH)
		return ERR_OK;
	load(&p, offsetof(struct seccomp_data, arch));
	add(&p, BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
	answer(&p, SECCOMP_RET_KILL_PROCESS);
	load(&p, offsetof(struct seccomp_data, nr));
	/* "No such call" makes the C library use clone, whose flags can be read here. */
	add(&p, BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1);
	answer(&p, SECCOMP_RET_ERRNO | ENOSYS);
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		if (rules[i].allow == ALWAYS || (rules[i].allow & allow))
			add_rule(&p, &rules[i]);
	}
	answer(&p, SECCOMP_RET_ERRNO | EPERM);
	if (p.n > PROGRAM_MAX)
		return ERR_DENIED;
	prog = (struct sock_fprog){ .len = p.n, .filter = p.at };
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &prog))
		return errno == ENOSYS || errno == EINVAL ? ERR_OK : ERR_DENIED;
	*ret_done = true;
	return ERR_OK;
}
