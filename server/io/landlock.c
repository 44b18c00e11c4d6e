#include "io/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * The kernel's interface, written out: Debian 12's headers stop at version 2
 * and its C library has no wrappers. Source: Documentation/userspace-api/landlock.rst.
 */
#define SYS_CREATE_RULESET 444
#define SYS_ADD_RULE       445
#define SYS_RESTRICT_SELF  446
#define ASK_VERSION        1u
#define RULE_PATH_BENEATH  1

#define FS_WRITE_FILE      (1ull << 1)
#define FS_READ_FILE       (1ull << 2)
#define FS_READ_DIR        (1ull << 3)
#define FS_REMOVE_DIR      (1ull << 4) /* up to MAKE_SYM at bit 12: changes of a directory */
#define FS_MAKE_SYM        (1ull << 12)
#define FS_REFER           (1ull << 13) /* version 2 */
#define FS_TRUNCATE        (1ull << 14) /* version 3 */
#define FS_IOCTL_DEV       (1ull << 15) /* version 5 */
#define NET_BIND_TCP       (1ull << 0)  /* version 4 */
#define SCOPE_ALL          3ull         /* version 6: abstract Unix sockets, signals */

#define FS_CHANGE_DIR      ((FS_MAKE_SYM << 1) - FS_REMOVE_DIR)

struct ruleset_attr {
	uint64_t fs, net, scoped;
};

struct path_beneath {
	uint64_t allowed;
	int32_t parent_fd;
} __attribute__((packed));

static struct ruleset_attr all_of(int abi)
{
	struct ruleset_attr a = { .fs = (FS_MAKE_SYM << 1) - 1 };

	if (abi >= 2)
		a.fs |= FS_REFER;
	if (abi >= 3)
		a.fs |= FS_TRUNCATE;
	if (abi >= 4)
		a.net = NET_BIND_TCP;
	if (abi >= 5)
		a.fs |= FS_IOCTL_DEV;
	if (abi >= 6)
		a.scoped = SCOPE_ALL;
	return a;
}

/* Older kernels refuse a structure with bytes that they do not know. */
static size_t size_of(int abi)
{
	return abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
}

static enum err add_path(int ruleset, const struct sandbox_path *path, uint64_t handled)
{
	uint64_t on_file = FS_READ_FILE | (path->write ? FS_WRITE_FILE | FS_TRUNCATE : 0);
	uint64_t on_dir = on_file | FS_READ_DIR | (path->write ? FS_CHANGE_DIR | FS_REFER : 0);
	struct path_beneath rule = { 0 };
	struct stat st;
	long failed;
	int fd;

	if (!path->path || !*path->path)
		return ERR_OK; /* not configured */
	fd = open(path->path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT || errno == EACCES ? ERR_OK : ERR_DENIED;
	if (fstat(fd, &st)) {
		close(fd);
		return ERR_DENIED;
	}
	rule.allowed = handled & (S_ISDIR(st.st_mode) ? on_dir : on_file);
	rule.parent_fd = fd;
	failed = syscall(SYS_ADD_RULE, ruleset, RULE_PATH_BENEATH, &rule, 0);
	close(fd);
	return failed ? ERR_DENIED : ERR_OK;
}

enum err landlock_enter(const struct sandbox_path *paths, size_t n, int *ret_abi)
{
	int abi = (int)syscall(SYS_CREATE_RULESET, NULL, 0, ASK_VERSION);
	enum err e = ERR_OK;
	struct ruleset_attr attr;
	int ruleset;

	if (abi <= 0) {
		*ret_abi = 0;
		return ERR_OK;
	}
	attr = all_of(abi);
	ruleset = (int)syscall(SYS_CREATE_RULESET, &attr, size_of(abi), 0);
	if (ruleset < 0)
		return ERR_DENIED;
	for (size_t i = 0; i < n && !e; i++)
		e = add_path(ruleset, &paths[i], attr.fs);
	if (!e && syscall(SYS_RESTRICT_SELF, ruleset, 0))
		e = ERR_DENIED;
	close(ruleset);
	if (!e)
		*ret_abi = abi;
	return e;
}
