#include "io/grants.h"

#include "base/buf.h"
#include "base/str.h"
#include "io/migrate.h"

#include <sodium.h>
#include <string.h>

#define SQL_MAX      (256u << 10)
#define PASSWORD_LEN 48 /* hexadecimal digits of 24 random bytes */

static bool is_name(const char *s)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789_%.";

	return *s && s[strspn(s, allowed)] == '\0';
}

static enum err make_password(struct secret *ret_password)
{
	AUTO(secret) raw = SECRET_INIT;
	enum err e = secret_alloc(&raw, PASSWORD_LEN / 2);

	if (!e)
		e = secret_alloc(ret_password, PASSWORD_LEN + 1);
	if (e)
		return e;
	randombytes_buf(raw.p, raw.len);
	sodium_bin2hex((char *)ret_password->p, ret_password->len, raw.p, raw.len);
	ret_password->len = PASSWORD_LEN;
	return ERR_OK;
}

static void fill(const struct grant_user *u, const char *password, const char *sql, struct buf *out)
{
	const struct {
		struct str mark;
		const char *value;
	} marks[] = {
		{STR("@db"),        u->db   },
		{ STR("@user"),     u->user },
		{ STR("@host"),     u->host },
		{ STR("@password"), password}
	};

	while (*sql) {
		size_t i = 0;

		while (i < ARRAY_LEN(marks) && !str_starts(str_of(sql), marks[i].mark))
			i++;
		if (i == ARRAY_LEN(marks)) {
			buf_add_char(out, *sql++);
			continue;
		}
		buf_add_str(out, str_of(marks[i].value));
		sql += marks[i].mark.len;
	}
}

static const struct grant_text *text_of(const char *process)
{
	for (const struct grant_text *t = grant_texts; t->process; t++) {
		if (strcmp(t->process, process) == 0)
			return t;
	}
	return NULL;
}

enum err grants_make_database(struct db *admin, const char *name)
{
	const struct grant_user u = { .db = name, .user = "", .host = "" };
	struct buf sql = BUF_INIT(SQL_MAX);
	enum err e;

	if (!is_name(name))
		return ERR_INPUT;
	fill(&u, "", grant_database_sql, &sql);
	e = buf_ok(&sql) ? migrate_run_text(admin, buf_str(&sql), NULL) : ERR_LIMIT;
	buf_release(&sql);
	return e;
}

enum err grants_apply(struct db *admin, const struct grant_user *user, struct secret *ret_password)
{
	AUTO(secret) password = SECRET_INIT;
	const struct grant_text *text = text_of(user->process);
	struct buf sql = BUF_INIT(SQL_MAX);
	enum err e;

	if (!text)
		return ERR_NOT_FOUND;
	if (!is_name(user->db) || !is_name(user->user) || !is_name(user->host))
		return ERR_INPUT;
	e = make_password(&password);
	if (e)
		return e;
	fill(user, (const char *)password.p, text->sql, &sql);
	e = buf_ok(&sql) ? migrate_run_text(admin, buf_str(&sql), NULL) : ERR_LIMIT;
	if (sql.p)
		explicit_bzero(sql.p, sql.len);
	buf_release(&sql);
	if (e)
		return e;
	*ret_password = password;
	password = SECRET_INIT;
	return ERR_OK;
}
