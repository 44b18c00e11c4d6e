#include "io/migrate.h"

#include <sodium.h>
#include <string.h>

#define ARENA_MAX (4u << 20)

struct checksum {
	unsigned char b[32];
};

static struct checksum checksum_of(const char *sql)
{
	struct checksum c;

	crypto_generichash(c.b, sizeof(c.b), (const unsigned char *)sql, strlen(sql), NULL, 0);
	return c;
}

static bool is_blank(struct str s)
{
	while (s.p) {
		struct str line = str_trim(str_cut(&s, '\n'));

		if (line.len && !str_starts(line, STR("--")))
			return false;
	}
	return true;
}

bool migrate_next_statement(struct str *rest, struct str *ret_sql)
{
	const char *start = rest->p;
	bool block = false;

	while (rest->p) {
		const char *line_start = rest->p;
		struct str line = str_trim(str_cut(rest, '\n'));
		struct str all = { start, (size_t)(line_start - start) };

		if (str_eq(line, STR("//")) && !block && is_blank(all)) {
			block = true;
			start = rest->p;
		} else if (str_eq(line, STR("//"))) {
			*ret_sql = all;
			return true;
		} else if (!block && line.len && line.p[line.len - 1] == ';' &&
			   !str_starts(line, STR("--"))) {
			*ret_sql = (struct str){ start, (size_t)(line.p + line.len - start) };
			return true;
		} else if (!rest->p) {
			all.len = (size_t)(line.p + line.len - start);
			*ret_sql = all;
			return !is_blank(all);
		}
	}
	return false;
}

enum err migrate_run_text(struct db *db, struct str sql, int *ret_n)
{
	AUTO(arena) a = { .cap = ARENA_MAX };
	enum err e = ERR_OK;
	struct str one;
	int n = 0;

	while (!e && migrate_next_statement(&sql, &one)) {
		struct str copy = arena_str(&a, one);

		e = copy.p ? db_exec_text(db, copy.p) : ERR_MEMORY;
		n += !e;
		arena_reset(&a);
	}
	if (ret_n)
		*ret_n = n;
	return e;
}

static const struct r_migration_list *find(const struct r_migration_list *rows, size_t n,
					   int number)
{
	for (size_t i = 0; i < n; i++) {
		if (rows[i].number == number)
			return &rows[i];
	}
	return NULL;
}

/* What was applied must be exactly what this program knows. */
static enum err compare(const struct migration *list, const struct r_migration_list *rows, size_t n,
			struct buf *why)
{
	for (size_t i = 0; i < n; i++) {
		const struct migration *m = list;
		struct checksum c;

		while (m->name && m->number != rows[i].number)
			m++;
		if (!m->name) {
			buf_printf(why,
				   "migration %lld is unknown here: the database is newer than "
				   "this program\n",
				   (long long)rows[i].number);
			return ERR_CONFLICT;
		}
		c = checksum_of(m->sql);
		if (rows[i].checksum.len != sizeof(c.b) ||
		    memcmp(rows[i].checksum.p, c.b, sizeof(c.b)) != 0) {
			buf_printf(why,
				   "migration %04d_%s was edited after it had been applied; write "
				   "a new one\n",
				   m->number, m->name);
			return ERR_CORRUPT;
		}
	}
	return ERR_OK;
}

static enum err apply(struct db *db, const struct migration *m, int64_t now_ms, struct buf *why)
{
	struct checksum c = checksum_of(m->sql);
	int n = 0;
	enum err e = migrate_run_text(db, str_of(m->sql), &n);

	if (e) {
		buf_printf(why, "migration %04d_%s, statement %d: %s\n", m->number, m->name, n + 1,
			   db_error(db));
		return e;
	}
	e = DB_RUN(db, migration_put, .number = m->number, .name = str_of(m->name),
		   .checksum = { (const char *)c.b, sizeof(c.b) }, .applied_ms = now_ms);
	if (e)
		buf_printf(why, "migration %04d_%s: %s\n", m->number, m->name, db_error(db));
	return e;
}

/* The table of what was applied must exist before a statement on it can be prepared. */
static enum err make_table(const struct db_config *config, const struct migration *list,
			   struct buf *why)
{
	struct db_config plain = *config;
	struct db *db = NULL;
	enum err e;

	plain.who = 0;
	e = db_open(&plain, &db);
	for (const struct migration *m = list; m->name && !e; m++) {
		if (m->number == 0)
			e = migrate_run_text(db, str_of(m->sql), NULL);
	}
	if (e)
		buf_printf(why, "database: %s %s\n", err_name(e), db ? db_error(db) : "");
	db_close(db);
	return e;
}

static enum err apply_missing(struct db *db, const struct migration *list, int64_t now_ms,
			      int *applied, struct buf *why)
{
	AUTO(arena) a = { .cap = ARENA_MAX };
	struct r_migration_list *rows;
	enum err e;
	size_t n;

	e = DB_ROWS(db, &a, migration_list, &rows, &n, .none = 0);
	if (!e)
		e = compare(list, rows, n, why);
	for (const struct migration *m = list; m->name && !e; m++) {
		if (m->number == 0 || find(rows, n, m->number))
			continue;
		e = apply(db, m, now_ms, why);
		*applied += !e;
	}
	return e;
}

enum err migrate(const struct db_config *config, const struct migration *list, int64_t now_ms,
		 int *ret_applied, struct buf *why)
{
	struct db_config own = *config;
	struct db *db = NULL;
	int applied = 0;
	enum err e;

	e = make_table(config, list, why);
	if (e)
		return e;
	own.who = QUERY_FOR_MIGRATE;
	e = db_open(&own, &db);
	if (!e)
		e = apply_missing(db, list, now_ms, &applied, why);
	if (e && !why->len)
		buf_printf(why, "database: %s %s\n", err_name(e), db ? db_error(db) : "");
	db_close(db);
	if (!e)
		*ret_applied = applied;
	return e;
}
