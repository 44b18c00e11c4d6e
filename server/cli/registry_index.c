#include "cli/registry_index.h"

#include "base/csv.h"
#include "cli/registry_row.h"
#include "domain/shop_index.h"

#include <math.h>
#include <stdio.h>

#define FILE_MAX_LEN (1ull << 32)
#define PAGE         2000 /* rows of the database at a time */

struct source {
	struct cli *cli;
	const char *path;
	struct shop_build *build;
	struct registry_built built;
};

static void complain(struct source *s, long line, const char *field, const char *why)
{
	s->built.refused++;
	fprintf(stderr, "%s:%ld: %s: %s\n", s->path, line, field, why);
}

static struct shop shop_of(const struct q_shop_put *r)
{
	return (struct shop){
		.id = r->shop_id,
		.company = r->company,
		.sign = r->sign,
		.meituan = r->mt,
		.eleme = r->ele,
		.former = r->former,
		.address = r->address,
		.area = r->area,
		.street_code = r->street_code,
		.street = r->street,
		.uscc = r->uscc,
		.licence = r->licence,
		.category = r->category,
		.has_at = !isnan(r->lat),
		.at = {r->lat, r->lng},
		.status = str_eq(r->status, STR("active")) ? SHOP_ACTIVE : SHOP_CLOSED,
		.sales = (uint32_t)(r->sales > UINT32_MAX ? UINT32_MAX : r->sales),
		.no_dine_in = r->no_dine_in != 0,
	};
}

static enum err add(struct source *s, const struct shop *shop, long line)
{
	const char *field = "";
	enum err e = shop_build_add(s->build, shop, &field);

	if (e == ERR_INPUT)
		complain(s, line, field, "不能用 unusable");
	else if (e == ERR_CONFLICT)
		complain(s, line, field, "编号重复 this id was there before");
	else if (!e)
		s->built.shops++;
	return e == ERR_INPUT || e == ERR_CONFLICT ? ERR_OK : e;
}

static enum err csv_row(struct source *s, const struct registry_header *h, const struct str *field,
			size_t n, long line)
{
	struct registry_fault f = { 0 };
	struct q_shop_put row;
	struct shop shop;
	bool flagged;

	if (registry_row(h, field, n, 0, &row, &flagged, &f)) {
		complain(s, line, f.field, f.zh);
		return ERR_OK;
	}
	shop = shop_of(&row);
	return add(s, &shop, line);
}

static enum err csv_rows(struct source *s, struct csv *csv, struct arena *scratch)
{
	struct str field[CSV_FIELDS_MAX];
	struct registry_header header;
	struct registry_fault f = { "行 line", "文件是空的 the file is empty", "" };
	size_t n = 0;
	enum err e = csv_next(csv, scratch, field, &n);

	if (!e)
		e = registry_header(field, n, &header, &f);
	if (e) {
		complain(s, 1, f.field, f.zh);
		return e;
	}
	while (!e) {
		arena_reset(scratch);
		e = csv_next(csv, scratch, field, &n);
		if (e == ERR_NOT_FOUND)
			return ERR_OK;
		if (e == ERR_INPUT || e == ERR_LIMIT) {
			complain(s, csv->line, "行 line", "引号不成对或列太多 broken quotes");
			e = ERR_OK;
		} else if (!e) {
			e = csv_row(s, &header, field, n, csv->line);
		}
	}
	return e;
}

enum err registry_index_csv(struct cli *cli, const char *path, struct arena *a,
			    struct registry_built *ret)
{
	struct source s = { .cli = cli, .path = path, .build = shop_build_new(a) };
	struct arena scratch;
	struct str text;
	struct csv csv;
	enum err e = s.build ? cli_read_file(cli, path, FILE_MAX_LEN, &text) : ERR_MEMORY;

	if (e)
		return e;
	arena_init(&scratch, 16u << 20);
	csv_init(&csv, text);
	e = csv_rows(&s, &csv, &scratch);
	arena_release(&scratch);
	if (!e)
		e = shop_build_finish(s.build, REGISTRY_FROM_FILE, &s.built.image);
	*ret = s.built;
	return e;
}

/* --- from the database ---------------------------------------------------------- */

static struct q_shop_put put_of(const struct r_shop_after *r)
{
	return (struct q_shop_put){ .shop_id = r->shop_id,
				    .company = r->company,
				    .sign = r->sign,
				    .mt = r->mt,
				    .ele = r->ele,
				    .former = r->former,
				    .address = r->address,
				    .area = r->area,
				    .street_code = r->street_code,
				    .street = r->street,
				    .lat = r->lat,
				    .lng = r->lng,
				    .uscc = r->uscc,
				    .licence = r->licence,
				    .status = r->status,
				    .category = r->category,
				    .sales = r->sales,
				    .no_dine_in = r->no_dine_in };
}

/* Both lists are ordered by shop. *at moves over the aliases. */
static void take_aliases(struct shop *shop, const struct r_shop_alias_of *alias, size_t n,
			 size_t *at)
{
	while (*at < n && str_cmp(alias[*at].shop_id, shop->id) < 0)
		(*at)++;
	for (; *at < n && str_eq(alias[*at].shop_id, shop->id); (*at)++)
		if (shop->aliases < SHOP_ALIAS_MAX)
			shop->alias[shop->aliases++] = alias[*at].name;
}

static enum err db_page(struct source *s, const struct r_shop_after *row, size_t n,
			const struct r_shop_alias_of *alias, size_t aliases)
{
	size_t at = 0;
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < n; i++) {
		struct q_shop_put put = put_of(&row[i]);
		struct shop shop = shop_of(&put);

		take_aliases(&shop, alias, aliases, &at);
		e = add(s, &shop, s->built.shops + s->built.refused + 1);
	}
	return e;
}

/* FNV-1a over the state; never what a file's index says. */
static uint64_t source_of(const struct r_registry_state *st)
{
	const int64_t part[] = { st->shops, st->names, st->names_crc };
	uint64_t h = 0xCBF29CE484222325u;

	for (size_t i = 0; i < st->changed.len; i++)
		h = (h ^ (uint8_t)st->changed.p[i]) * 0x100000001B3u;
	for (size_t i = 0; i < ARRAY_LEN(part); i++)
		for (unsigned k = 0; k < 64; k += 8)
			h = (h ^ (uint8_t)(part[i] >> k)) * 0x100000001B3u;
	return h == REGISTRY_FROM_FILE ? h + 1 : h;
}

enum err registry_source(struct db *db, struct arena *a, uint64_t *ret_source, bool *ret_any)
{
	struct r_registry_state *st;
	size_t n;
	enum err e = DB_ROWS(db, a, registry_state, &st, &n, .none = 0);

	if (e)
		return e;
	if (!n)
		return ERR_CORRUPT;
	*ret_source = source_of(st);
	*ret_any = st->shops != 0;
	return ERR_OK;
}

enum err registry_index_db(struct cli *cli, struct db *db, struct arena *a, uint64_t source,
			   struct registry_built *ret)
{
	struct source s = { .cli = cli, .path = "shop", .build = shop_build_new(a) };
	struct arena page;
	char last[SHOP_ID_MAX + 1] = "";
	size_t n = PAGE;
	enum err e = s.build ? ERR_OK : ERR_MEMORY;

	arena_init(&page, 64u << 20);
	while (!e && n == PAGE) {
		struct r_shop_after *row;
		struct r_shop_alias_of *alias = NULL;
		struct str from = str_of(last);
		size_t aliases = 0;

		arena_reset(&page);
		e = DB_ROWS(db, &page, shop_after, &row, &n, .after = from, .most = PAGE);
		if (!e && n)
			e = DB_ROWS(db, &page, shop_alias_of, &alias, &aliases, .from = from,
				    .to = row[n - 1].shop_id);
		if (!e)
			e = db_page(&s, row, n, alias, aliases);
		if (!e && n)
			snprintf(last, sizeof(last), "%.*s", STR_ARG(row[n - 1].shop_id));
	}
	arena_release(&page);
	if (!e)
		e = shop_build_finish(s.build, source, &s.built.image);
	*ret = s.built;
	return e;
}
