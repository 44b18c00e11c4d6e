#include "gateway/photo_store.h"

#include "base/log.h"
#include "io/bucket.h"
#include "io/disk.h"

#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>

/* One line "ACCESS:SECRET", read once: inside the walls the file is out of reach. */
static enum err open_bucket(struct photo_store *ps, const struct config *c)
{
	AUTO(arena) a = { .cap = 16384 };
	AUTO(secret) keys = SECRET_INIT;
	struct str path = config_path(c, c->evidence_s3_key_file, &a), rest;
	struct bucket_config config = { .url = c->evidence_s3_url.p,
					.region = c->evidence_s3_region.p,
					.ca_file = config_path(c, c->evidence_s3_ca_file, &a).p,
					.timeout_ms = c->evidence_s3_timeout_ms,
					.object_max = EVIDENCE_BLOB_MAX + EVIDENCE_FRAME_MAX };
	enum err e = disk_secret(path.p, 2 * BUCKET_KEY_MAX + 2, &keys);

	if (!e) {
		rest = str_trim((struct str){ (const char *)keys.p, keys.len });
		config.access_key = str_cut(&rest, ':');
		config.secret_key = rest;
		e = bucket_new(&config, &ps->bucket);
	}
	if (e)
		log_error("bucket.refused", "url=%s key_file=%s err=%s", config.url, path.p,
			  err_name(e));
	return e;
}

enum err photo_store_open(struct photo_store *ps, const struct config *config)
{
	AUTO(arena) a = { .cap = 16384 };
	struct str dir = config_path(config, config->evidence_dir, &a);
	struct str staging = arena_printf(&a, "%.*s/staging", STR_ARG(dir));
	enum err e;

	*ps = (struct photo_store){ .evidence = { .dir = -1 }, .staging = { -1 } };
	if (!dir.p || !staging.p)
		return ERR_MEMORY;
	e = evidence_store_open(&ps->evidence, dir.p);
	if (!e)
		e = staging_open(&ps->staging, staging.p);
	if (!e && config->evidence_s3_url.len)
		e = open_bucket(ps, config);
	ps->evidence.bucket = ps->bucket;
	if (!e)
		e = media_client_new(config->media_timeout_ms, &ps->media);
	if (e)
		photo_store_release(ps);
	return e;
}

void photo_store_release(struct photo_store *ps)
{
	if (!ps)
		return;
	media_client_free(ps->media);
	staging_release(&ps->staging);
	evidence_store_release(&ps->evidence);
	bucket_free(ps->bucket);
	ps->bucket = NULL;
	ps->media = NULL;
}

/* What media wrote into a memfd, into the store. */
static enum err keep(struct photo_store *ps, struct id id, enum evidence_kind kind,
		     const unsigned char *key, int fd, size_t len)
{
	AUTO(buf) b = BUF_INIT(EVIDENCE_BLOB_MAX + 1);
	char *to = len && len <= EVIDENCE_BLOB_MAX ? buf_reserve(&b, len) : NULL;
	enum err e;

	if (!to)
		return ERR_LIMIT;
	e = disk_read(fd, to, len, 0);
	return e ? e : evidence_put(&ps->evidence, id, kind, key, to, len);
}

static enum err keep_both(struct photo_store *ps, struct id id, const unsigned char *key,
			  const struct media_answer *a)
{
	enum err e = keep(ps, id, EVIDENCE_PHOTO, key, a->photo_fd, a->result.photo_len);

	return e ? e : keep(ps, id, EVIDENCE_THUMB, key, a->thumb_fd, a->result.thumb_len);
}

static enum err judge(struct photo_store *ps, struct id id, const unsigned char *key,
		      const struct staging_content *c, int64_t size, struct photo_made *ret)
{
	AUTO(media_answer) a = MEDIA_ANSWER_INIT;
	enum err e = media_client_call(ps->media, c->fd, (uint64_t)size, &a);

	if (e == ERR_CORRUPT) {
		/* Not the program it was: nothing it says may be believed, so start over. */
		log_error("media.corrupt", "%s", "");
		_exit(1);
	}
	if (e)
		return e;
	ret->verdict = (enum media_verdict)a.result.verdict;
	if (ret->verdict == MEDIA_FAILED)
		return ERR_BUSY;
	if (ret->verdict)
		return staging_delete(&ps->staging, id);
	ret->width = a.result.width;
	ret->height = a.result.height;
	ret->phash = a.result.phash;
	ret->exif = a.result.exif;
	return keep_both(ps, id, key, &a);
}

enum err photo_store_make(struct photo_store *ps, struct id upload,
			  const unsigned char key[EVIDENCE_KEY_LEN], int64_t size,
			  const unsigned char hash[32], struct photo_made *ret)
{
	struct photo_made made = { 0 };
	struct staging_content c;
	enum err e = staging_take(&ps->staging, upload, key, size, &c);

	if (e)
		return e;
	memcpy(made.sha256, c.sha256, sizeof(made.sha256));
	if (sodium_memcmp(c.blake2b, hash, 32) != 0) {
		e = staging_delete(&ps->staging, upload);
		e = e ? e : ERR_INPUT;
	} else {
		e = judge(ps, upload, key, &c, size, &made);
	}
	close(c.fd);
	if (!e)
		*ret = made;
	return e;
}
