#include "io/datadir.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum owner { ROOT, GATEWAY, PAYOUT, DATABASE };

static const struct {
	const char *path;
	enum owner owner;
	mode_t mode;
} dirs[] = {
	{"keys",              ROOT,     0711},
	{ "keys/gateway",     ROOT,     0700},
	{ "keys/payout",      PAYOUT,   0700},
	{ "keys/sms",         ROOT,     0700}, /* handed over, not read */
	{ "run",              ROOT,     0711},
	{ "run/db",           DATABASE, 0711},
	{ "run/db/tmp",       DATABASE, 0700},
	{ "log",              ROOT,     0750},
	{ "evidence",         GATEWAY,  0700},
	{ "evidence/staging", GATEWAY,  0700},
	{ "pain001",          PAYOUT,   0700},
};

static enum err say(struct buf *why, const char *path)
{
	buf_printf(why, "%s: %s\n", path, strerror(errno));
	return ERR_IO;
}

static const char *user_of(const struct config *c, enum owner owner)
{
	switch (owner) {
	case GATEWAY:
		return c->user_gateway.p;
	case PAYOUT:
		return c->user_payout.p;
	case DATABASE:
		return c->user_database.p;
	case ROOT:
		break;
	}
	return "root";
}

static enum err make_dir(const struct config *c, const char *path, enum owner owner, mode_t mode,
			 struct buf *why)
{
	const struct passwd *pw;

	if (mkdir(path, mode) && errno != EEXIST)
		return say(why, path);
	if (geteuid() == 0) {
		pw = getpwnam(user_of(c, owner));
		if (chown(path, pw ? pw->pw_uid : 0, pw ? pw->pw_gid : 0))
			return say(why, path);
	}
	return chmod(path, mode) ? say(why, path) : ERR_OK;
}

/* May anybody pass every directory above path? Those of a home (/root) or of mktemp -d are shut. */
static bool all_may_reach(const char *path)
{
	char above[PATH_MAX];
	struct stat st;

	for (const char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
		size_t len = (size_t)(at - path);

		memcpy(above, path, len);
		above[len] = '\0';
		if (stat(above, &st) || !(st.st_mode & S_IXOTH))
			return false;
	}
	return true;
}

static enum err stay_one_user(struct config *c, struct buf *why)
{
	static const struct str users[] = {
		{"user_gateway",   12},
		{ "user_media",    10},
		{ "user_payout",   11},
		{ "user_sms",      8 },
		{ "user_database", 13}
	};
	enum err e = ERR_OK;

	for (size_t i = 0; i < ARRAY_LEN(users) && !e; i++)
		e = config_set(c, users[i], STR(""), why);
	return e;
}

enum err datadir_resolve(struct config *c, struct buf *why)
{
	char real[PATH_MAX];
	enum err e;

	if (mkdir(c->data_dir.p, 0711) && errno != EEXIST)
		return say(why, c->data_dir.p);
	if (!realpath(c->data_dir.p, real))
		return say(why, c->data_dir.p);
	e = config_set(c, STR("data_dir"), str_of(real), why);
	if (!e && geteuid() == 0 && !all_may_reach(real))
		e = stay_one_user(c, why);
	return e;
}

enum err datadir_init(const struct config *c, struct buf *why)
{
	AUTO(arena) a = { .cap = 1u << 16 };
	AUTO(secret) key = SECRET_INIT;
	char node[9];
	enum err e;

	/* Others may pass through, to their own part, but not look around. */
	e = make_dir(c, c->data_dir.p, ROOT, 0711, why);
	for (size_t i = 0; i < ARRAY_LEN(dirs) && !e; i++) {
		struct str path = config_path(c, str_of(dirs[i].path), &a);

		e = path.p ? make_dir(c, path.p, dirs[i].owner, dirs[i].mode, why) : ERR_MEMORY;
	}
	if (e)
		return e;
	e = datadir_key(c, "gateway/master.key", true, &key);
	if (e) {
		buf_printf(why, "keys/gateway/master.key: %s\n", err_name(e));
		return e;
	}
	e = datadir_node(c, node);
	if (e)
		buf_printf(why, "node: %s\n", err_name(e));
	return e;
}

/* Written beside its place and moved there, so that a crash leaves no half a key. */
static enum err make_file(const char *path, const void *p, size_t len, struct arena *a)
{
	struct str part = arena_printf(a, "%s.part", path);
	bool written;
	int fd;

	if (!part.p)
		return ERR_MEMORY;
	fd = open(part.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return ERR_IO;
	written = write(fd, p, len) == (ssize_t)len && fsync(fd) == 0;
	if (close(fd) || !written)
		return ERR_IO;
	/* link, not rename: two that start together agree on the first one's key. */
	if (link(part.p, path) && errno != EEXIST)
		return ERR_IO;
	unlink(part.p);
	return ERR_OK;
}

static enum err read_file(const char *path, void *p, size_t len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char more;
	ssize_t n, rest;

	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
	n = read(fd, p, len);
	rest = read(fd, &more, 1);
	close(fd);
	return n == (ssize_t)len && rest == 0 ? ERR_OK : ERR_CORRUPT;
}

enum err datadir_key(const struct config *c, const char *name, bool make, struct secret *ret_key)
{
	AUTO(arena) a = { .cap = 1u << 16 };
	AUTO(secret) key = SECRET_INIT;
	struct str dir = config_path(c, c->keys_dir, &a), path;
	enum err e;

	path = arena_printf(&a, "%s/%s", dir.p, name);
	if (!dir.p || !path.p)
		return ERR_MEMORY;
	e = secret_alloc(&key, DATADIR_KEY_LEN);
	if (e)
		return e;
	e = read_file(path.p, key.p, key.len);
	if (e == ERR_NOT_FOUND && make) {
		randombytes_buf(key.p, key.len);
		e = make_file(path.p, key.p, key.len, &a);
		if (!e)
			e = read_file(path.p, key.p, key.len);
	}
	if (e)
		return e;
	*ret_key = key;
	key = SECRET_INIT;
	return ERR_OK;
}

enum err datadir_node(const struct config *c, char ret_node[9])
{
	AUTO(arena) a = { .cap = 1u << 16 };
	struct str path = config_path(c, STR("node"), &a);
	unsigned char rnd[4];
	char text[9];
	enum err e;

	if (!path.p)
		return ERR_MEMORY;
	e = read_file(path.p, text, 8);
	if (e == ERR_NOT_FOUND) {
		randombytes_buf(rnd, sizeof(rnd));
		sodium_bin2hex(text, sizeof(text), rnd, sizeof(rnd));
		e = make_file(path.p, text, 8, &a);
		if (!e)
			e = read_file(path.p, text, 8);
	}
	if (e)
		return e;
	text[8] = '\0';
	if (strspn(text, "0123456789abcdef") != 8)
		return ERR_CORRUPT;
	memcpy(ret_node, text, 9);
	return ERR_OK;
}
