/* The sealing keys' life. Gateways cannot write them. */
#include "cli/key_files.h"
#include "cli/record.h"

#include "domain/role.h"

#include <stdio.h>
#include <string.h>

#define SEAL_ALG "x25519-xsalsa20-poly1305"

static int new_key(struct cli *cli, const struct secret *root)
{
	struct sealing_key key;
	enum err e = key_files_new(cli, root, &key);

	if (e)
		return cli_fail("keys", e, NULL);
	printf("新加密密钥 new sealing key: %s\n", key.id);
	return CLI_OK;
}

static int init_run(struct cli *cli, int argc, char **argv)
{
	AUTO(secret) root = SECRET_INIT;
	struct sealing_key *keys;
	bool made = false;
	size_t n = 0;
	enum err e;

	(void)argv;
	if (argc)
		return CLI_USAGE;
	e = key_files_root(cli, &root, &made);
	if (e)
		return cli_fail("keys/root", e, NULL);
	if (made)
		puts("根密钥已生成，请把 keys/root/root.key 移到离线处保存\n"
		     "the root key was made: keep keys/root/root.key offline");
	if (key_files_list(cli, &keys, &n) == ERR_OK && n)
		return CLI_OK;
	return new_key(cli, &root);
}

static int new_run(struct cli *cli, int argc, char **argv)
{
	AUTO(secret) root = SECRET_INIT;
	bool made = false;
	enum err e;

	(void)argv;
	if (argc)
		return CLI_USAGE;
	e = key_files_root(cli, &root, &made);
	if (e)
		return cli_fail("keys/root", e, NULL);
	return new_key(cli, &root);
}

static enum err publish_ask(struct cli *cli, struct db *db, bool *ret_bad)
{
	struct sealing_key *keys;
	size_t n = 0, done = 0;
	enum err e = key_files_list(cli, &keys, &n);

	(void)ret_bad;
	for (size_t i = 0; !e && i < n; i++) {
		e = DB_RUN(db, seal_key_put, .key_id = str_of(keys[i].id), .alg = STR(SEAL_ALG),
			   .public_key = { (char *)keys[i].public_key, sizeof(keys[i].public_key) },
			   .signature = { (char *)keys[i].signature, sizeof(keys[i].signature) },
			   .made_ms = cli_now_ms());
		done += !e;
		if (e == ERR_CONFLICT)
			e = ERR_OK; /* published before */
	}
	if (!e)
		printf("已发布 published: %zu\n", done);
	return e;
}

static int publish_run(struct cli *cli, int argc, char **argv)
{
	(void)argv;
	return cli_ask(cli, argc, "keys publish", publish_ask);
}

/* A new key that everything is sealed to from now on; the payer moves what older ones hold. */
static int rotate_run(struct cli *cli, int argc, char **argv)
{
	struct db *db = argc ? NULL : cli_db(cli);
	int status;

	if (argc)
		return CLI_USAGE;
	if (!db)
		return CLI_FAILED;
	status = new_run(cli, argc, argv);
	if (status)
		return status;
	status = publish_run(cli, argc, argv);
	if (!status)
		puts("付款进程正在把已登记的身份转封到新密钥；进度见 keys list，转完后停用旧密钥\n"
		     "the payer now seals the deposits to the new key: keys list shows how far it "
		     "is; then retire the old one");
	return status;
}

static enum err uses(struct cli *cli, struct str key_id, long long *ret_n)
{
	struct r_seal_key_use *use;
	size_t n;
	enum err e = DB_ROWS(cli->db, &cli->arena, seal_key_use, &use, &n, .payee_key = key_id,
			     .mail_key = key_id);

	if (!e)
		*ret_n = use->n;
	return e;
}

static enum err list_ask(struct cli *cli, struct db *db, bool *ret_bad)
{
	struct r_seal_key_list *row;
	long long used = 0;
	size_t n;
	enum err e = DB_ROWS(db, &cli->arena, seal_key_list, &row, &n, .none = 0);

	(void)ret_bad;
	for (size_t i = 0; !e && i < n; i++) {
		e = uses(cli, row[i].key_id, &used);
		if (!e)
			printf("%.*s %.*s %s %lld\n", STR_ARG(row[i].key_id), STR_ARG(row[i].alg),
			       row[i].retired_ms == I64_NULL ? "在用 in use" : "停用 retired",
			       used);
	}
	return e;
}

static int list_run(struct cli *cli, int argc, char **argv)
{
	(void)argv;
	return cli_ask(cli, argc, "keys list", list_ask);
}

/* Says what keeps the key from being retired; true when nothing does. */
static bool may_retire(struct cli *cli, const char *id)
{
	struct r_seal_key_list *row;
	long long used = 0;
	bool known = false, other = false;
	size_t n;
	enum err e = DB_ROWS(cli->db, &cli->arena, seal_key_list, &row, &n, .none = 0);

	for (size_t i = 0; !e && i < n; i++) {
		bool same = str_eq(row[i].key_id, str_of(id));

		known = known || same;
		other = other || (!same && row[i].retired_ms == I64_NULL);
	}
	if (!e)
		e = uses(cli, str_of(id), &used);
	if (e) {
		(void)cli_fail(id, e, cli->db);
		return false;
	}
	if (!known)
		fprintf(stderr, "%s: 没有这把密钥，见 keys list key not found, see keys list\n",
			id);
	else if (!other)
		fprintf(stderr,
			"%s: 没有别的在用密钥，请先 keys rotate there is no other key in "
			"use: keys rotate first\n",
			id);
	else if (used)
		fprintf(stderr,
			"%s: 还有 %lld 份密文使用此密钥，待付款进程转封后再停用 %lld sealed blobs "
			"still use this key: wait until the payer has sealed them to the new one\n",
			id, used, used);
	return known && other && !used;
}

/* The old key's end is the end of all that was deleted while it was in use, in backups too. */
static int retire_run(struct cli *cli, int argc, char **argv)
{
	struct db *db = argc == 1 || argc == 2 ? cli_db(cli) : NULL;
	enum err e;

	if (argc < 1 || argc > 2 || (argc == 2 && strcmp(argv[1], "--destroy") != 0))
		return CLI_USAGE;
	if (!db || !may_retire(cli, argv[0]))
		return CLI_FAILED;
	e = db_begin(db);
	if (!e)
		e = DB_RUN(db, seal_key_retire, .retired_ms = cli_now_ms(),
			   .key_id = str_of(argv[0]));
	if (!e)
		e = cli_record(cli, STR("cli"), argc == 2 ? "seal.destroy" : "seal.retire",
			       (struct id){ { 0 } },
			       arena_printf(&cli->arena, "{\"key\":\"%s\"}", argv[0]));
	if (!e)
		e = db_commit(db);
	if (!e && argc == 2)
		e = key_files_destroy(cli, argv[0]);
	if (e)
		return cli_fail(argv[0], e, db);
	printf("已停用 retired: %s%s\n", argv[0], argc == 2 ? "，私钥已销毁 and destroyed" : "");
	return CLI_OK;
}

const struct command keys_commands[] = {
	{"keys init",						 "", "生成根密钥和第一把加密密钥",
         "makes the root key and the first sealing key", init_run },
	{ "keys new",                  "", "生成新的加密密钥（再用 keys publish 发布）",
         "makes a new sealing key (then: keys publish)", new_run },
	{ "keys rotate",						   "", "换新的加密密钥：生成、发布，付款进程随后转封",
         "a new sealing key, made and published; the payer then moves what is sealed to older "
	  "ones", rotate_run },
	{ "keys publish",						 "", "发布加密公钥", "publishes the sealing keys' public parts",
         publish_run },
	{ "keys list", "", "加密密钥列表，及各自还有多少密文",
         "the sealing keys, and how many blobs each still holds", list_run },
	{ "keys retire",						    "ID [--destroy]",
         "停用已无密文使用的加密密钥；--destroy 销毁私钥，连同备份里已删除的内容都不可再打开",
         "retires a sealing key that no blob uses any more; --destroy: nothing sealed to it can "
	  "be opened again, in old backups neither", retire_run },
	{ .name = NULL					     }
};
