/* The list of case officers' keys: who may ask for an identity. Gateways cannot write it. */
#include "cli/record.h"
#include "cli/two_people.h"

#include "domain/role.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define KEYS_LEN (crypto_sign_PUBLICKEYBYTES + crypto_box_PUBLICKEYBYTES)

static int add_run(struct cli *cli, int argc, char **argv)
{
	const char *key = cli_option(argc, argv, "--key"), *by = cli_option(argc, argv, "--by"),
		   *second = cli_option(argc, argv, "--second");
	unsigned char both[KEYS_LEN];
	const struct r_account_by_login *account;
	size_t len = 0;
	struct str actor;
	enum err e;

	if (argc < 1 || argv[0][0] == '-' || !key)
		return CLI_USAGE;
	if (sodium_base642bin(both, sizeof(both), key, strlen(key), NULL, &len, NULL,
			      sodium_base64_VARIANT_ORIGINAL) ||
	    len != sizeof(both)) {
		fputs("--key: 须为审核台显示的公钥（签名与收件） must be the public keys that the "
		      "console shows, to sign and to receive\n",
		      stderr);
		return CLI_USAGE;
	}
	account = cli_find_staff(cli, argv[0], ROLE_REVIEWER);
	if (!account || !cli_two_people(cli, argc, argv, ROLE_ADMIN, &actor))
		return CLI_FAILED;
	e = db_begin(cli->db);
	e = e ? e
	      : DB_RUN(cli->db, officer_key_put, .account = account->id,
		       .sign_key = { (char *)both, crypto_sign_PUBLICKEYBYTES },
		       .box_key = { (char *)both + crypto_sign_PUBLICKEYBYTES,
				    crypto_box_PUBLICKEYBYTES },
		       .added_ms = cli_now_ms(), .added_by = str_of(by),
		       .second_by = str_of(second));
	e = e ? e : cli_record_login(cli, actor, "officer.add", account->id, argv[0]);
	e = e ? e : db_commit(cli->db);
	if (e)
		return cli_fail(argv[0], e, cli->db);
	printf("已登记办案人密钥 case officer's keys registered: %s\n", argv[0]);
	return CLI_OK;
}

static int revoke_run(struct cli *cli, int argc, char **argv)
{
	const struct r_account_by_login *account;
	enum err e;

	if (argc != 1)
		return CLI_USAGE;
	account = cli_find_staff(cli, argv[0], ROLE_STAFF);
	if (!account)
		return CLI_FAILED;
	e = db_begin(cli->db);
	e = e ? e
	      : DB_RUN(cli->db, officer_key_revoke, .revoked_ms = cli_now_ms(),
		       .account = account->id);
	e = e ? e : cli_record_login(cli, STR("cli"), "officer.revoke", account->id, argv[0]);
	e = e ? e : db_commit(cli->db);
	if (e)
		return cli_fail(argv[0], e, cli->db);
	printf("已吊销 revoked: %s\n", argv[0]);
	return CLI_OK;
}

const struct command officer_commands[] = {
	{"officer add",								 "LOGIN --key BASE64 --by A --second B",
         "登记办案人的密钥，可凭此申请开启身份（两名管理员）", "registers a case officer's keys, to ask for identities with (two administrators)",
         add_run },
	{ "officer revoke", "LOGIN", "吊销办案人的全部密钥", "revokes a case officer's keys",
         revoke_run },
	{ .name = NULL								      },
};
