#include "io/db.h"

#include "io/clock.h"
#include "io/db_errors.h"
#include "io/db_mysql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PARAMS_CAP ((size_t)64 << 20)

enum err db_fail(struct db *db, unsigned code, const char *text)
{
	snprintf(db->error, sizeof(db->error), "%u %s", code, text);
	return db_error_kind(code);
}

static void disconnect(struct db *db)
{
	for (size_t q = 0; q < Q__COUNT; q++) {
		if (db->stmts[q])
			mysql_stmt_close(db->stmts[q]);
		db->stmts[q] = NULL;
	}
	if (db->my)
		mysql_close(db->my);
	db->my = NULL;
}

void db_lost(struct db *db)
{
	disconnect(db);
	db_hosts_next(&db->hosts);
}

static enum err conn_fail(struct db *db)
{
	enum err e = db_fail(db, mysql_errno(db->my), mysql_error(db->my));

	if (e == ERR_LOST)
		db_lost(db);
	return e;
}

static enum err prepare_all(struct db *db)
{
	for (size_t q = 0; q < Q__COUNT; q++) {
		const struct query_info *info = &query_info[q];
		MYSQL_STMT *st;

		if (!(info->who & db->config.who))
			continue;
		st = db->stmts[q] = mysql_stmt_init(db->my);
		if (!st)
			return ERR_MEMORY;
		if (mysql_stmt_prepare(st, info->sql, strlen(info->sql))) {
			enum err e = db_fail(db, mysql_stmt_errno(st), mysql_stmt_error(st));
			size_t used = strlen(db->error);

			snprintf(db->error + used, sizeof(db->error) - used, " [%s]", info->name);
			return e;
		}
		/* The columns of a RETURNING are known only once it has run: fetch() looks again.
		 */
		if (mysql_stmt_param_count(st) != info->n_in ||
		    (info->kind == QUERY_SELECT && mysql_stmt_field_count(st) != info->n_out)) {
			snprintf(db->error, sizeof(db->error),
				 "0 %s: columns differ from its header", info->name);
			return ERR_IO;
		}
	}
	return ERR_OK;
}

static MYSQL *new_handle(const struct db_config *c)
{
	unsigned timeout_s = c->timeout_s ? c->timeout_s : 30, connect_s = 3, local_infile = 0,
		 tcp = MYSQL_PROTOCOL_TCP;
	my_bool yes = 1;
	MYSQL *my = mysql_init(NULL);

	if (!my)
		return NULL;
	mysql_options(my, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
	mysql_options(my, MYSQL_OPT_READ_TIMEOUT, &timeout_s);
	mysql_options(my, MYSQL_OPT_WRITE_TIMEOUT, &timeout_s);
	mysql_options(my, MYSQL_OPT_LOCAL_INFILE, &local_infile);
	mysql_options(my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(my, MYSQL_INIT_COMMAND,
		      "SET SESSION sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',"
		      "time_zone='+00:00',tx_isolation='READ-COMMITTED'");
	if (c->hosts) /* "localhost", too: to the library that name means some socket */
		mysql_options(my, MYSQL_OPT_PROTOCOL, &tcp);
	/* Another node may not have applied yet what this process committed on the one before. */
	if (strchr(c->hosts ? c->hosts : "", ','))
		mysql_options(my, MYSQL_INIT_COMMAND, "SET SESSION wsrep_sync_wait=1");
	if (c->ca_file) {
		mysql_options(my, MYSQL_OPT_SSL_CA, c->ca_file);
		mysql_options(my, MYSQL_OPT_SSL_ENFORCE, &yes);
		mysql_options(my, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
	}
	return my;
}

/* The present host only. */
static enum err connect_one(struct db *db)
{
	const struct db_config *c = &db->config;
	const struct db_host *h = db_hosts_now(&db->hosts);
	enum err e;

	db->my = new_handle(c);
	if (!db->my)
		return ERR_MEMORY;
	if (!mysql_real_connect(db->my, c->socket ? NULL : h->name, c->user, c->password, c->name,
				h->port, c->socket, 0))
		e = db_fail(db, mysql_errno(db->my), mysql_error(db->my));
	else
		e = prepare_all(db);
	if (e)
		disconnect(db);
	return e;
}

enum err db_connect(struct db *db)
{
	size_t n = db->config.socket ? 1 : db->hosts.n;
	enum err e = ERR_LOST;

	if (db->my)
		return ERR_OK;
	if (!db_hosts_due(&db->hosts, clock_steady_us() / 1000))
		return ERR_LOST;
	for (size_t i = 0; i < n && e; i++) {
		e = connect_one(db);
		if (e)
			db_hosts_next(&db->hosts);
	}
	/* The one server of this machine comes back in a moment; those far away take a connection's
	 * time to tell that they do not. */
	if (!db->config.socket)
		db_hosts_round(&db->hosts, !e, clock_steady_us() / 1000);
	return e;
}

static const char *keep(struct db *db, size_t at, const char *s)
{
	db->strings[at] = s ? strdup(s) : NULL;
	return db->strings[at];
}

enum err db_open(const struct db_config *config, struct db **ret_db)
{
	struct db *db = calloc(1, sizeof(*db));
	enum err e;

	if (!db)
		return ERR_MEMORY;
	db->config = *config;
	arena_init(&db->params, PARAMS_CAP);
	db->config.socket = keep(db, 0, config->socket);
	db->config.hosts = keep(db, 1, config->hosts);
	db->config.user = keep(db, 2, config->user);
	db->config.password = keep(db, 3, config->password);
	db->config.name = keep(db, 4, config->name);
	db->config.ca_file = keep(db, 5, config->ca_file);
	*ret_db = db;
	e = config->socket ? ERR_OK : db_hosts_parse(str_of(config->hosts), &db->hosts);
	return e ? e : db_connect(db);
}

void db_close(struct db *db)
{
	if (!db)
		return;
	disconnect(db);
	for (size_t i = 0; i < ARRAY_LEN(db->strings); i++) {
		if (db->strings[i])
			explicit_bzero(db->strings[i], strlen(db->strings[i]));
		free(db->strings[i]);
	}
	arena_release(&db->params);
	free(db);
}

const char *db_error(const struct db *db)
{
	return db ? db->error : "";
}

static enum err simple(struct db *db, const char *sql)
{
	if (!db->my)
		return ERR_LOST;
	if (mysql_real_query(db->my, sql, strlen(sql)))
		return conn_fail(db);
	return ERR_OK;
}

/* Begins something: nothing was running, so opening anew loses nothing. */
static enum err begin(struct db *db, const char *sql)
{
	enum err e = db->my ? simple(db, sql) : ERR_LOST;

	if (e != ERR_LOST)
		return e;
	e = db_connect(db);
	return e ? e : simple(db, sql);
}

enum err db_begin(struct db *db)
{
	return begin(db, "START TRANSACTION");
}

enum err db_begin_snapshot(struct db *db)
{
	enum err e = begin(db, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");

	return e ? e : simple(db, "START TRANSACTION WITH CONSISTENT SNAPSHOT");
}

enum err db_commit(struct db *db)
{
	return simple(db, "COMMIT");
}

void db_rollback(struct db *db)
{
	if (simple(db, "ROLLBACK"))
		disconnect(db);
}

enum err db_exec_text(struct db *db, const char *sql)
{
	int more;
	enum err e;

	if (!db->my)
		return ERR_LOST;
	if (mysql_set_server_option(db->my, MYSQL_OPTION_MULTI_STATEMENTS_ON))
		return conn_fail(db);
	e = simple(db, sql);
	while (!e && db->my) {
		MYSQL_RES *res = mysql_store_result(db->my);

		if (res)
			mysql_free_result(res);
		more = mysql_next_result(db->my);
		if (more > 0)
			e = conn_fail(db);
		if (more)
			break;
	}
	if (db->my && mysql_set_server_option(db->my, MYSQL_OPTION_MULTI_STATEMENTS_OFF) && !e)
		e = conn_fail(db);
	return e;
}
