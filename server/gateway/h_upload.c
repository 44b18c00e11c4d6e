/*
 * upload.begin, upload.commit: a picture from its announcement to its photo.
 * The bytes in between are binary frames (upload_frames.h).
 */
#include "gateway/photo_store.h"
#include "gateway/session.h"
#include "gateway/tables.h"

#include <math.h>
#include <stdlib.h>

#define HASH_LEN      32
#define HANDLE_MAX    INT32_MAX
#define FULL_RETRY_MS 60000

static int64_t fresh_since(const struct request *rq)
{
	return rq->now_ms - rq->config->upload_ttl_ms;
}

/* --- upload.begin ---------------------------------------------------------------------- */

struct begin_body {
	int64_t size;
	struct str mime, hash;
};

static const struct field begin_fields[] = {
	FIELD(begin_body, size, FIELD_INT, 1, INT64_MAX, REQUIRED),
	FIELD(begin_body, mime, FIELD_LINE, 1, 100, REQUIRED),
	FIELD(begin_body, hash, FIELD_HEX, HASH_LEN, HASH_LEN, REQUIRED),
	{ .name = NULL }
};

struct begin_loaded {
	bool same; /* the upload announced before: its handle and offset */
	int64_t handle, offset;
	bool crowded; /* as many open ones as one person may have: the oldest makes room */
	struct id oldest;
};

/* How far the same picture has come, if it was announced before. */
static enum err find_same(struct request *rq, struct services *sv, struct begin_loaded *l)
{
	const struct begin_body *b = rq->body;
	struct r_upload_same *row;
	size_t n;
	enum err e = DB_ROWS(sv->db, &rq->arena, upload_same, &row, &n, .owner = request_owner(rq),
			     .hash = b->hash, .size = b->size, .fresh_ms = fresh_since(rq));

	if (e || !n)
		return e;
	l->same = true;
	l->handle = row->handle;
	l->offset = b->size;
	return row->photo_state.p ? ERR_OK
				  : staging_size(&sv->photos->staging, row->id, &l->offset);
}

static enum err find_room(struct request *rq, struct services *sv, struct begin_loaded *l)
{
	const struct begin_body *b = rq->body;
	struct r_upload_open *open;
	struct r_upload_pending_bytes *pending;
	size_t n;
	enum err e;

	e = DB_ROWS(sv->db, &rq->arena, upload_open, &open, &n, .owner = request_owner(rq));
	if (e)
		return e;
	l->crowded = (int64_t)n >= rq->config->uploads_per_principal;
	if (l->crowded)
		l->oldest = open[0].id;
	e = DB_ROWS(sv->db, &rq->arena, upload_pending_bytes, &pending, &n, .none = 0);
	if (!e && pending->bytes + b->size > rq->config->upload_pending_bytes_max)
		return refuse_retry(rq, "busy", FULL_RETRY_MS);
	return e;
}

static enum err begin_load(struct request *rq, struct services *sv)
{
	const struct begin_body *b = rq->body;
	struct begin_loaded *l = arena_new(&rq->arena, struct begin_loaded);
	enum err e;

	if (!l)
		return ERR_LIMIT;
	if (!str_eq(b->mime, STR("image/jpeg")))
		return refuse(rq, "rule.photo_type", "mime");
	if (b->size > rq->config->photo_max)
		return refuse(rq, "rule.photo_size", "size");
	rq->loaded = l;
	e = find_same(rq, sv, l);
	return e || l->same ? e : find_room(rq, sv, l);
}

/* 32 random bytes of the request's own. */
static struct str fresh_key(struct request *rq)
{
	char *key = arena_alloc(&rq->arena, EVIDENCE_KEY_LEN);

	if (!key)
		return (struct str){ NULL, 0 };
	memcpy(key, request_nonce(rq), EVIDENCE_KEY_LEN / 2);
	memcpy(key + EVIDENCE_KEY_LEN / 2, request_nonce(rq), EVIDENCE_KEY_LEN / 2);
	return (struct str){ key, EVIDENCE_KEY_LEN };
}

static int64_t fresh_handle(struct request *rq)
{
	uint32_t n;

	memcpy(&n, request_id(rq).b, sizeof(n));
	return n % HANDLE_MAX + 1;
}

static enum err begin_decide(struct request *rq, struct effects *fx)
{
	const struct begin_body *b = rq->body;
	struct begin_loaded *l = rq->loaded;
	struct str key;

	if (!l->same) {
		key = fresh_key(rq);
		if (!key.p)
			return ERR_LIMIT;
		l->handle = fresh_handle(rq);
		/* Random, also for those who may be known: the photo takes over this id. */
		FX(fx, upload_put, .id = request_id(rq), .owner = request_owner(rq),
		   .handle = l->handle, .hash = b->hash, .size = b->size, .blob_key = key,
		   .created_ms = request_store_ms(rq));
		if (l->crowded)
			FX(fx, upload_finish, .id = l->oldest);
	}
	rq->result = json_pack("{s:I,s:I}", "handle", (json_int_t)l->handle, "offset",
			       (json_int_t)l->offset);
	return ERR_OK;
}

/* --- upload.commit --------------------------------------------------------------------- */

struct commit_body {
	int64_t handle, taken_at;
	struct point at;
};

static const struct field commit_fields[] = {
	FIELD(commit_body, handle, FIELD_INT, 1, HANDLE_MAX, REQUIRED),
	FIELD(commit_body, taken_at, FIELD_INT, 0, 4102444800000, OPTIONAL), /* until 2100 */
	FIELD(commit_body, at, FIELD_POINT, 0, 0, OPTIONAL),
	{ .name = NULL }
};

struct commit_loaded {
	struct id photo;
	bool made_before; /* a repeat: the photo is there */
	struct photo_made made;
	struct str blob_key;
};

static enum err refuse_picture(struct request *rq, enum media_verdict v)
{
	switch (v) {
	case MEDIA_NOT_JPEG:
		return refuse(rq, "rule.photo_type", NULL);
	case MEDIA_TOO_BIG:
		return refuse(rq, "rule.photo_size", NULL);
	default:
		return refuse(rq, "rule.photo_broken", NULL);
	}
}

static enum err make_photo(struct request *rq, struct services *sv,
			   const struct r_upload_by_handle *up, struct commit_loaded *l)
{
	enum err e = photo_store_make(sv->photos, up->id, (const unsigned char *)up->blob_key.p,
				      up->size, (const unsigned char *)up->hash.p, &l->made);

	if (e == ERR_CONFLICT)
		return refuse_text(rq, "upload.offset", "handle",
				   "照片尚未传完，请继续发送剩余部分",
				   "the photo is not complete yet: send the rest");
	if (e == ERR_INPUT)
		return refuse_text(rq, "rule.photo_broken", "hash",
				   "收到的内容与 hash 不符，请重新上传",
				   "what arrived does not match its hash: upload it again");
	if (e)
		return e;
	return l->made.verdict ? refuse_picture(rq, l->made.verdict) : ERR_OK;
}

static enum err commit_load(struct request *rq, struct services *sv)
{
	const struct commit_body *b = rq->body;
	struct commit_loaded *l = arena_new(&rq->arena, struct commit_loaded);
	struct r_upload_by_handle *up;
	size_t n;
	enum err e;

	if (!l)
		return ERR_LIMIT;
	rq->loaded = l;
	e = DB_ROWS(sv->db, &rq->arena, upload_by_handle, &up, &n, .owner = request_owner(rq),
		    .handle = b->handle, .fresh_ms = fresh_since(rq));
	if (e)
		return e;
	if (!n || (up->done && !up->photo_state.p) || up->blob_key.len != EVIDENCE_KEY_LEN ||
	    up->hash.len != HASH_LEN)
		return refuse(rq, "upload.not_found", "handle");
	l->photo = up->id;
	l->blob_key = up->blob_key;
	l->made_before = up->photo_state.p != NULL;
	if (!l->made_before)
		return make_photo(rq, sv, up, l);
	l->made.width = (uint32_t)up->width;
	l->made.height = (uint32_t)up->height;
	return ERR_OK;
}

/*
 * Of a citizen's photo the file's own time and place are kept for the score,
 * beside what the sender told. Of a whistleblower's, nothing at all: who stood
 * where at which minute is who they are.
 */
static void put_photo(struct request *rq, struct effects *fx, const struct commit_loaded *l)
{
	const struct commit_body *b = rq->body;
	const struct media_exif *x = &l->made.exif;
	struct q_photo_put q = {
		.id = l->photo,
		.owner = request_owner(rq),
		.sha256 = {(const char *)l->made.sha256, sizeof(l->made.sha256)},
		.blob_key = l->blob_key,
		.width = l->made.width,
		.height = l->made.height,
		.phash = l->made.phash ? (int64_t)l->made.phash : I64_NULL,
		.taken_ms = I64_NULL,
		.lat = NAN,
		.lng = NAN,
		.exif_taken_ms = I64_NULL,
		.exif_lat = NAN,
		.exif_lng = NAN,
		.created_ms = request_store_ms(rq)
	};

	if (rq->who.roles & ROLE_CITIZEN) {
		q.taken_ms = b->taken_at;
		if (b->at.set) {
			q.lat = b->at.at.lat;
			q.lng = b->at.at.lng;
			q.datum = geo_datum_name(b->at.datum);
		}
		if (x->taken_ms)
			q.exif_taken_ms = x->taken_ms;
		if (x->has_point) {
			q.exif_lat = x->lat;
			q.exif_lng = x->lng;
		}
	}
	effects_write(fx, Q_photo_put, &q);
}

static enum err commit_decide(struct request *rq, struct effects *fx)
{
	const struct commit_loaded *l = rq->loaded;

	if (!l->made_before) {
		put_photo(rq, fx, l);
		FX(fx, upload_finish, .id = l->photo);
	}
	rq->result = json_pack("{s:o,s:I,s:I}", "photo", json_id(l->photo), "width",
			       (json_int_t)l->made.width, "height", (json_int_t)l->made.height);
	return ERR_OK;
}

/* The staged bytes have become a photo: the file lane removes them. */
struct clean {
	struct job job;
	struct id upload;
};

static void clean_run(struct job *job, struct services *sv)
{
	(void)!staging_delete(&sv->photos->staging, ((struct clean *)job)->upload);
	free(job);
}

static void commit_tell(struct request *rq, struct session *s)
{
	const struct commit_loaded *l = rq->loaded;
	struct clean *c = malloc(sizeof(*c));

	if (!c)
		return; /* the sweep will */
	*c = (struct clean){ .job = { .run = clean_run }, .upload = l->photo };
	if (lanes_submit(s->gw->lanes, WORK_FILE, &c->job))
		free(c);
}

const struct msg_type upload_msgs[] = {
	{.name = "upload.begin",
         .roles = ROLE_REPORTER,
         .per_hour = offsetof(struct config, rate_upload_per_hour),
         .flags = MSG_KEYED,
         .body_size = sizeof(struct begin_body),
         .fields = begin_fields,
         .zh = "开始或续传一张照片",
         .en = "announces a photo, or finds where its upload stopped",
         .work = WORK_FILE,
         .load = begin_load,
         .decide = begin_decide },
	{ .name = "upload.commit",
         .roles = ROLE_REPORTER,
         .per_minute = 60,
         .body_size = sizeof(struct commit_body),
         .fields = commit_fields,
         .zh = "完成上传，生成照片",
         .en = "turns a complete upload into a photo",
         .work = WORK_FILE,
         .load = commit_load,
         .decide = commit_decide,
         .tell = commit_tell },
	{ .name = NULL                }
};
