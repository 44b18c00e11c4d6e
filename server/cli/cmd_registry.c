#include "cli/cli.h"

#include "base/csv.h"
#include "cli/registry_row.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define FILE_MAX_LEN (1ull << 30)
#define BULK         500
#define COMMIT_EVERY 10 /* bulks a transaction */

struct import {
	struct cli *cli;
	struct db *db;
	const char *path;
	struct registry_header header;
	struct q_shop_put rows[BULK];
	size_t n, bulks;
	long loaded, refused, flagged;

	/* Ids of this file by a hash, so that a second one is told instead of silently winning. */
	uint64_t *seen;
	long *seen_line;
	size_t seen_size; /* a power of two */
};

static void complain(struct import *im, long line, const struct registry_fault *f)
{
	im->refused++;
	fprintf(stderr, "%s:%ld: %s: %s / %s\n", im->path, line, f->field, f->zh, f->en);
}

static uint64_t hash_of(struct str s)
{
	static const unsigned char key[crypto_shorthash_KEYBYTES];
	uint64_t h;

	crypto_shorthash((unsigned char *)&h, (const unsigned char *)s.p, s.len, key);
	return h | 1; /* 0 is an empty place */
}

/* The line where this id stood before, 0 when it is new. */
static long seen_before(struct import *im, struct str id, long line)
{
	uint64_t h = hash_of(id);
	size_t i = (size_t)h & (im->seen_size - 1);

	while (im->seen[i] && im->seen[i] != h)
		i = (i + 1) & (im->seen_size - 1);
	if (im->seen[i])
		return im->seen_line[i];
	im->seen[i] = h;
	im->seen_line[i] = line;
	return 0;
}

static enum err make_seen(struct import *im, struct str text)
{
	size_t lines = 1;

	for (size_t i = 0; i < text.len; i++)
		lines += text.p[i] == '\n';
	im->seen_size = 64;
	while (im->seen_size < lines * 2)
		im->seen_size *= 2;
	im->seen = arena_array(&im->cli->arena, im->seen_size, uint64_t);
	im->seen_line = arena_array(&im->cli->arena, im->seen_size, long);
	return im->seen && im->seen_line ? ERR_OK : ERR_MEMORY;
}

/* In each transaction: an import that is broken off has changed the registry, too. */
static enum err mark_changed(struct import *im)
{
	struct str now = arena_printf(&im->cli->arena, "%lld %zu", (long long)cli_now_ms(),
				      im->bulks);

	return now.p ? DB_RUN(im->db, setting_put, .name = STR("registry_changed"), .value = now)
		     : ERR_MEMORY;
}

static enum err flush(struct import *im, bool last)
{
	enum err e = ERR_OK;

	if (im->n)
		e = db_run_bulk(im->db, Q_shop_put, im->rows, im->n);
	if (e)
		return e;
	im->loaded += (long)im->n;
	im->n = 0;
	if (!last && ++im->bulks % COMMIT_EVERY != 0)
		return ERR_OK;
	e = mark_changed(im);
	if (!e)
		e = db_commit(im->db);
	return e || last ? e : db_begin(im->db);
}

static enum err import_line(struct import *im, const struct str *field, size_t n, long line)
{
	struct registry_fault f = { 0 };
	struct q_shop_put shop;
	bool flagged = false;
	long before;
	char where[64];

	if (registry_row(&im->header, field, n, cli_now_ms(), &shop, &flagged, &f)) {
		complain(im, line, &f);
		return ERR_OK;
	}
	before = seen_before(im, shop.shop_id, line);
	if (before) {
		snprintf(where, sizeof(where), "same as in line %ld", before);
		f = (struct registry_fault){ "shop_id", "编号重复", where };
		complain(im, line, &f);
		return ERR_OK;
	}
	im->flagged += flagged;
	im->rows[im->n++] = shop;
	return im->n == BULK ? flush(im, false) : ERR_OK;
}

static enum err import_lines(struct import *im, struct csv *csv)
{
	static const struct registry_fault broken = { "行 line", "引号不成对或列太多",
						      "unbalanced quotes or too many fields" };
	struct str field[CSV_FIELDS_MAX];
	enum err e = ERR_OK;
	size_t n;

	while (!e) {
		e = csv_next(csv, &im->cli->arena, field, &n);
		if (e == ERR_NOT_FOUND)
			return ERR_OK;
		if (e == ERR_INPUT || e == ERR_LIMIT) {
			complain(im, csv->line, &broken);
			e = ERR_OK;
		} else if (!e) {
			e = import_line(im, field, n, csv->line);
		}
	}
	return e;
}

static enum err import_header(struct import *im, struct csv *csv)
{
	struct str field[CSV_FIELDS_MAX];
	struct registry_fault f = { "行 line", "文件是空的", "the file is empty" };
	size_t n = 0;
	enum err e = csv_next(csv, &im->cli->arena, field, &n);

	if (!e)
		e = registry_header(field, n, &im->header, &f);
	if (e)
		complain(im, 1, &f);
	return e;
}

static int import_run(struct cli *cli, int argc, char **argv)
{
	struct import *im = arena_new(&cli->arena, struct import);
	struct str text;
	struct csv csv;
	enum err e;

	if (argc != 1)
		return CLI_USAGE;
	e = im ? cli_read_file(cli, argv[0], FILE_MAX_LEN, &text) : ERR_MEMORY;
	if (e)
		return cli_fail(argv[0], e, NULL);
	*im = (struct import){ .cli = cli, .path = argv[0], .db = cli_db(cli) };
	if (!im->db)
		return CLI_FAILED;
	csv_init(&csv, text);
	if (import_header(im, &csv))
		return CLI_FAILED;
	e = make_seen(im, text);
	if (!e)
		e = db_begin(im->db);
	if (!e)
		e = import_lines(im, &csv);
	if (!e)
		e = flush(im, true);
	if (e) {
		db_rollback(im->db);
		(void)cli_fail(argv[0], e, im->db);
	}
	printf("载入 loaded %ld，拒绝 refused %ld，校验位不符 wrong check digit %ld\n", im->loaded,
	       im->refused, im->flagged);
	return e || (im->loaded == 0 && im->refused > 0) ? CLI_FAILED : CLI_OK;
}

/* office,name,area,street_code,street: one line a street. */
static enum err offices_lines(struct cli *cli, struct db *db, struct csv *csv, const char *path,
			      long *ret_n)
{
	struct str f[CSV_FIELDS_MAX];
	enum err e = ERR_OK;
	size_t n;
	long done = 0;

	while ((e = csv_next(csv, &cli->arena, f, &n)) == ERR_OK) {
		if (n != 5 || !f[0].len || !f[1].len || f[2].len != 6) {
			fprintf(stderr,
				"%s:%ld: 应为 must be office,name,area,street_code,street\n", path,
				csv->line);
			return ERR_INPUT;
		}
		e = DB_RUN(db, office_put, .office = f[0], .name = f[1], .area = f[2]);
		if (!e && f[3].len)
			e = DB_RUN(db, office_street_put, .street_code = f[3], .street = f[4],
				   .office = f[0]);
		if (e)
			return e;
		done++;
	}
	*ret_n = done;
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static int offices_run(struct cli *cli, int argc, char **argv)
{
	struct str text, header[CSV_FIELDS_MAX];
	struct csv csv;
	struct db *db;
	long done = 0;
	size_t n;
	enum err e;

	if (argc != 1)
		return CLI_USAGE;
	e = cli_read_file(cli, argv[0], FILE_MAX_LEN, &text);
	if (e)
		return cli_fail(argv[0], e, NULL);
	db = cli_db(cli);
	if (!db)
		return CLI_FAILED;
	csv_init(&csv, text);
	e = csv_next(&csv, &cli->arena, header, &n);
	if (!e)
		e = db_begin(db);
	if (!e)
		e = offices_lines(cli, db, &csv, argv[0], &done);
	if (!e)
		e = db_commit(db);
	if (e) {
		db_rollback(db);
		return cli_fail(argv[0], e, db);
	}
	printf("载入街道 streets loaded: %ld\n", done);
	return CLI_OK;
}

static enum err stats_ask(struct cli *cli, struct db *db, bool *ret_bad)
{
	struct r_shop_count *rows;
	struct r_office_list *offices;
	size_t n, n_offices;
	enum err e;

	(void)ret_bad;
	e = DB_ROWS(db, &cli->arena, shop_count, &rows, &n, .none = 0);
	if (!e)
		e = DB_ROWS(db, &cli->arena, office_list, &offices, &n_offices, .none = 0);
	if (e)
		return e;
	printf("商户 shops %lld，营业 active %lld，所 offices %zu\n", (long long)rows[0].n,
	       (long long)rows[0].active, n_offices);
	return ERR_OK;
}

static int stats_run(struct cli *cli, int argc, char **argv)
{
	(void)argv;
	return cli_ask(cli, argc, "registry stats", stats_ask);
}

const struct command registry_commands[] = {
	{"registry import",							"FILE.csv", "载入登记数据；再次载入会更新，有误的行逐条列出",
         "loads registration data; again: updates; each bad row is listed with its line, field "
	  "and reason", import_run },
	{ "registry offices", "FILE.csv", "载入监管所及其街道",
         "loads the offices and their streets", offices_run },
	{ "registry stats",							      "", "登记数据概况", "how many shops and offices there are", stats_run },
	{ .name = NULL						     },
};
