/*
 * The escrow of sealing keys, for the day on which the payer's host is lost. Needs no
 * database; private keys come and go as files only, never as arguments.
 */
#include "cli/escrow.h"
#include "cli/key_files.h"

#include <stdio.h>
#include <string.h>

#define FILE_MAX  65536
#define BASE64    sodium_base64_VARIANT_ORIGINAL
#define TEXT_SIZE sodium_base64_ENCODED_LEN(32, BASE64)

/* The i-th value of an option that may come several times; NULL after the last. */
static const char *nth_option(int argc, char **argv, const char *option, size_t i)
{
	for (int a = 0; a + 1 < argc; a++)
		if (strcmp(argv[a], option) == 0 && i-- == 0)
			return argv[a + 1];
	return NULL;
}

/* --- an officer's own key ----------------------------------------------------------- */

static int officer_run(struct cli *cli, int argc, char **argv)
{
	AUTO(secret) secret = SECRET_INIT;
	unsigned char public_key[32];
	char text[TEXT_SIZE];
	struct str pub;
	enum err e;

	if (argc != 1 || argv[0][0] == '-')
		return CLI_USAGE;
	pub = arena_printf(&cli->arena, "%s.pub", argv[0]);
	e = pub.p ? secret_alloc(&secret, 32) : ERR_MEMORY;
	if (e)
		return cli_fail(argv[0], e, NULL);
	crypto_box_keypair(public_key, secret.p);
	sodium_bin2base64(text, sizeof(text), public_key, sizeof(public_key), BASE64);
	e = key_file_write(argv[0], secret.p, secret.len, 0600);
	if (!e)
		e = key_file_write(pub.p, text, strlen(text), 0644);
	if (e)
		return cli_fail(argv[0], e, NULL);
	printf("%s\n  请由本人离线保管 to be kept offline by its officer: %s\n", text, argv[0]);
	return CLI_OK;
}

/* --- sharing -------------------------------------------------------------------------- */

static enum err read_public(struct cli *cli, const char *path, unsigned char to[32])
{
	struct str text;
	size_t len = 0;
	enum err e = cli_read_file(cli, path, FILE_MAX, &text);

	if (e)
		return e;
	text = str_trim(text);
	return sodium_base642bin(to, 32, text.p, text.len, NULL, &len, NULL, BASE64) || len != 32
		       ? ERR_INPUT
		       : ERR_OK;
}

static int read_officers(struct cli *cli, int argc, char **argv, struct escrow *e)
{
	const char *path;

	while ((path = nth_option(argc, argv, "--officer", e->n))) {
		enum err bad = e->n < ESCROW_OFFICERS_MAX ? read_public(cli, path, e->officer[e->n])
							  : ERR_LIMIT;

		if (bad)
			return cli_fail(path, bad, NULL);
		e->n++;
	}
	return e->n < 2 ? CLI_USAGE : CLI_OK;
}

static int escrow_run(struct cli *cli, int argc, char **argv)
{
	AUTO(secret) secret = SECRET_INIT;
	const char *out = cli_option(argc, argv, "--out");
	struct escrow *e = arena_new(&cli->arena, struct escrow);
	struct buf text = BUF_INIT(FILE_MAX);
	struct sealing_key key;
	enum err bad;
	int status;

	if (argc < 1 || argv[0][0] == '-' || !out)
		return CLI_USAGE;
	if (!e)
		return cli_fail(argv[0], ERR_MEMORY, NULL);
	status = read_officers(cli, argc, argv, e);
	if (status)
		return status;
	bad = key_files_public(cli, argv[0], &key);
	if (!bad)
		bad = key_files_private_read(cli, argv[0], &secret);
	memcpy(e->id, key.id, sizeof(e->id));
	memcpy(e->signature, key.signature, sizeof(e->signature));
	if (!bad)
		bad = escrow_make(e, secret.p);
	if (bad == ERR_INPUT)
		fputs("--officer: 须为不同人员的公钥 must be different officers' public keys\n",
		      stderr);
	if (!bad) {
		escrow_print(e, &text);
		bad = buf_ok(&text) ? key_file_write(out, text.p, text.len, 0644) : ERR_LIMIT;
	}
	buf_release(&text);
	if (bad)
		return cli_fail(argv[0], bad, NULL);
	printf("已托管给 %zu 人，任意两人可恢复 kept by %zu officers, any two bring it back: %s\n",
	       e->n, e->n, out);
	return CLI_OK;
}

/* --- opening ---------------------------------------------------------------------------- */

static int explain(enum err bad, size_t who, char *const *path)
{
	if (bad == ERR_DENIED && who)
		fprintf(stderr, "%s: 不是此托管的人员 is the key of no officer of this escrow\n",
			path[who - 1]);
	else if (bad == ERR_DENIED)
		fputs("须由两名不同的人员开启 two different officers must open it\n", stderr);
	else if (bad == ERR_CORRUPT && who)
		fprintf(stderr,
			"第 %zu 名人员的份额已损坏，请用另一份副本或换一人 the share of officer "
			"%zu is "
			"damaged: take another copy of the file, or another officer\n",
			who, who);
	else if (bad == ERR_CORRUPT)
		fputs("两份份额合不成此密钥，文件已损坏 the two shares do not give this key: the "
		      "file "
		      "is damaged\n",
		      stderr);
	else
		return cli_fail("keys escrow open", bad, NULL);
	return CLI_FAILED;
}

/* Nobody can have us take a key of theirs back in the name of ours. */
static bool is_ours(struct cli *cli, const struct escrow *e)
{
	struct sealing_key key = { 0 };
	enum err bad;

	memcpy(key.id, e->id, sizeof(key.id));
	memcpy(key.public_key, e->public_key, sizeof(key.public_key));
	memcpy(key.signature, e->signature, sizeof(key.signature));
	bad = key_files_check(cli, &key);
	if (bad)
		fprintf(stderr, "%s\n",
			bad == ERR_NOT_FOUND ? "请先放回 keys/root.pub put keys/root.pub back first"
					     : "根密钥没有签过此密钥，文件是伪造或损坏的 the root "
					       "key has not signed "
					       "this key: the file is forged or damaged");
	return !bad;
}

/* Two people's files; the key goes back to where the payer reads it. */
static int restore(struct cli *cli, const struct escrow *e, char *const path[2])
{
	AUTO(secret) one = SECRET_INIT, other = SECRET_INIT, secret = SECRET_INIT;
	size_t who = 0;
	enum err bad = secret_alloc(&one, 32);

	if (!bad)
		bad = secret_alloc(&other, 32);
	if (bad)
		return cli_fail(e->id, bad, NULL);
	bad = key_file_read(path[0], one.p, 32);
	if (bad)
		return cli_fail(path[0], bad, NULL);
	bad = key_file_read(path[1], other.p, 32);
	if (bad)
		return cli_fail(path[1], bad, NULL);
	bad = escrow_open(e, one.p, other.p, &secret, &who);
	if (bad)
		return explain(bad, who, path);
	bad = key_files_private_write(cli, e->id, &secret);
	if (bad == ERR_CONFLICT)
		fprintf(stderr, "%s: 密钥文件已在，不覆盖 the key's file is there already\n",
			e->id);
	if (bad)
		return cli_fail(e->id, bad, NULL);
	printf("已恢复 restored: %s\n", e->id);
	return CLI_OK;
}

static int open_run(struct cli *cli, int argc, char **argv)
{
	char *const path[2] = { (char *)(uintptr_t)nth_option(argc, argv, "--officer", 0),
				(char *)(uintptr_t)nth_option(argc, argv, "--officer", 1) };
	struct escrow *e = arena_new(&cli->arena, struct escrow);
	struct str text;
	size_t line = 0;
	enum err bad;

	if (argc != 5 || argv[0][0] == '-' || !path[0] || !path[1])
		return CLI_USAGE;
	bad = e ? cli_read_file(cli, argv[0], FILE_MAX, &text) : ERR_MEMORY;
	if (!bad)
		bad = escrow_parse(text, e, &line);
	if (bad == ERR_INPUT)
		fprintf(stderr, "%s:%zu: 文件已损坏 the file is damaged\n", argv[0], line);
	if (bad)
		return cli_fail(argv[0], bad, NULL);
	return is_ours(cli, e) ? restore(cli, e, path) : CLI_FAILED;
}

const struct command escrow_commands[] = {
	{"keys officer",					   "FILE", "生成托管人员自己的密钥：FILE 与 FILE.pub",
         "makes an officer's own key: FILE and FILE.pub", officer_run },
	{ "keys escrow", "ID --officer A.pub --officer B.pub … --out FILE",
         "把加密私钥托管给多名人员，任意两人一起才能恢复", "gives a sealing key into the keeping of officers: any two together bring it back",
         escrow_run },
	{ "keys escrow open",					     "FILE --officer A --officer B", "由两名人员恢复加密私钥",
         "two officers bring a sealing key back", open_run },
	{ .name = NULL					  }
};
