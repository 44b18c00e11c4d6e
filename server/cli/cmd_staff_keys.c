/*
 * The lists of staff's own public keys: with whose signature a reward is approved, and who may
 * ask for an identity. Gateways can write neither; two administrators answer for each key.
 */
#include "cli/record.h"
#include "cli/two_people.h"

#include "domain/role.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define KEYS_MAX (crypto_sign_PUBLICKEYBYTES + crypto_box_PUBLICKEYBYTES)

struct added {
	struct id account;
	const unsigned char *keys; /* list.len bytes */
	const char *by, *second;
};

struct list {
	unsigned role; /* who can have such a key */
	size_t len;    /* of what the console shows */
	const char *wants, *what;
	const char *add_action, *revoke_action; /* in the audit */
	enum err (*put)(struct db *db, const struct added *a);
	enum err (*revoke)(struct db *db, struct id account);
};

static enum err approver_put(struct db *db, const struct added *a)
{
	return DB_RUN(db, approver_key_put, .account = a->account,
		      .public_key = { (const char *)a->keys, crypto_sign_PUBLICKEYBYTES },
		      .added_ms = cli_now_ms(), .added_by = str_of(a->by),
		      .second_by = str_of(a->second));
}

static enum err approver_revoke(struct db *db, struct id account)
{
	return DB_RUN(db, approver_key_revoke, .revoked_ms = cli_now_ms(), .account = account);
}

static enum err officer_put(struct db *db, const struct added *a)
{
	const char *box_key = (const char *)a->keys + crypto_sign_PUBLICKEYBYTES;

	return DB_RUN(db, officer_key_put, .account = a->account,
		      .sign_key = { (const char *)a->keys, crypto_sign_PUBLICKEYBYTES },
		      .box_key = { box_key, crypto_box_PUBLICKEYBYTES }, .added_ms = cli_now_ms(),
		      .added_by = str_of(a->by), .second_by = str_of(a->second));
}

static enum err officer_revoke(struct db *db, struct id account)
{
	return DB_RUN(db, officer_key_revoke, .revoked_ms = cli_now_ms(), .account = account);
}

static const struct list approvers = {
	.role = ROLE_APPROVER,
	.len = crypto_sign_PUBLICKEYBYTES,
	.wants = "须为 Ed25519 公钥的 base64 must be an Ed25519 public key, base64",
	.what = "审批密钥 approver's key",
	.add_action = "approver.add",
	.revoke_action = "approver.revoke",
	.put = approver_put,
	.revoke = approver_revoke,
};

static const struct list officers = {
	.role = ROLE_REVIEWER,
	.len = KEYS_MAX,
	.wants = "须为审核台显示的公钥（签名与收件） must be the public keys that the console "
		 "shows, to sign and to receive",
	.what = "办案人密钥 case officer's keys",
	.add_action = "officer.add",
	.revoke_action = "officer.revoke",
	.put = officer_put,
	.revoke = officer_revoke,
};

static bool read_keys(const char *text, const struct list *list, unsigned char to[KEYS_MAX])
{
	size_t len = 0;

	if (!sodium_base642bin(to, KEYS_MAX, text, strlen(text), NULL, &len, NULL,
			       sodium_base64_VARIANT_ORIGINAL) &&
	    len == list->len)
		return true;
	fprintf(stderr, "--key: %s\n", list->wants);
	return false;
}

static int add(struct cli *cli, int argc, char **argv, const struct list *list)
{
	const char *key = cli_option(argc, argv, "--key");
	unsigned char keys[KEYS_MAX];
	const struct r_account_by_login *account;
	struct added a = { .keys = keys,
			   .by = cli_option(argc, argv, "--by"),
			   .second = cli_option(argc, argv, "--second") };
	struct str actor;
	enum err e;

	if (argc < 1 || argv[0][0] == '-' || !key || !read_keys(key, list, keys))
		return CLI_USAGE;
	account = cli_find_staff(cli, argv[0], list->role);
	if (!account || !cli_two_people(cli, argc, argv, ROLE_ADMIN, &actor))
		return CLI_FAILED;
	a.account = account->id;
	e = db_begin(cli->db);
	e = e ? e : list->put(cli->db, &a);
	e = e ? e : cli_record_login(cli, actor, list->add_action, account->id, argv[0]);
	e = e ? e : db_commit(cli->db);
	if (e)
		return cli_fail(argv[0], e, cli->db);
	printf("已登记 registered: %s %s\n", list->what, argv[0]);
	return CLI_OK;
}

/* Also of somebody who has lost the role: that is when it matters. */
static int revoke(struct cli *cli, int argc, char **argv, const struct list *list)
{
	const struct r_account_by_login *account;
	enum err e;

	if (argc != 1)
		return CLI_USAGE;
	account = cli_find_staff(cli, argv[0], ROLE_STAFF);
	if (!account)
		return CLI_FAILED;
	e = db_begin(cli->db);
	e = e ? e : list->revoke(cli->db, account->id);
	e = e ? e : cli_record_login(cli, STR("cli"), list->revoke_action, account->id, argv[0]);
	e = e ? e : db_commit(cli->db);
	if (e)
		return cli_fail(argv[0], e, cli->db);
	printf("已吊销 revoked: %s %s\n", list->what, argv[0]);
	return CLI_OK;
}

static int approver_add_run(struct cli *cli, int argc, char **argv)
{
	return add(cli, argc, argv, &approvers);
}

static int approver_revoke_run(struct cli *cli, int argc, char **argv)
{
	return revoke(cli, argc, argv, &approvers);
}

static int officer_add_run(struct cli *cli, int argc, char **argv)
{
	return add(cli, argc, argv, &officers);
}

static int officer_revoke_run(struct cli *cli, int argc, char **argv)
{
	return revoke(cli, argc, argv, &officers);
}

const struct command staff_key_commands[] = {
	{"approver add",					"LOGIN --key BASE64 --by A --second B",
         "登记审批人的签名公钥（两名管理员）", "registers an approver's public key (two administrators)", approver_add_run },
	{ "approver revoke", "LOGIN", "吊销审批人的全部公钥", "revokes an approver's keys",
         approver_revoke_run },
	{ "officer add",				     "LOGIN --key BASE64 --by A --second B",
         "登记办案人的密钥，可凭此申请开启身份（两名管理员）", "registers a case officer's keys, to ask for identities with (two administrators)",
         officer_add_run },
	{ "officer revoke",				    "LOGIN", "吊销办案人的全部密钥", "revokes a case officer's keys",
         officer_revoke_run },
	{ .name = NULL                    },
};
