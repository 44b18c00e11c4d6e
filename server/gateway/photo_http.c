#include "gateway/photo_http.h"

#include "base/log.h"
#include "gateway/http.h"
#include "gateway/photo_link.h"
#include "gateway/photo_store.h"
#include "io/clock.h"

#include <stdlib.h>

#define ROW_ARENA 4096

struct photo_read {
	struct job job;
	struct gateway *gw;
	struct http_req *rq;
	struct id photo;
	enum evidence_kind kind;
	struct buf content;
	enum err err;
};

static void answer_error(struct http_req *rq, enum err e)
{
	switch (e) {
	case ERR_DENIED:
		http_refuse(
			rq, 403,
			"链接无效或已过期，请刷新页面 / this link has expired: reload the page\n");
		break;
	case ERR_NOT_FOUND:
		http_refuse(rq, 404, "没有这张照片 / no such photo\n");
		break;
	default:
		http_refuse(rq, 503, "请稍后再试 / try again later\n");
	}
}

static void read_photo(struct photo_read *r, struct services *sv)
{
	AUTO(arena) a = { .cap = ROW_ARENA };
	struct r_photo_blob *row;
	size_t n;

	r->err = DB_ROWS(sv->db, &a, photo_blob, &row, &n, .id = r->photo);
	if (!r->err && (!n || row->blob_key.len != EVIDENCE_KEY_LEN))
		r->err = ERR_NOT_FOUND;
	if (!r->err)
		r->err = evidence_get(&sv->photos->evidence, r->photo, r->kind,
				      (const unsigned char *)row->blob_key.p, &r->content);
}

static void read_run(struct job *job, struct services *sv)
{
	struct photo_read *r = (struct photo_read *)job;

	read_photo(r, sv);
	lanes_post_done(r->gw->lanes, job);
}

static void read_done(struct job *job)
{
	struct photo_read *r = (struct photo_read *)job;

	if (r->err == ERR_CORRUPT)
		log_error("photo.corrupt", "photo=%s", ID_C(r->photo));
	if (r->err)
		answer_error(r->rq, r->err);
	else
		http_send(r->rq, 200, "image/jpeg", buf_str(&r->content), "private, no-store");
	buf_release(&r->content);
	free(r);
}

void photo_http(struct gateway *gw, struct http_req *rq)
{
	struct photo_read *r;
	struct id photo;
	enum evidence_kind kind;
	enum err e = photo_link_check(gw->keys, http_path(rq), http_query(rq), clock_ms(), &photo,
				      &kind);

	if (e) {
		answer_error(rq, e);
		return;
	}
	r = malloc(sizeof(*r));
	if (!r) {
		answer_error(rq, ERR_BUSY);
		return;
	}
	*r = (struct photo_read){
		.job = {.run = read_run, .done = read_done},
		.gw = gw,
		.rq = rq,
		.photo = photo,
		.kind = kind,
		.content = BUF_INIT(EVIDENCE_BLOB_MAX + 64)
	};
	if (lanes_submit(gw->lanes, WORK_PHOTO, &r->job)) {
		free(r);
		answer_error(rq, ERR_BUSY);
	}
}
