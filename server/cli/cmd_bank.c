/* The bank's answers to our payment files: pain.002, for the pain001 rail. */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX_BYTES ((size_t)16 << 20)
#define BILL_MAX       35
#define STATUS_LEN     4

/* The text of the first <name> within s; { NULL, 0 } when there is none. */
static struct str element(struct str s, const char *name)
{
	char open[64];
	const char *at, *end;

	snprintf(open, sizeof(open), "<%s", name);
	for (at = memmem(s.p, s.len, open, strlen(open)); at;
	     at = memmem(at + 1, (size_t)(s.p + s.len - at - 1), open, strlen(open))) {
		char next = at[strlen(open)];

		if (next == '>' || next == ' ')
			break;
	}
	if (!at)
		return (struct str){ NULL, 0 };
	at = memchr(at, '>', (size_t)(s.p + s.len - at));
	end = at ? memchr(at, '<', (size_t)(s.p + s.len - at)) : NULL;
	return end ? str_trim((struct str){ at + 1, (size_t)(end - at - 1) })
		   : (struct str){ NULL, 0 };
}

/* "1234.56" as fen; -1 when it is not there or not an amount. */
static long long fen_of(struct str amount)
{
	struct str whole = str_cut(&amount, '.'), part = amount;
	long long yuan, fen = 0;

	if (!whole.p || !str_to_i64(whole, &yuan) || yuan < 0 || yuan > 1000000000000)
		return -1;
	if (part.p && (part.len > 2 || !str_to_i64(part, &fen) || fen < 0))
		return -1;
	return yuan * 100 + (part.len == 1 ? fen * 10 : fen);
}

static bool is_word(struct str s, size_t least, size_t most)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')))
			return false;
	}
	return s.len >= least && s.len <= most;
}

static enum err give_to_payer(struct cli *cli, const char *path)
{
	const struct passwd *pw = geteuid() == 0 ? getpwnam(cli->config.user_payout.p) : NULL;

	return pw && chown(path, pw->pw_uid, pw->pw_gid) ? ERR_IO : ERR_OK;
}

/* Beside its place first: the payer never reads half an answer. */
static enum err keep_answer(struct cli *cli, struct str bill, struct str status, long long fen)
{
	struct str dir = config_path(&cli->config, cli->config.pain001_dir, &cli->arena);
	struct str path = arena_printf(&cli->arena, "%s/answers/%.*s", dir.p, STR_ARG(bill));
	struct str part = arena_printf(&cli->arena, "%s/answers/.%.*s", dir.p, STR_ARG(bill));
	struct str text = arena_printf(&cli->arena, "%.*s %lld\n", STR_ARG(status), fen);
	int fd;
	bool ok;

	if (!path.p || !part.p || !text.p)
		return ERR_MEMORY;
	fd = open(part.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	ok = fd >= 0 && write(fd, text.p, text.len) == (ssize_t)text.len && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	if (!ok || give_to_payer(cli, part.p) || rename(part.p, path.p))
		return ERR_IO;
	return ERR_OK;
}

/* One <TxInfAndSts>; false when it cannot be understood. */
static bool take_answer(struct cli *cli, struct str tx)
{
	struct str bill = element(tx, "OrgnlEndToEndId"), status = element(tx, "TxSts");
	long long fen = fen_of(element(tx, "InstdAmt"));
	enum err e;

	if (!is_word(bill, 1, BILL_MAX) || !is_word(status, STATUS_LEN, STATUS_LEN))
		return false;
	e = keep_answer(cli, bill, status, fen);
	if (e)
		(void)cli_fail("rail answer", e, NULL);
	else
		printf("%.*s %.*s %lld\n", STR_ARG(bill), STR_ARG(status), fen);
	return !e;
}

static int answer_run(struct cli *cli, int argc, char **argv)
{
	static const char open[] = "<TxInfAndSts", close_tag[] = "</TxInfAndSts>";
	size_t taken = 0, bad = 0;
	struct str rest;
	enum err e;

	if (argc != 1)
		return CLI_USAGE;
	e = cli_read_file(cli, argv[0], FILE_MAX_BYTES, &rest);
	if (e)
		return cli_fail(argv[0], e, NULL);
	for (;;) {
		const char *from = memmem(rest.p, rest.len, open, strlen(open)), *to;

		if (!from)
			break;
		rest.len -= (size_t)(from - rest.p);
		rest.p = from;
		to = memmem(rest.p, rest.len, close_tag, strlen(close_tag));
		if (!to) {
			bad++;
			break;
		}
		if (take_answer(cli, (struct str){ from, (size_t)(to - from) }))
			taken++;
		else
			bad++;
		rest.len -= (size_t)(to - rest.p);
		rest.p = to;
	}
	printf("已接收 taken: %zu, 不能识别 not understood: %zu\n", taken, bad);
	return bad || !taken ? CLI_FAILED : CLI_OK;
}

const struct command bank_commands[] = {
	{"rail answer",			   "PAIN002.xml", "接收银行对付款文件的回执",
         "takes in the bank's answer to our payment files", answer_run },
	{ .name = NULL}
};
