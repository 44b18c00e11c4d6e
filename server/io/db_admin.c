#include "io/db_admin.h"

#include "io/db_hosts.h"
#include "io/disk.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#define PASSWORD_MAX 256
#define URL_SAYS     "db_url: write mariadb://user@host:port[,host:port]/name\n"

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
	AUTO(secret) text = SECRET_INIT;
	enum err e;

	if (!path.len) {
		db->password = "";
		return ERR_OK;
	}
	e = disk_secret(path.p, PASSWORD_MAX, &text);
	if (e) {
		buf_printf(why, "db_password_file: %s: %s\n", path.p, err_name(e));
		return ERR_IO;
	}
	db->password = arena_str(a, str_trim((struct str){ (const char *)text.p, text.len })).p;
	return db->password ? ERR_OK : ERR_MEMORY;
}

/* What follows the scheme, or nothing. */
static struct str after_scheme(struct str url)
{
	static const struct str schemes[] = {
		{"mariadb://", 10},
                { "mysql://",  8 }
	};

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		if (str_starts(url, schemes[i]))
			return (struct str){ url.p + schemes[i].len, url.len - schemes[i].len };
	}
	return (struct str){ NULL, 0 };
}

static enum err url_config(const struct config *c, struct arena *a, struct db_config *db,
			   struct buf *why)
{
	struct str rest = after_scheme(c->db_url), user, list,
		   ca = config_path(c, c->db_ca_file, a);
	struct db_hosts hosts;

	user = str_cut(&rest, '@');
	list = str_cut(&rest, '/');
	if (!user.len || !rest.len || db_hosts_parse(list, &hosts)) {
		buf_add_str(why, STR(URL_SAYS));
		return ERR_INPUT;
	}
	db->user = arena_str(a, user).p;
	db->hosts = arena_str(a, list).p;
	db->name = arena_str(a, rest).p;
	db->ca_file = ca.len ? ca.p : NULL;
	if (db->ca_file && access(db->ca_file, R_OK)) {
		buf_printf(why, "db_ca_file: %s: %s\n", db->ca_file, strerror(errno));
		return ERR_IO;
	}
	return db->user && db->hosts && db->name ? read_password(c, a, db, why) : ERR_MEMORY;
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
