/* The filter from the command line: replay, refit, shadow, the card in force. */
#include "cli/cli.h"
#include "cli/score_cases.h"
#include "cli/score_replay.h"

#include <stdio.h>
#include <string.h>

#define DAYS_DEFAULT 365

static int replay(struct cli *cli, int argc, char **argv)
{
	const char *path = cli_option(argc, argv, "--card");
	bool refit = true;
	struct replay_result result;
	struct score_card card;
	struct str text;
	enum err e;

	for (int i = 0; i < argc; i++)
		refit = refit && strcmp(argv[i], "--fixed") != 0;
	score_card_default(&card);
	if (path) {
		e = cli_read_file(cli, path, SCORE_CARD_TEXT_MAX, &text);
		if (e || score_card_parse(text, &card))
			return cli_fail(path, e ? e : ERR_INPUT, NULL);
	}
	e = score_replay(stdin, stdout, &card, refit, &result);
	if (e)
		fprintf(stderr, "第 %ld 行 line %ld: %s\n", result.line, result.line, err_name(e));
	return e ? CLI_FAILED : CLI_OK;
}

static int days_of(int argc, char **argv, int *ret_days)
{
	const char *text = cli_option(argc, argv, "--days");
	long long days = DAYS_DEFAULT;

	if (text && (!str_to_i64(str_of(text), &days) || days < 1 || days > 3650))
		return CLI_USAGE;
	*ret_days = (int)days;
	return CLI_OK;
}

/* By its number. The card of judgement needs no row. */
static enum err numbered_card(struct cli *cli, struct db *db, int64_t version,
			      struct score_card *ret_card)
{
	struct r_score_card_get *row;
	size_t n;
	enum err e = DB_ROWS(db, &cli->arena, score_card_get, &row, &n, .version = version);

	if (e)
		return e;
	if (n)
		return score_card_parse(row->body, ret_card);
	score_card_default(ret_card);
	return version == ret_card->version ? ERR_OK : ERR_NOT_FOUND;
}

static enum err card_in_force(struct cli *cli, struct db *db, struct score_card *ret_card)
{
	struct r_score_card_released *row;
	size_t n;
	enum err e = DB_ROWS(db, &cli->arena, score_card_released, &row, &n, .none = 0);

	if (e)
		return e;
	if (n)
		return score_card_parse(row->body, ret_card);
	score_card_default(ret_card);
	return ERR_OK;
}

static int show(struct cli *cli, int argc, char **argv)
{
	AUTO(buf) text = BUF_INIT(SCORE_CARD_TEXT_MAX);
	struct db *db = cli_db(cli);
	struct score_card card;
	long long version = 0;
	enum err e;

	if (argc > 0 && !str_to_i64(str_of(argv[0]), &version))
		return CLI_USAGE;
	if (!db)
		return CLI_FAILED;
	e = version ? numbered_card(cli, db, version, &card) : card_in_force(cli, db, &card);
	if (e)
		return cli_fail("score card", e, db);
	score_card_format(&card, &text);
	fwrite(text.p, 1, text.len, stdout);
	return CLI_OK;
}

/* A draft of the highest number so far plus one; nobody is scored by it until two people release
 * it. */
static enum err put_draft(struct cli *cli, struct db *db, struct score_card *card,
			  struct str report)
{
	AUTO(buf) body = BUF_INIT(SCORE_CARD_TEXT_MAX);
	struct r_score_card_last *last;
	size_t n;
	enum err e = DB_ROWS(db, &cli->arena, score_card_last, &last, &n, .none = 0);

	if (e)
		return e;
	card->version = (int32_t)(n && last->version > 0 ? last->version + 1 : 2);
	score_card_format(card, &body);
	if (!buf_ok(&body))
		return ERR_MEMORY;
	return DB_RUN(db, score_card_put, .version = card->version, .state = STR("draft"),
		      .body = buf_str(&body), .report = report, .made_by = STR("score fit"),
		      .made_ms = cli_now_ms(), .released_ms = I64_NULL);
}

static void print_fit(const struct score_findings *f)
{
	const struct score_fit_report *r = &f->fit;

	printf("核查结论 verdicts: %zu (%zu held out)\n"
	       "对数损失 log loss V: %.4f → %.4f   M: %.4f → %.4f\n"
	       "误入缓办 good faith shielded, 之前 before → 之后 after:\n",
	       r->n, r->n_held_out, r->before.v, r->after.v, r->before.m, r->after.m);
	for (int g = 0; g < GROUP__COUNT; g++)
		printf("  %-10s %zu/%zu → %zu/%zu\n", score_group_name((enum score_group)g),
		       f->before.shielded[g], f->before.n[g], f->after.shielded[g], f->after.n[g]);
}

static enum err fit_cases(struct cli *cli, const struct score_card *from,
			  const struct score_cases *cases, struct score_card *ret_card,
			  struct score_findings *ret)
{
	enum err e = score_fit(from, cases->cases, cases->n, &cli->arena, ret_card, &ret->fit);

	if (e)
		return e;
	ret->before = score_fit_harm(from, cases->cases, cases->n);
	ret->after = score_fit_harm(ret_card, cases->cases, cases->n);
	print_fit(ret);
	return ERR_OK;
}

/* What the two who release it want to know as well: which reports would change their lane. */
static enum err keep(struct cli *cli, struct db *db, const struct score_card *from,
		     struct score_card *card, int days, struct score_findings *f)
{
	struct str report;
	enum err e = score_cases_shadow(db, from, card, cli_now_ms(), days, &f->shadow);

	if (e)
		return e;
	report = score_cases_report(&cli->arena, f);
	return report.p ? put_draft(cli, db, card, report) : ERR_MEMORY;
}

static int fit(struct cli *cli, int argc, char **argv)
{
	struct db *db;
	struct score_card from, card;
	struct score_findings found = { .shadow = { 0 } };
	struct score_cases cases;
	int days;
	enum err e;

	if (days_of(argc, argv, &days))
		return CLI_USAGE;
	db = cli_db(cli);
	if (!db)
		return CLI_FAILED;
	e = card_in_force(cli, db, &from);
	e = e ? e : score_cases_read(db, &cli->arena, &from, cli_now_ms(), days, &cases);
	if (e)
		return cli_fail("score fit", e, db);
	if (cases.n < SCORE_FIT_LEAST) {
		fprintf(stderr, "核查结论不足 too few verdicts: %zu < %d\n", cases.n,
			SCORE_FIT_LEAST);
		return CLI_FAILED;
	}
	e = fit_cases(cli, &from, &cases, &card, &found);
	if (!e && !found.fit.better) {
		fputs("新卡没有更好，未保存 the new card is no better and was not kept\n", stderr);
		return CLI_FAILED;
	}
	e = e ? e : keep(cli, db, &from, &card, days, &found);
	if (e)
		return cli_fail("score fit", e, db);
	printf("已存为草稿，待两人在审核台发布 kept as draft %d; two people release it in the "
	       "console\n",
	       card.version);
	return CLI_OK;
}

/* What another card would have said of the same reports. */
static int shadow(struct cli *cli, int argc, char **argv)
{
	static const char *const zh[] = { "普通", "优先", "缓办" };
	struct db *db;
	struct score_card now, other;
	struct score_shadow seen;
	long long version;
	int days;
	enum err e;

	if (argc < 1 || !str_to_i64(str_of(argv[0]), &version) || days_of(argc, argv, &days))
		return CLI_USAGE;
	db = cli_db(cli);
	if (!db)
		return CLI_FAILED;
	e = card_in_force(cli, db, &now);
	e = e ? e : numbered_card(cli, db, version, &other);
	e = e ? e : score_cases_shadow(db, &now, &other, cli_now_ms(), days, &seen);
	if (e)
		return cli_fail("score shadow", e, db);
	printf("评分卡 card %d → %d，%zu 件 reports\n", now.version, other.version, seen.n);
	for (int a = 0; a <= LANE_SHIELDED; a++)
		for (int b = 0; b <= LANE_SHIELDED; b++)
			printf("  %s %s → %s %s: %zu\n", zh[a], lane_name((enum lane)a), zh[b],
			       lane_name((enum lane)b), seen.moved[a][b]);
	return CLI_OK;
}

const struct command score_commands[] = {
	{"score replay",					 "[--card FILE] [--fixed] < stream.jsonl > out.jsonl",
         "按时间重放一段举报与结论，逐件评分", "play reports and verdicts through the filter",
         replay },
	{ "score fit",  "[--days N]", "用已有结论重新校准评分卡，存为草稿",
         "refit the card from verdicts; the result is a draft", fit },
	{ "score shadow",						 "VERSION [--days N]", "试算：换一张评分卡会有什么变化",
         "what another card would change", shadow },
	{ "score card",					   "[VERSION]", "打印评分卡", "print a card", show },
	{ .name = NULL},
};
