#include "gateway/data.h"

#include "gateway/offices.h"
#include "gateway/photo_store.h"
#include "gateway/static_files.h"

#include "base/log.h"
#include "io/score_memory.h"
#include "io/shop_file.h"
#include "io/sms_mail.h"

#include <stdlib.h>
#include <string.h>
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

static void load_registry(const struct config *config, struct shop_file *shops)
{
	AUTO(arena) a = { .cap = 1 << 16 };
	struct str path = config_path(config, config->registry_index, &a);
	const char *fault = "";
	enum err e = path.p ? shop_file_load(shops, path.p, &fault) : ERR_LIMIT;

	if (e == ERR_NOT_FOUND)
		log_warn("registry.none", "err=%s", err_name(e));
	else if (e)
		log_error("registry.refused", "err=%s fault=\"%s\"", err_name(e), fault);
	else
		log_info("registry.mapped", "ok=1");
}

static enum err open_photos(struct gateway *gw)
{
	int media = handover_take_fd(&gw->handover, "media");
	enum err e;

	gw->photos = calloc(1, sizeof(*gw->photos));
	if (!gw->photos)
		return ERR_MEMORY;
	e = photo_store_open(gw->photos, gw->config);
	return e || media < 0 ? e : media_client_attach(gw->photos->media, media);
}

/* Without the key no code can be sent, and auth.otp says so. */
static enum err take_sms_key(struct gateway *gw)
{
	const struct secret *key = handover_value(&gw->handover, "sms_public_key");

	if (!key)
		return ERR_OK;
	if (key->len != SMS_KEY_LEN)
		return ERR_INPUT;
	gw->sms = calloc(1, sizeof(*gw->sms));
	if (gw->sms)
		sms_sender_of(key->p, gw->sms);
	return gw->sms ? ERR_OK : ERR_MEMORY;
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
	e = e ? e : take_sms_key(gw);
	e = e ? e : open_score(gw);
	e = e ? e : open_photos(gw);
	gw->shops = shop_file_new();
	gw->offices = offices_new();
	if (!e && (!gw->shops || !gw->offices))
		e = ERR_MEMORY;
	if (!e)
		load_registry(gw->config, gw->shops);
	return e ? e : load_files(gw);
}

struct services gateway_services(struct gateway *gw)
{
	return (struct services){ .config = gw->config,
				  .keys = gw->keys,
				  .photos = gw->photos,
				  .shops = gw->shops,
				  .score = gw->score,
				  .offices = gw->offices,
				  .sms = gw->sms };
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
	e = e ? e : offices_load(gw->offices, db);
	db_close(db);
	return e;
}

void gateway_take_fd(struct gateway *gw, const char *name, int fd)
{
	if (strcmp(name, "media") == 0)
		(void)!media_client_attach(gw->photos->media, fd);
	else
		close(fd);
}

/* --- while it runs ---------------------------------------------------------------- */

struct reload {
	struct job job;
	struct gateway *gw;
};

static void reload_run(struct job *job, struct services *sv)
{
	struct reload *r = (struct reload *)job;

	/* Reads every byte once, which is nothing for the loop to wait for. */
	load_registry(sv->config, sv->shops);
	if (offices_load(sv->offices, sv->db))
		log_warn("offices.kept", "text=\"%s\"", db_error(sv->db));
	lanes_post_done(r->gw->lanes, job);
}

static void reload_registry(struct gateway *gw);

static void reload_done(struct job *job)
{
	struct gateway *gw = ((struct reload *)job)->gw;
	bool again = gw->reload_again;

	free(job);
	gw->reloading = gw->reload_again = false;
	if (again)
		reload_registry(gw);
}

/* One at a time, so that the one that began last is the one that stays. */
static void reload_registry(struct gateway *gw)
{
	struct reload *r = gw->reloading ? NULL : calloc(1, sizeof(*r));

	if (gw->reloading) {
		gw->reload_again = true;
		return;
	}
	if (r)
		*r = (struct reload){
			{.run = reload_run, .done = reload_done},
                        gw
		};
	if (r && !lanes_submit(gw->lanes, WORK_READ, &r->job)) {
		gw->reloading = true;
		return;
	}
	/* Every place in the queue is taken: the loop waits for it rather than forgets it. */
	free(r);
	load_registry(gw->config, gw->shops);
}

void gateway_reload(struct gateway *gw, const char *name)
{
	if (strcmp(name, "registry") == 0)
		reload_registry(gw);
}
