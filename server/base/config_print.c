#include "base/config.h"

static const char *const type_name[] = {
	[CONFIG_INT] = "number",  [CONFIG_DURATION] = "time", [CONFIG_BOOL] = "yes|no",
	[CONFIG_STRING] = "text", [CONFIG_PATH] = "path",     [CONFIG_LIST] = "list",
};

static const void *field(const struct config *c, const struct config_row *row)
{
	return (const char *)c + row->offset;
}

/* The largest unit that says it exactly, so that a printed file reads like a written one. */
static void print_ms(int64_t ms, struct buf *out)
{
	static const struct {
		const char *unit;
		int64_t ms;
	} units[] = {
		{"d",   86400000},
                { "h",  3600000 },
                { "m",  60000   },
                { "s",  1000    },
                { "ms", 1       }
	};

	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (ms >= units[i].ms && ms % units[i].ms == 0) {
			buf_printf(out, "%lld%s", (long long)(ms / units[i].ms), units[i].unit);
			return;
		}
	}
	buf_printf(out, "%lldms", (long long)ms);
}

static void print_list(const struct config_list *list, struct buf *out)
{
	for (size_t i = 0; i < list->n; i++) {
		if (i)
			buf_add_str(out, STR(", "));
		buf_add_str(out, list->item[i]);
	}
}

static void print_value(const struct config *c, const struct config_row *row, struct buf *out)
{
	switch (row->type) {
	case CONFIG_INT:
		buf_printf(out, "%lld", (long long)*(const int64_t *)field(c, row));
		break;
	case CONFIG_DURATION:
		print_ms(*(const int64_t *)field(c, row), out);
		break;
	case CONFIG_BOOL:
		buf_add_str(out, *(const bool *)field(c, row) ? STR("yes") : STR("no"));
		break;
	case CONFIG_STRING:
	case CONFIG_PATH:
		buf_add_str(out, *(const struct str *)field(c, row));
		break;
	case CONFIG_LIST:
		print_list(field(c, row), out);
		break;
	}
}

static void print_help(const struct config_row *row, struct buf *out)
{
	buf_printf(out, "\n# %s\n# %s\n# %s", row->zh, row->en, type_name[row->type]);
	if (row->type == CONFIG_INT)
		buf_printf(out, ", %lld to %lld", (long long)row->min, (long long)row->max);
	if (row->type == CONFIG_DURATION) {
		buf_add_str(out, STR(", "));
		print_ms(row->min, out);
		buf_add_str(out, STR(" to "));
		print_ms(row->max, out);
	}
	if (row->def[0])
		buf_printf(out, ", default %s", row->def);
	buf_add_char(out, '\n');
}

void config_print(const struct config *c, bool with_help, struct buf *out)
{
	for (const struct config_row *r = config_table; r->name; r++) {
		if (with_help)
			print_help(r, out);
		buf_printf(out, "%s = ", r->name);
		print_value(c, r, out);
		buf_add_char(out, '\n');
	}
}

struct str config_path(const struct config *c, struct str path, struct arena *a)
{
	if (!path.len || path.p[0] == '/')
		return arena_str(a, path);
	return arena_printf(a, "%s/%s", c->data_dir.p, path.p);
}

enum log_level config_log_level(const struct config *c)
{
	if (str_eq(c->log_level, STR("debug")))
		return LOG_LVL_DEBUG;
	if (str_eq(c->log_level, STR("warn")))
		return LOG_LVL_WARN;
	if (str_eq(c->log_level, STR("error")))
		return LOG_LVL_ERROR;
	return LOG_LVL_INFO;
}
