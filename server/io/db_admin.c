#include "io/db_admin.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#define PASSWORD_MAX 256
#define URL_SAYS     "db_url: write mysql://user@host:port[,host:port]/name\n"

bool db_admin_is_private(const struct config *c)
{
	return c->db_url.len == 0;
}

enum err db_admin_socket(const struct config *c, struct arena *a, const char **ret_path)
{
	struct str path = config_path(c, STR("run/db/s"), a);

	if (!path.p)
		return ERR_MEMORY;
	if (path.len >= sizeof(((struct sockaddr_un *)NULL)->sun_path))
		return ERR_LIMIT;
	*ret_path = path.p;
	return ERR_OK;
}

static enum err private_config(const struct config *c, struct arena *a, struct db_config *db,
			       struct buf *why)
{
	const struct passwd *pw = getpwuid(geteuid());
	enum err e = db_admin_socket(c, a, &db->socket);

	if (e == ERR_LIMIT)
		buf_printf(why, "data_dir: %s is too long, a socket's path has at most %zu bytes\n",
			   c->data_dir.p, sizeof(((struct sockaddr_un *)NULL)->sun_path) - 1);
	if (e)
		return e;
	if (!pw) {
		buf_printf(why, "uid %u has no name\n", (unsigned)geteuid());
		return ERR_IO;
	}
	db->user = arena_str(a, str_of(pw->pw_name)).p;
	db->password = "";
	db->name = DB_ADMIN_NAME;
	return db->user ? ERR_OK : ERR_MEMORY;
}

static enum err read_password(const struct config *c, struct arena *a, struct db_config *db,
			      struct buf *why)
{
	struct str path = config_path(c, c->db_password_file, a);
	char text[PASSWORD_MAX];
	ssize_t n;
	int fd;

	if (!path.len) {
		db->password = "";
		return ERR_OK;
	}
	fd = open(path.p, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, sizeof(text));
	if (fd >= 0)
		close(fd);
	if (n < 0) {
		buf_printf(why, "db_password_file: %s: %s\n", path.p, strerror(errno));
		return ERR_IO;
	}
	db->password = arena_str(a, str_trim((struct str){ text, (size_t)n })).p;
	explicit_bzero(text, sizeof(text));
	return db->password ? ERR_OK : ERR_MEMORY;
}

static enum err url_config(const struct config *c, struct arena *a, struct db_config *db,
			   struct buf *why)
{
	static const struct str scheme = { "mysql://", 8 };
	struct str rest = c->db_url, user, hosts, host;
	long long port = 3306;

	if (!str_starts(rest, scheme) || !memchr(rest.p, '@', rest.len)) {
		buf_add_str(why, STR(URL_SAYS));
		return ERR_INPUT;
	}
	rest = (struct str){ rest.p + scheme.len, rest.len - scheme.len };
	user = str_cut(&rest, '@');
	hosts = str_cut(&rest, '/');
	host = str_cut(&hosts, ',');
	hosts = host;
	host = str_cut(&hosts, ':');
	if ((hosts.p && !str_to_i64(hosts, &port)) || port < 1 || port > 65535 || !user.len ||
	    !host.len || !rest.p || !rest.len) {
		buf_add_str(why, STR(URL_SAYS));
		return ERR_INPUT;
	}
	db->user = arena_str(a, user).p;
	db->host = arena_str(a, host).p;
	db->name = arena_str(a, rest).p;
	db->port = (unsigned)port;
	return db->user && db->host && db->name ? read_password(c, a, db, why) : ERR_MEMORY;
}

enum err db_admin_config(const struct config *c, unsigned who, struct arena *a,
			 struct db_config *ret_config, struct buf *why)
{
	struct db_config db = { .who = who };
	enum err e = db_admin_is_private(c) ? private_config(c, a, &db, why)
					    : url_config(c, a, &db, why);

	if (!e)
		*ret_config = db;
	return e;
}
