#include "base/config.h"

#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONFIG_ARENA_MAX (4u << 20)
#define CONFIG_FILE_MAX  (1u << 20)
#define CONFIG_KEYS_MAX  256
#define NAME_MAX_LEN     64

static void *field(struct config *c, const struct config_row *row)
{
	return (char *)c + row->offset;
}

static const struct config_row *row_of(struct str name)
{
	for (const struct config_row *r = config_table; r->name; r++) {
		if (str_eq(str_of(r->name), name))
			return r;
	}
	return NULL;
}

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* Levenshtein distance of two short names; NAME_MAX_LEN when one is too long. */
static size_t distance(struct str a, struct str b)
{
	size_t row[NAME_MAX_LEN + 1];

	if (a.len > NAME_MAX_LEN || b.len > NAME_MAX_LEN)
		return NAME_MAX_LEN;
	for (size_t j = 0; j <= b.len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			size_t above = row[j];

			row[j] = min3(above + 1, row[j - 1] + 1,
				      diagonal + (a.p[i - 1] != b.p[j - 1]));
			diagonal = above;
		}
	}
	return row[b.len];
}

static const char *nearest(struct str name)
{
	const char *best = NULL;
	size_t best_d = 4; /* farther than three letters is no typing mistake */

	for (const struct config_row *r = config_table; r->name; r++) {
		size_t d = distance(name, str_of(r->name));

		if (d < best_d) {
			best_d = d;
			best = r->name;
		}
	}
	return best;
}

static enum err refuse(const struct config_row *row, struct str value, struct buf *why)
{
	static const char *const what[] = {
		[CONFIG_INT] = "a whole number",
		[CONFIG_DURATION] = "a time such as 250ms, 10s, 5m, 2h or 7d",
		[CONFIG_BOOL] = "yes or no",
		[CONFIG_STRING] = "text",
		[CONFIG_PATH] = "a path",
		[CONFIG_LIST] = "a comma-separated list",
	};
	static const char *const unit[] = {
		[CONFIG_INT] = "",          [CONFIG_DURATION] = " ms", [CONFIG_BOOL] = "",
		[CONFIG_STRING] = " bytes", [CONFIG_PATH] = " bytes",  [CONFIG_LIST] = " items",
	};

	buf_printf(why, "%s: \"%.*s\" is not %s", row->name, (int)(value.len > 60 ? 60 : value.len),
		   value.p ? value.p : "", what[row->type]);
	if (row->type != CONFIG_BOOL)
		buf_printf(why, " from %lld to %lld%s", (long long)row->min, (long long)row->max,
			   unit[row->type]);
	buf_add_char(why, '\n');
	return ERR_INPUT;
}

static bool to_ms(struct str s, long long *ret_ms)
{
	static const struct {
		struct str unit;
		long long ms;
	} units[] = {
		{{ "ms", 2 }, 1       },
                { { "s", 1 }, 1000    },
                { { "m", 1 }, 60000   },
		{ { "h", 1 }, 3600000 },
                { { "d", 1 }, 86400000},
                { { "", 0 },  1       },
	};
	size_t digits = 0;
	struct str unit;
	long long n;

	while (digits < s.len && s.p[digits] >= '0' && s.p[digits] <= '9')
		digits++;
	unit = str_trim((struct str){ s.p + digits, s.len - digits });
	if (!str_to_i64((struct str){ s.p, digits }, &n))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (str_eq(unit, units[i].unit))
			return !__builtin_mul_overflow(n, units[i].ms, ret_ms);
	}
	return false;
}

static bool to_bool(struct str s, bool *ret_value)
{
	static const char *const yes[] = { "yes", "true", "on", "1" };
	static const char *const no[] = { "no", "false", "off", "0" };

	for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
		if (str_eq(s, str_of(yes[i])) || str_eq(s, str_of(no[i]))) {
			*ret_value = str_eq(s, str_of(yes[i]));
			return true;
		}
	}
	return false;
}

static enum err set_text(struct config *c, const struct config_row *row, struct str value,
			 struct buf *why)
{
	struct str copy;

	if ((int64_t)value.len < row->min || (int64_t)value.len > row->max || !utf8_is_plain(value))
		return refuse(row, value, why);
	copy = arena_str(&c->arena, value);
	if (!copy.p)
		return ERR_MEMORY;
	*(struct str *)field(c, row) = copy;
	return ERR_OK;
}

static enum err set_list(struct config *c, const struct config_row *row, struct str value,
			 struct buf *why)
{
	struct config_list list = { 0 };
	struct str rest = value;
	size_t most = 1;

	for (size_t i = 0; i < value.len; i++)
		most += value.p[i] == ',';
	if (!utf8_is_plain(value) || (int64_t)most > row->max + 1)
		return refuse(row, value, why);
	list.item = arena_array(&c->arena, most, struct str);
	if (!list.item)
		return ERR_MEMORY;
	while (rest.p) {
		struct str item = str_trim(str_cut(&rest, ','));

		if (!item.len)
			continue;
		item = arena_str(&c->arena, item);
		if (!item.p)
			return ERR_MEMORY;
		list.item[list.n++] = item;
	}
	if ((int64_t)list.n < row->min || (int64_t)list.n > row->max)
		return refuse(row, value, why);
	*(struct config_list *)field(c, row) = list;
	return ERR_OK;
}

static enum err set_row(struct config *c, const struct config_row *row, struct str value,
			struct buf *why)
{
	long long n = 0;
	bool b = false;

	switch (row->type) {
	case CONFIG_INT:
	case CONFIG_DURATION:
		if (row->type == CONFIG_INT ? !str_to_i64(value, &n) : !to_ms(value, &n))
			return refuse(row, value, why);
		if (n < row->min || n > row->max)
			return refuse(row, value, why);
		*(int64_t *)field(c, row) = n;
		return ERR_OK;
	case CONFIG_BOOL:
		if (!to_bool(value, &b))
			return refuse(row, value, why);
		*(bool *)field(c, row) = b;
		return ERR_OK;
	case CONFIG_STRING:
	case CONFIG_PATH:
		return set_text(c, row, value, why);
	case CONFIG_LIST:
		return set_list(c, row, value, why);
	}
	return ERR_INPUT;
}

enum err config_init(struct config *c)
{
	struct buf why = BUF_INIT(4096);
	enum err e = ERR_OK;

	*c = (struct config){ 0 };
	arena_init(&c->arena, CONFIG_ARENA_MAX);
	for (const struct config_row *r = config_table; r->name && !e; r++)
		e = set_row(c, r, str_of(r->def), &why);
	buf_release(&why);
	if (e)
		config_release(c);
	return e;
}

void config_release(struct config *c)
{
	if (!c)
		return;
	arena_release(&c->arena);
	*c = (struct config){ 0 };
}

enum err config_set(struct config *c, struct str name, struct str value, struct buf *why)
{
	const struct config_row *row = row_of(name);
	const char *near;

	if (row)
		return set_row(c, row, str_trim(value), why);
	near = nearest(name);
	buf_printf(why, "%.*s: no such key",
		   (int)(name.len > NAME_MAX_LEN ? NAME_MAX_LEN : name.len), name.p ? name.p : "");
	if (near)
		buf_printf(why, ", did you mean %s?", near);
	buf_add_char(why, '\n');
	return ERR_INPUT;
}

enum err config_set_arg(struct config *c, const char *name_is_value, struct buf *why)
{
	struct str rest = str_of(name_is_value);
	struct str name = str_trim(str_cut(&rest, '='));

	if (!rest.p) {
		buf_printf(why, "%s: write NAME=VALUE\n", name_is_value);
		return ERR_INPUT;
	}
	return config_set(c, name, rest, why);
}

/* A key given twice is a mistake somebody will search for long: refuse the second. */
static bool is_second(struct str name, int line, int seen[CONFIG_KEYS_MAX], struct buf *why)
{
	const struct config_row *row = row_of(name);
	size_t i;

	if (!row)
		return false;
	i = (size_t)(row - config_table);
	if (i < CONFIG_KEYS_MAX && seen[i]) {
		buf_printf(why, "%s: given twice, first in line %d; keep one\n", row->name,
			   seen[i]);
		return true;
	}
	if (i < CONFIG_KEYS_MAX)
		seen[i] = line;
	return false;
}

enum err config_parse(struct config *c, struct str text, const char *name, struct buf *why)
{
	int seen[CONFIG_KEYS_MAX] = { 0 };
	enum err e, worst = ERR_OK;
	int line_no = 0;

	while (text.p) {
		struct str line = str_trim(str_cut(&text, '\n'));
		struct str key = line, value;
		size_t start = why->len;

		line_no++;
		if (!line.len || line.p[0] == '#')
			continue;
		value = key;
		key = str_trim(str_cut(&value, '='));
		buf_printf(why, "%s:%d: ", name, line_no);
		if (!value.p) {
			buf_printf(why, "\"%.*s\": write NAME = VALUE\n",
				   (int)(key.len > 60 ? 60 : key.len), key.p);
			e = ERR_INPUT;
		} else if (is_second(key, line_no, seen, why)) {
			e = ERR_INPUT;
		} else {
			e = config_set(c, key, value, why);
		}
		if (!e && buf_ok(why))
			why->len = start;
		else if (e)
			worst = e;
	}
	return worst;
}

enum err config_load(struct config *c, const char *path, struct buf *why)
{
	struct buf text = BUF_INIT(CONFIG_FILE_MAX);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err e = ERR_OK;
	ssize_t n = 1;

	if (fd < 0) {
		buf_printf(why, "%s: %s\n", path, strerror(errno));
		return ERR_IO;
	}
	while (n > 0) {
		char *to = buf_reserve(&text, 4096);

		n = to ? read(fd, to, 4096) : -1;
		if (n > 0)
			text.len += (size_t)n;
	}
	close(fd);
	if (n < 0) {
		buf_printf(why, "%s: cannot be read, or is larger than %u bytes\n", path,
			   CONFIG_FILE_MAX);
		e = ERR_IO;
	} else {
		e = config_parse(c, buf_str(&text), path, why);
	}
	buf_release(&text);
	return e;
}
