#include "cli/cli.h"
#include "cli/match_replay.h"
#include "cli/registry_index.h"
#include "cli/understand_replay.h"
#include "domain/shop_match.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Of the processor: other work on the machine does not count. */
static double spent_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool has_flag(int argc, char **argv, const char *flag)
{
	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], flag) == 0)
			return true;
	return false;
}

static int run_queries(const struct shop_index *idx, unsigned effort_pct, bool reasons, bool stats)
{
	struct match_timing t;
	enum err e = match_replay(stdin, stdout, idx, effort_pct, reasons, &t);

	if (e) {
		fprintf(stderr, "标准输入 standard input:%ld: %s\n", t.line, err_name(e));
		return CLI_FAILED;
	}
	if (stats)
		fprintf(stderr,
			"queries %ld\nqueries_per_s %.0f\np50_ms %.3f\np99_ms %.3f\nmax_ms %.3f\n",
			t.queries, t.seconds > 0 ? (double)t.queries / t.seconds : 0, t.p50_ms,
			t.p99_ms, t.max_ms);
	return CLI_OK;
}

static bool effort_of(int argc, char **argv, unsigned *ret_pct)
{
	const char *s = cli_option(argc, argv, "--effort");
	long long pct = 100;

	if (s && (!str_to_i64(str_of(s), &pct) || pct < 1 || pct > SHOP_EFFORT_MAX))
		return false;
	*ret_pct = (unsigned)pct;
	return true;
}

static int match_in(struct cli *cli, struct arena *a, const char *path, int argc, char **argv)
{
	unsigned effort_pct = 0;
	bool stats = has_flag(argc, argv, "--stats");
	struct registry_built built;
	struct shop_index idx;
	double from = spent_s();
	enum err e;

	if (!effort_of(argc, argv, &effort_pct))
		return CLI_USAGE;
	e = registry_index_csv(cli, path, a, &built);
	if (!e)
		e = shop_index_open(built.image, a, &idx, NULL);
	if (e)
		return cli_fail(path, e, NULL);
	if (stats)
		fprintf(stderr,
			"shops %u\nbad_rows %ld\nbuild_s %.3f\nbytes %zu\nbytes_a_shop %.1f\n",
			idx.shops, built.refused, spent_s() - from, built.image.len,
			idx.shops ? (double)built.image.len / idx.shops : 0);
	return run_queries(&idx, effort_pct, has_flag(argc, argv, "--reasons"), stats);
}

static int match_run(struct cli *cli, int argc, char **argv)
{
	const char *path = cli_option(argc, argv, "--registry");
	struct arena a;
	int status;

	if (!path)
		return CLI_USAGE;
	arena_init(&a, REGISTRY_INDEX_ARENA);
	status = match_in(cli, &a, path, argc, argv);
	arena_release(&a);
	return status;
}

/* --- understand --------------------------------------------------------------------------- */

static enum err open_csv(struct cli *cli, struct arena *a, const char *path, struct shop_index *idx)
{
	struct registry_built built;
	enum err e = registry_index_csv(cli, path, a, &built);

	return e ? e : shop_index_open(built.image, a, idx, NULL);
}

static int understand_run(struct cli *cli, int argc, char **argv)
{
	const char *path = cli_option(argc, argv, "--registry"),
		   *now = cli_option(argc, argv, "--now");
	AUTO(arena) a = { .cap = REGISTRY_INDEX_ARENA };
	long long now_ms = cli_now_ms();
	struct shop_index idx;
	long line;
	enum err e;

	if (now && !str_to_i64(str_of(now), &now_ms))
		return CLI_USAGE;
	e = path ? open_csv(cli, &a, path, &idx) : ERR_OK;
	if (e)
		return cli_fail(path, e, NULL);
	e = understand_replay(stdin, stdout, path ? &idx : NULL, now_ms, &line);
	if (!e)
		return CLI_OK;
	fprintf(stderr, "标准输入 standard input:%ld: %s\n", line, err_name(e));
	return CLI_FAILED;
}

const struct command match_commands[] = {
	{"match",					 "--registry FILE.csv [--stats] [--reasons] [--effort PERCENT] < queries.jsonl",
         "把每行一个的询问匹配到登记商户", "matches queries, one a line, to registered shops",
         match_run },
	{ "understand", "[--registry FILE.csv] [--now UNIX_MS] < sentences.txt",
         "对话从每行一句话里听懂什么", "what the chat understands of sentences, one a line",
         understand_run },
	{ .name = NULL				      },
};
