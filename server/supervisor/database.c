#include "supervisor/database.h"

#include "base/log.h"
#include "io/db_admin.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define REDO_MAX (1ll << 30)

static enum err look_for(struct str configured, const char *const *places, char ret_path[4096])
{
	if (configured.len) {
		snprintf(ret_path, 4096, "%s", configured.p);
		return access(ret_path, X_OK) ? ERR_NOT_FOUND : ERR_OK;
	}
	for (; *places; places++) {
		if (access(*places, X_OK) == 0) {
			snprintf(ret_path, 4096, "%s", *places);
			return ERR_OK;
		}
	}
	return ERR_NOT_FOUND;
}

enum err database_program(const struct config *c, char ret_path[4096])
{
	static const char *const places[] = { "/usr/sbin/mariadbd",       "/usr/bin/mariadbd",
					      "/usr/local/sbin/mariadbd", "/usr/local/bin/mariadbd",
					      "/usr/libexec/mariadbd",    NULL };

	return look_for(c->mariadbd, places, ret_path);
}

static enum err install_program(const struct config *c, char ret_path[4096])
{
	static const char *const places[] = { "/usr/bin/mariadb-install-db",
					      "/usr/local/bin/mariadb-install-db",
					      "/usr/sbin/mariadb-install-db", NULL };

	return look_for(c->mariadb_install_db, places, ret_path);
}

/* Whom the server runs as: its own user, or root where that is the only one. */
static const char *server_user(const struct config *c)
{
	if (geteuid() != 0)
		return NULL;
	return getpwnam(c->user_database.p) ? c->user_database.p : "root";
}

/* Runs to its end; ERR_IO unless it exits with 0. */
static enum err run(const char *program, char *const argv[], const struct config *c,
		    const char *log)
{
	struct process p;
	struct process_command command = { .argv = argv, .log_path = log, .user = server_user(c) };
	int status;
	enum err e;

	process_init(&p, "install", program);
	e = process_start(&p, &command, 0);
	if (e)
		return e;
	while (waitpid(p.pid, &status, 0) < 0) {
		if (errno != EINTR)
			return ERR_IO;
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? ERR_OK : ERR_IO;
}

static bool exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

static enum err make_server_dir(const struct config *c, const char *path)
{
	const char *user = server_user(c);
	const struct passwd *pw = user ? getpwnam(user) : NULL;

	if (mkdir(path, 0700) && errno != EEXIST)
		return ERR_IO;
	if (pw && chown(path, pw->pw_uid, pw->pw_gid))
		return ERR_IO;
	return ERR_OK;
}

static enum err install_into(const struct config *c, const char *dir, const char *log,
			     struct buf *why)
{
	char program[4096], datadir[4200], tmpdir[4200], owner[300], root[300];
	const struct passwd *me = getpwuid(geteuid());
	char *argv[] = { (char[]){ "mariadb-install-db" },
			 (char[]){ "--no-defaults" },
			 datadir,
			 tmpdir,
			 owner,
			 (char[]){ "--auth-root-authentication-method=socket" },
			 root,
			 (char[]){ "--skip-test-db" },
			 (char[]){ "--skip-name-resolve" },
			 NULL };
	enum err e;

	if (!me || install_program(c, program)) {
		buf_add_str(why, STR("mariadb-install-db: not found; install mariadb-server-core "
				     "and mariadb-client-core\n"));
		return ERR_NOT_FOUND;
	}
	snprintf(root, sizeof(root), "--auth-root-socket-user=%s", me->pw_name);
	snprintf(datadir, sizeof(datadir), "--datadir=%s", dir);
	snprintf(tmpdir, sizeof(tmpdir), "--tmpdir=%s/run/db/tmp", c->data_dir.p);
	snprintf(owner, sizeof(owner), "--user=%s", server_user(c) ? server_user(c) : me->pw_name);
	e = run(program, argv, c, log);
	if (e)
		buf_printf(why, "mariadb-install-db failed, see %s\n", log);
	return e;
}

enum err database_install(const struct config *c, struct buf *why)
{
	AUTO(arena) a = { .cap = 1u << 16 };
	struct str dir = config_path(c, STR("db"), &a), part = config_path(c, STR("db.part"), &a);
	struct str log_dir = config_path(c, c->log_dir.len ? c->log_dir : STR("log"), &a);
	struct str log = arena_printf(&a, "%s/install.log", log_dir.p);
	enum err e;

	if (!dir.p || !part.p || !log.p)
		return ERR_MEMORY;
	if (exists(dir.p))
		return ERR_OK;
	log_info("database.install", "dir=%s", dir.p);
	/* Installed beside its place: a half-installed one is never taken for a whole one. */
	e = make_server_dir(c, part.p);
	if (!e)
		e = install_into(c, part.p, log.p, why);
	if (!e && rename(part.p, dir.p))
		e = ERR_IO;
	if (e && !why->len)
		buf_printf(why, "%s: %s\n", part.p, strerror(errno));
	return e;
}

/* As large as what it protects, within reason: a small test needs no quarter gigabyte of disk. */
static int64_t redo_bytes(const struct config *c)
{
	return c->db_buffer_bytes > REDO_MAX ? REDO_MAX : c->db_buffer_bytes;
}

/*
 * What was acknowledged is on the disk (flush 1, doublewrite stays on), and
 * nothing listens on a network. Times are UTC; texts compare by their bytes.
 */
static const char *const fixed_args[] = {
	"--skip-networking",
	"--skip-name-resolve",
	"--skip-log-bin",
	"--innodb-flush-log-at-trx-commit=1",
	"--innodb-flush-method=O_DIRECT",
	"--innodb-print-all-deadlocks=ON",
	"--character-set-server=utf8mb4",
	"--collation-server=utf8mb4_bin",
	"--sql-mode=TRADITIONAL",
	"--default-time-zone=+00:00",
	"--max-connections=200",
	"--max-allowed-packet=32M",
	"--local-infile=0",
	"--symbolic-links=0",
	"--performance-schema=OFF",
};

/* mariadbd's arguments in the arena, ended by NULL. */
static enum err make_args(const struct config *c, const char *socket_path, struct arena *a,
			  char *argv[PROCESS_ARGS_MAX])
{
	const struct passwd *me = getpwuid(geteuid());
	const char *user = server_user(c);

	if (!me)
		return ERR_IO;
	const struct str own[] = {
		STR("mariadbd"),
		STR("--no-defaults"),
		arena_printf(a, "--datadir=%s/db", c->data_dir.p),
		arena_printf(a, "--socket=%s", socket_path),
		/* Its own: a starting server removes what it takes for leftovers, also another
		   one's. */
		arena_printf(a, "--tmpdir=%s/run/db/tmp", c->data_dir.p),
		arena_printf(a, "--pid-file=%s/run/db/pid", c->data_dir.p),
		arena_printf(a, "--user=%s", user ? user : me->pw_name),
		arena_printf(a, "--innodb-buffer-pool-size=%lld", (long long)c->db_buffer_bytes),
		arena_printf(a, "--innodb-log-file-size=%lld", (long long)redo_bytes(c)),
	};
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(own); i++) {
		argv[n] = (char *)(uintptr_t)own[i].p;
		if (!argv[n++])
			return ERR_MEMORY;
	}
	for (size_t i = 0; i < ARRAY_LEN(fixed_args) && n < PROCESS_ARGS_MAX - 1; i++)
		argv[n++] = (char *)(uintptr_t)fixed_args[i];
	argv[n] = NULL;
	return ERR_OK;
}

enum err database_start(struct process *p, const struct config *c, int64_t now_ms, struct buf *why)
{
	AUTO(arena) a = { .cap = 1u << 16 };
	struct str log_dir = config_path(c, c->log_dir, &a);
	struct str log = arena_printf(&a, "%s/%s.log", log_dir.p, p->name);
	const char *socket_path = NULL;
	char *argv[PROCESS_ARGS_MAX] = { 0 };
	struct process_command command = { .argv = argv,
					   .log_path = log_dir.len ? log.p : NULL,
					   .user = server_user(c),
					   .dies_with_us = true };
	enum err e = db_admin_socket(c, &a, &socket_path);

	if (!e)
		e = make_args(c, socket_path, &a, argv);
	if (e)
		return e;
	e = process_start(p, &command, now_ms);
	if (e == ERR_NOT_FOUND)
		buf_add_str(why, STR("mariadbd: not found; install mariadb-server-core\n"));
	return e;
}

bool database_is_ready(const struct config *c)
{
	AUTO(arena) a = { .cap = 1u << 16 };
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const char *path;
	bool ready;
	int fd;

	if (db_admin_socket(c, &a, &path))
		return false;
	snprintf(to.sun_path, sizeof(to.sun_path), "%s", path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ready = fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0;
	if (fd >= 0)
		close(fd);
	return ready;
}
