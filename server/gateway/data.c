#include "gateway/data.h"

#include "gateway/static_files.h"

#include "base/log.h"
#include "io/score_memory.h"

#include <stdlib.h>
#include <unistd.h>

static enum err load_files(struct gateway *gw)
{
	AUTO(arena) a = { .cap = 1 << 16 };
	struct str dir = config_path(gw->config, gw->config->share_dir, &a);
	enum err e;

	gw->files = calloc(1, sizeof(*gw->files));
	if (!gw->files)
		return ERR_MEMORY;
	e = static_files_load(gw->files, dir.p ? dir.p : "");
	if (e == ERR_NOT_FOUND) {
		log_warn("files.none", "err=%s", err_name(e));
		return ERR_OK; /* the server works without its clients' pages */
	}
	return e;
}

static enum err open_score(struct gateway *gw)
{
	struct score_memory_size size = {
		.accounts = (size_t)gw->config->score_accounts,
		.texts = (size_t)gw->config->score_texts,
		.photos = (uint32_t)gw->config->score_photos,
	};

	return score_memory_new(&size, &gw->score);
}

enum err gateway_open_data(struct gateway *gw)
{
	const struct secret *master = handover_value(&gw->handover, "master_key");
	struct keyring *keys = calloc(1, sizeof(*keys));
	enum err e;

	if (!master || master->len != KEYRING_MASTER_LEN || !keys)
		return ERR_INPUT;
	e = keyring_init(keys, master->p);
	gw->keys = keys;
	e = e ? e : open_score(gw);
	return e ? e : load_files(gw);
}

struct services gateway_services(struct gateway *gw)
{
	return (struct services){ .config = gw->config,
				  .keys = gw->keys,
				  .shops = gw->shops,
				  .score = gw->score };
}

enum err gateway_read_epoch(struct gateway *gw)
{
	struct db_config config;
	struct db *db = NULL;
	AUTO(arena) a = { .cap = 1 << 16 };
	struct r_setting_get *row;
	size_t n = 0;
	enum err e = handover_db(&gw->handover, QUERY_FOR_GATEWAY, &config);

	e = e ? e : db_open(&config, &db);
	e = e ? e : DB_ROWS(db, &a, setting_get, &row, &n, .name = STR("epoch"));
	if (!e && n) {
		char *copy = strndup(row->value.p, row->value.len);

		gw->epoch = str_of(copy ? copy : "0");
	} else if (!e) {
		gw->epoch = STR("0");
	}
	db_close(db);
	return e;
}

void gateway_take_fd(struct gateway *gw, const char *name, int fd)
{
	(void)gw;
	(void)name;
	close(fd);
}

void gateway_reload(struct gateway *gw, const char *name)
{
	(void)gw;
	(void)name;
}
