#include "gateway/upload_frames.h"

#include "base/buf.h"
#include "gateway/dispatch.h"
#include "gateway/photo_store.h"
#include "io/clock.h"

#include <stdlib.h>

/* u8 0xE2 | u8 1 | u16 0 | u32 handle | u64 offset | data */
#define MAGIC      0xE2
#define VERSION    1
#define HEADER_LEN 16

#define TRACKS_MAX 16    /* uploads that one connection feeds at a time */
#define TRACK_MS   60000 /* then its row is read again: it may have expired */
#define ROW_ARENA  4096

/*
 * One upload fed by one connection. The loop counts unacked; the rest belongs
 * to the file lane, which runs one job at a time.
 */
struct track {
	struct id owner;
	uint32_t handle;
	int unacked; /* chunks taken and not answered; 0: the slot may be reused */

	int64_t loaded_ms;
	bool known, done;
	struct id upload;
	int64_t size;
	unsigned char key[STAGING_KEY_LEN];
};

/* Outlives the connection while chunks are being written. */
struct upload_session {
	int refs;
	struct track track[TRACKS_MAX];
};

struct chunk {
	struct job job;
	struct session *session;
	struct upload_session *uploads;
	struct track *track;
	int64_t fresh_ms; /* uploads older than this have expired */
	int64_t offset, ret_offset;
	enum err err;
	size_t len;
	unsigned char bytes[];
};

struct frame {
	uint32_t handle;
	int64_t offset;
	struct str data;
};

static uint64_t big_endian(const char *p, int n)
{
	uint64_t v = 0;

	for (int i = 0; i < n; i++)
		v = v << 8 | (unsigned char)p[i];
	return v;
}

static enum err parse(struct str b, int64_t chunk_max, struct frame *ret)
{
	uint64_t offset;

	if (b.len <= HEADER_LEN || b.len > HEADER_LEN + (size_t)chunk_max ||
	    big_endian(b.p, 4) != ((uint64_t)MAGIC << 24 | VERSION << 16))
		return ERR_INPUT;
	offset = big_endian(b.p + 8, 8);
	if (offset > INT64_MAX)
		return ERR_INPUT;
	*ret = (struct frame){
		.handle = (uint32_t)big_endian(b.p + 4, 4),
		.offset = (int64_t)offset,
		.data = {b.p + HEADER_LEN, b.len - HEADER_LEN}
	};
	return ERR_OK;
}

static void unref(struct upload_session *u)
{
	if (u && --u->refs == 0)
		free(u);
}

void upload_session_release(struct session *s)
{
	unref(s->uploads);
	s->uploads = NULL;
}

/* The track of this upload, or a free one. NULL when the connection feeds too many at once. */
static struct track *find_track(struct upload_session *u, struct id owner, uint32_t handle)
{
	struct track *idle = NULL;

	for (size_t i = 0; i < TRACKS_MAX; i++) {
		struct track *t = &u->track[i];

		if (t->handle == handle && id_eq(t->owner, owner))
			return t;
		if (!t->unacked)
			idle = t;
	}
	if (idle)
		*idle = (struct track){ .owner = owner, .handle = handle };
	return idle;
}

/* --- on the file lane ------------------------------------------------------------------ */

static enum err load_track(struct track *t, struct services *sv, int64_t fresh_ms, int64_t now_ms)
{
	AUTO(arena) a = { .cap = ROW_ARENA };
	struct r_upload_by_handle *row;
	size_t n;
	enum err e;

	if (t->known && now_ms - t->loaded_ms < TRACK_MS)
		return ERR_OK;
	e = DB_ROWS(sv->db, &a, upload_by_handle, &row, &n, .owner = t->owner, .handle = t->handle,
		    .fresh_ms = fresh_ms);
	if (e)
		return e;
	if (!n || row->blob_key.len != sizeof(t->key))
		return ERR_NOT_FOUND;
	t->known = true;
	t->loaded_ms = now_ms;
	t->done = row->done;
	t->upload = row->id;
	t->size = row->size;
	memcpy(t->key, row->blob_key.p, sizeof(t->key));
	return ERR_OK;
}

static void write_chunk(struct chunk *c, struct services *sv)
{
	const struct staging *st = &sv->photos->staging;
	struct track *t = c->track;

	c->err = load_track(t, sv, c->fresh_ms, clock_ms());
	if (!c->err && t->done)
		c->ret_offset = t->size;
	if (c->err || t->done)
		return;
	c->err = staging_append(st, t->upload, t->key, c->offset, c->bytes, c->len, t->size);
	/* A wrong offset is no fault: the answer says where to go on. */
	if (!c->err || c->err == ERR_CONFLICT)
		c->err = staging_size(st, t->upload, &c->ret_offset);
}

static void chunk_run(struct job *job, struct services *sv)
{
	struct chunk *c = (struct chunk *)job;

	write_chunk(c, sv);
	lanes_post_done(c->session->gw->lanes, job);
}

/* --- on the loop ----------------------------------------------------------------------- */

static void answer(struct chunk *c)
{
	struct session *s = c->session;
	AUTO(arena) a = { .cap = ROW_ARENA };

	switch (c->err) {
	case ERR_OK:
		session_notify(s, "upload.progress",
			       arena_printf(&a, "{\"handle\":%u,\"offset\":%lld}", c->track->handle,
					    (long long)c->ret_offset));
		break;
	case ERR_NOT_FOUND:
		dispatch_bad_frame(s, "upload.not_found");
		break;
	case ERR_LIMIT: /* more than was announced */
		dispatch_bad_frame(s, "frame.bad");
		break;
	default:
		dispatch_bad_frame(s, "busy");
	}
}

static void chunk_done(struct job *job)
{
	struct chunk *c = (struct chunk *)job;

	if (c->session->conn)
		answer(c);
	c->track->unacked--;
	unref(c->uploads);
	session_release(c->session);
	free(c);
}

static enum err submit(struct session *s, struct track *t, const struct frame *f)
{
	struct chunk *c = malloc(sizeof(*c) + f->data.len);
	enum err e;

	if (!c)
		return ERR_BUSY;
	*c = (struct chunk){
		.job = {.run = chunk_run, .done = chunk_done},
		.session = s,
		.uploads = s->uploads,
		.track = t,
		.fresh_ms = clock_ms() - s->gw->config->upload_ttl_ms,
		.offset = f->offset,
		.len = f->data.len
	};
	memcpy(c->bytes, f->data.p, f->data.len);
	e = lanes_submit(s->gw->lanes, WORK_FILE, &c->job);
	if (e) {
		free(c);
		return e;
	}
	t->unacked++;
	s->uploads->refs++;
	session_retain(s);
	return ERR_OK;
}

static const char *take(struct session *s, struct str bytes)
{
	struct frame f;
	struct track *t;

	if (parse(bytes, s->gw->config->chunk_max, &f))
		return "frame.bad";
	if (!(s->who.roles & ROLE_REPORTER) || s->who.expires_ms <= clock_ms())
		return "auth.needed";
	if (!s->uploads) {
		s->uploads = calloc(1, sizeof(*s->uploads));
		if (!s->uploads)
			return "busy";
		s->uploads->refs = 1;
	}
	t = find_track(s->uploads, keyring_hash_id(s->gw->keys, KEY_OWNER, s->who.id), f.handle);
	if (!t || t->unacked >= s->gw->config->chunks_open_max)
		return "frame.bad";
	return submit(s, t, &f) ? "busy" : NULL;
}

void upload_frame(struct session *s, struct str bytes)
{
	const char *wrong;

	s->last_ms = clock_ms();
	wrong = take(s, bytes);

	if (wrong)
		dispatch_bad_frame(s, wrong);
}
