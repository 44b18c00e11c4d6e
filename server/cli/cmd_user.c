#include "cli/cli.h"

#include "base/secret.h"
#include "base/utf8.h"
#include "domain/role.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define PASSWORD_MIN 8
#define PASSWORD_MAX 200
#define LIST_PAGE    500
#define DAY_MS       86400000

/* One line of standard input; a terminal does not show it. */
static enum err read_password(struct secret *ret_password)
{
	AUTO(secret) line = SECRET_INIT;
	struct termios old, quiet;
	bool terminal = tcgetattr(STDIN_FILENO, &old) == 0;
	enum err e = secret_alloc(&line, PASSWORD_MAX + 2);
	const char *got;

	if (e)
		return e;
	if (terminal) {
		fputs("口令 password: ", stderr);
		quiet = old;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
	}
	got = fgets((char *)line.p, (int)line.len, stdin);
	if (terminal) {
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &old);
		fputc('\n', stderr);
	}
	line.len = got ? strcspn(got, "\r\n") : 0;
	line.p[line.len] = '\0';
	if (line.len < PASSWORD_MIN || line.len > PASSWORD_MAX) {
		fprintf(stderr, "口令须 %d 至 %d 个字节 a password has %d to %d bytes\n",
			PASSWORD_MIN, PASSWORD_MAX, PASSWORD_MIN, PASSWORD_MAX);
		return ERR_INPUT;
	}
	*ret_password = line;
	line = SECRET_INIT;
	return ERR_OK;
}

static enum err hash_password(char ret_hash[crypto_pwhash_STRBYTES])
{
	AUTO(secret) password = SECRET_INIT;
	enum err e = read_password(&password);

	if (e)
		return e;
	if (crypto_pwhash_str(ret_hash, (const char *)password.p, password.len,
			      crypto_pwhash_OPSLIMIT_INTERACTIVE,
			      crypto_pwhash_MEMLIMIT_INTERACTIVE))
		return ERR_MEMORY;
	return ERR_OK;
}

/* NULL after having said so, when there is no such account. */
static const struct r_account_by_login *find(struct cli *cli, struct db *db, const char *login)
{
	struct r_account_by_login *rows;
	size_t n = 0;
	enum err e = DB_ROWS(db, &cli->arena, account_by_login, &rows, &n, .login = str_of(login));

	if (e)
		(void)cli_fail(login, e, db);
	else if (n == 0)
		fprintf(stderr, "%s: 没有此账号 no such account\n", login);
	return !e && n ? rows : NULL;
}

static enum err put_offices(struct db *db, struct id account, const char *list)
{
	struct str rest = str_of(list);
	enum err e = DB_RUN(db, account_office_drop, .account = account);

	while (rest.p && !e) {
		struct str office = str_trim(str_cut(&rest, ','));

		if (office.len)
			e = DB_RUN(db, account_office_put, .account = account, .office = office);
	}
	return e;
}

static enum err check_roles(const char *list, unsigned *ret_roles)
{
	enum err e = roles_parse(str_of(list), ret_roles);

	if (e) {
		fprintf(stderr, "--roles: reviewer,approver,finance,auditor,admin 之一或多个 one "
				"or more of these\n");
		return ERR_INPUT;
	}
	if (!(*ret_roles & ROLE_STAFF) || !roles_compatible(*ret_roles)) {
		fprintf(stderr,
			"--roles: 这些角色不能由一人兼任 one person may not hold these together\n");
		return ERR_RULE;
	}
	return ERR_OK;
}

static enum err add(struct db *db, struct id id, const char *login, const char *name,
		    unsigned roles, const char *hash, const char *offices)
{
	enum err e = db_begin(db);

	if (!e)
		e = DB_RUN(db, account_put, .id = id, .roles = roles, .login = str_of(login),
			   .name = str_of(name), .password = str_of(hash),
			   .created_day = cli_now_ms() / DAY_MS);
	if (!e && offices)
		e = put_offices(db, id, offices);
	if (!e)
		return db_commit(db);
	db_rollback(db);
	return e;
}

static int add_run(struct cli *cli, int argc, char **argv)
{
	const char *roles_list = cli_option(argc, argv, "--roles"),
		   *name = cli_option(argc, argv, "--name");
	const char *offices = cli_option(argc, argv, "--offices");
	char hash[crypto_pwhash_STRBYTES];
	unsigned char rnd[16];
	unsigned roles = 0;
	struct db *db;
	enum err e;

	if (argc < 1 || argv[0][0] == '-' || !roles_list || !utf8_is_plain(str_of(argv[0])))
		return CLI_USAGE;
	if (check_roles(roles_list, &roles))
		return CLI_USAGE;
	db = cli_db(cli);
	if (!db || hash_password(hash))
		return CLI_FAILED;
	randombytes_buf(rnd, sizeof(rnd));
	e = add(db, id_random(rnd), argv[0], name ? name : argv[0], roles, hash, offices);
	sodium_memzero(hash, sizeof(hash));
	if (e == ERR_CONFLICT)
		fprintf(stderr, "%s: 账号已存在 the account exists already\n", argv[0]);
	else if (e)
		return cli_fail(argv[0], e, db);
	return e ? CLI_FAILED : CLI_OK;
}

static int password_run(struct cli *cli, int argc, char **argv)
{
	const struct r_account_by_login *account;
	char hash[crypto_pwhash_STRBYTES];
	struct db *db;
	enum err e;

	if (argc != 1)
		return CLI_USAGE;
	db = cli_db(cli);
	account = db ? find(cli, db, argv[0]) : NULL;
	if (!account || hash_password(hash))
		return CLI_FAILED;
	e = DB_RUN(db, account_password, .password = str_of(hash), .id = account->id);
	sodium_memzero(hash, sizeof(hash));
	return e ? cli_fail(argv[0], e, db) : CLI_OK;
}

static int roles_run(struct cli *cli, int argc, char **argv)
{
	const struct r_account_by_login *account;
	bool disable = argc == 2 && strcmp(argv[1], "disabled") == 0;
	unsigned roles = 0;
	struct db *db;
	enum err e;

	if (argc != 2 || (!disable && check_roles(argv[1], &roles)))
		return CLI_USAGE;
	db = cli_db(cli);
	account = db ? find(cli, db, argv[0]) : NULL;
	if (!account)
		return CLI_FAILED;
	e = DB_RUN(db, account_roles, .roles = disable ? account->roles : (int64_t)roles,
		   .disabled = disable, .id = account->id);
	return e ? cli_fail(argv[0], e, db) : CLI_OK;
}

static int offices_run(struct cli *cli, int argc, char **argv)
{
	const struct r_account_by_login *account;
	struct db *db;
	enum err e;

	if (argc != 2)
		return CLI_USAGE;
	db = cli_db(cli);
	account = db ? find(cli, db, argv[0]) : NULL;
	if (!account)
		return CLI_FAILED;
	e = put_offices(db, account->id, argv[1]);
	return e ? cli_fail(argv[0], e, db) : CLI_OK;
}

/* A declared link to a shop bars a reviewer from its reports. */
static int link_run(struct cli *cli, int argc, char **argv)
{
	const struct r_account_by_login *account;
	struct db *db;
	enum err e;

	if (argc != 2)
		return CLI_USAGE;
	db = cli_db(cli);
	account = db ? find(cli, db, argv[0]) : NULL;
	if (!account)
		return CLI_FAILED;
	e = DB_RUN(db, account_link_put, .account = account->id, .shop_id = str_of(argv[1]));
	return e ? cli_fail(argv[0], e, db) : CLI_OK;
}

static void print_roles(int64_t roles)
{
	const char *comma = "";

	for (unsigned i = 0; i < ROLE_COUNT; i++) {
		if (!((roles >> i) & 1))
			continue;
		printf("%s%s", comma, role_name(1u << i));
		comma = ",";
	}
}

static int list_run(struct cli *cli, int argc, char **argv)
{
	struct str after = STR("");
	struct r_account_list *rows;
	struct db *db;
	enum err e;
	size_t n = 1;

	(void)argv;
	if (argc)
		return CLI_USAGE;
	db = cli_db(cli);
	while (db && n > 0) {
		e = DB_ROWS(db, &cli->arena, account_list, &rows, &n, .after = after,
			    .most = LIST_PAGE);
		if (e)
			return cli_fail("user list", e, db);
		for (size_t i = 0; i < n; i++) {
			printf("%.*s\t", STR_ARG(rows[i].login));
			print_roles(rows[i].roles);
			printf("\t%.*s%s\n", STR_ARG(rows[i].name),
			       rows[i].disabled ? "\t停用 disabled" : "");
			after = rows[i].login;
		}
	}
	return db ? CLI_OK : CLI_FAILED;
}

const struct command user_commands[] = {
	{"user add",						  "LOGIN --roles LIST [--name NAME] [--offices LIST|*]  < 口令 password",
         "新建工作人员账号，口令从标准输入读一行", "a new staff account; its password is one line of standard input", add_run },
	{ "user password", "LOGIN  < 口令 password", "改口令", "changes a password", password_run },
	{ "user roles",						    "LOGIN LIST|disabled", "改角色，或停用",
         "changes the roles, or disables the account", roles_run },
	{ "user offices",					    "LOGIN LIST|*", "改可见的所", "changes whose reports a reviewer sees",
         offices_run },
	{ "user link",						"LOGIN SHOP", "登记与某店的利害关系，须回避",
         "declares a link to a shop: a conflict of interest", link_run },
	{ "user list",					       "", "列出工作人员账号", "lists staff accounts", list_run },
	{ .name = NULL					      },
};
