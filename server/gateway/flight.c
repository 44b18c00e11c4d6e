#include "gateway/dispatch.h"

#include "base/log.h"
#include "gateway/envelope.h"
#include "gateway/request.h"
#include "gateway/score_load.h"
#include "io/clock.h"

#include <stdlib.h>
#include <string.h>

#define BUSY_RETRY_MS 1000
#define SLOW_US       2000000
#define RESULT_STEP   512 /* stored answers are padded to multiples of it */

static void flight_run(struct job *jobs, struct services *sv);
static void flight_done(struct job *job);

/* --- replies ------------------------------------------------------------------------ */

void reply_error(struct session *s, struct str rpc_id, const struct refusal *why, bool en,
		 struct id trace)
{
	struct buf out = BUF_INIT(1 << 20);

	envelope_error(&out, rpc_id, why, en, trace);
	if (s->conn && buf_ok(&out))
		ws_send(s->conn, buf_str(&out));
	s->gw->count.refusals++;
	buf_release(&out);
}

static void reply_result(struct flight *f)
{
	struct session *s = f->session;
	struct buf out = BUF_INIT((size_t)16 << 20);

	buf_printf(&out, "{\"jsonrpc\":\"2.0\",\"id\":%.*s,\"result\":", STR_ARG(f->rpc_id));
	buf_add_str(&out, f->reply);
	buf_add_char(&out, '}');
	if (s->conn && buf_ok(&out))
		ws_send(s->conn, buf_str(&out));
	s->gw->count.replies++;
	buf_release(&out);
}

/* What the reader of the reply needs: refusals as they are, troubles as busy or internal. */
static void name_trouble(struct flight *f)
{
	struct refusal *why = &f->rq.refusal;

	if (f->err == ERR_RULE && why->type)
		return;
	*why = (struct refusal){ .type = "internal" };
	if (f->err == ERR_BUSY || f->err == ERR_LOST || f->err == ERR_CONFLICT) {
		why->type = f->err == ERR_CONFLICT ? "report.stale" : "busy";
		why->retry_after_ms = BUSY_RETRY_MS;
		return;
	}
	f->gw->count.internal_errors++;
	log_error("request.failed", "method=%s err=%s trace=%s", f->rq.type->name, err_name(f->err),
		  ID_C(f->rq.trace));
}

/* --- after the work ----------------------------------------------------------------- */

static void finish(struct flight *f)
{
	struct session *s = f->session;
	bool changed = f->rq.type->flags & MSG_ALONE;
	int64_t us = clock_steady_us() - f->started_us;

	if (us > SLOW_US)
		log_warn("request.slow", "method=%s ms=%lld trace=%s", f->rq.type->name,
			 (long long)us / 1000, ID_C(f->rq.trace));
	if (f->err)
		name_trouble(f);
	if (s) {
		if (!f->err && f->rq.sign_in.roles)
			session_sign_in(s, &f->rq.sign_in, f->rq.sign_in_seq);
		if (!f->err && f->rq.type->tell)
			f->rq.type->tell(&f->rq, s);
		if (f->rpc_id.p && f->err)
			reply_error(s, f->rpc_id, &f->rq.refusal, f->rq.en, f->rq.trace);
		else if (f->rpc_id.p)
			reply_result(f);
		if (!f->err && f->rq.sign_in.roles)
			session_pull(s);
		if (changed) {
			s->changing = false;
			dispatch_release_held(s);
		}
		session_release(s);
	}
	flight_free(f);
}

static void write_outcome(struct flight *f)
{
	const struct batch_item *it = &f->write.item;

	switch (it->outcome) {
	case BATCH_DONE:
		f->err = f->rq.refuse_after ? ERR_RULE : ERR_OK;
		if (f->rq.scored)
			score_committed(f->gw->score, f->rq.scored);
		break;
	case BATCH_REPEATED:
		f->err = keyring_open(f->gw->keys, KEY_IDEM, it->stored_result, &f->rq.arena,
				      &f->reply);
		break;
	case BATCH_KEY_REUSED:
		f->err = refuse(&f->rq, "key.reused", "key");
		break;
	case BATCH_CONFLICT:
		f->err = ERR_CONFLICT;
		break;
	case BATCH_FAILED:
		f->err = it->err;
		break;
	}
}

static enum err start(struct flight *f)
{
	int floods = f->rq.type->fetch != NULL;
	enum err e;

	f->write.job.next = NULL;
	f->write.job.run = flight_run;
	f->write.job.together = floods ? f->rq.type : NULL;
	if (f->rq.type->work == WORK_NONE) {
		flight_run(&f->write.job, NULL);
		return ERR_OK;
	}
	writer_expect(f->gw->writer, floods);
	e = lanes_submit(f->gw->lanes, f->rq.type->work, &f->write.job);
	if (e)
		writer_expect(f->gw->writer, -floods);
	return e;
}

void flight_begin(struct flight *f)
{
	enum err e = f->err ? f->err : start(f);

	if (!e)
		return;
	f->err = e;
	finish(f);
}

static void flight_done(struct job *job)
{
	struct flight *f = (struct flight *)job; /* job is its first member's first member */

	if (f->write.item.fx) {
		write_outcome(f);
		f->write.item.fx = NULL;
		if (f->err == ERR_CONFLICT && ++f->tries < DECIDE_TRIES && !start(f))
			return;
	}
	finish(f);
}

/* --- load, decide, commit -------------------------------------------------------------- */

/* A refused repeat of something done before is given the stored answer, not the refusal. */
static bool answered_before(struct flight *f, struct services *sv)
{
	struct r_idem_get *row;
	size_t n;

	if (!sv || !(f->rq.type->flags & MSG_KEYED) || f->err != ERR_RULE)
		return false;
	if (DB_ROWS(sv->db, &f->rq.arena, idem_get, &row, &n, .scope = f->fx.key_scope,
		    .id = f->fx.key) ||
	    !n || !id_eq(row->params, f->key_params))
		return false;
	return !keyring_open(f->gw->keys, KEY_IDEM, row->result, &f->rq.arena, &f->reply);
}

static void begin(struct flight *f)
{
	struct request *rq = &f->rq;

	f->write.job.done = flight_done;
	f->err = ERR_OK;
	effects_init(&f->fx, &rq->arena);
	if (rq->type->flags & MSG_KEYED || !f->session) {
		f->fx.key_scope = f->session ? keyring_hash_id(f->gw->keys, KEY_IDEM, rq->who.id)
					     : (struct id){ "timer" };
		f->fx.key = f->key;
		f->fx.key_params = f->key_params;
	}
	rq->refusal = (struct refusal){ 0 };
	rq->refuse_after = false;
	rq->sign_in.roles = 0;
	rq->rnd_used = sizeof(rq->trace.b);
	rq->scored = NULL;
	json_decref(rq->result);
	rq->result = NULL;
}

/*
 * Blanks behind the answer: stored by its length alone it would tell which method an author
 * called, and of which shop the report is.
 */
static struct str padded(struct str reply, struct arena *a)
{
	size_t len = (reply.len + RESULT_STEP - 1) / RESULT_STEP * RESULT_STEP;
	char *p = reply.p ? arena_alloc(a, len) : NULL;

	if (!p)
		return (struct str){ NULL, 0 };
	memset(p, ' ', len);
	memcpy(p, reply.p, reply.len);
	return (struct str){ p, len };
}

static enum err decide(struct flight *f, struct services *sv)
{
	struct request *rq = &f->rq;
	struct str stored;
	enum err e = rq->type->load ? rq->type->load(rq, sv) : ERR_OK;

	if (!e && rq->type->decide)
		e = rq->type->decide(rq, &f->fx);
	if (e)
		return e;
	f->reply = rq->result ? request_json(rq, rq->result) : STR("{}");
	json_decref(rq->result); /* by the thread that made it */
	rq->result = NULL;
	stored = padded(f->reply, &rq->arena);
	if (!stored.p)
		return ERR_LIMIT;
	f->fx.result = keyring_seal(f->gw->keys, KEY_IDEM, stored, request_nonce(rq), &rq->arena);
	return f->fx.result.p ? ERR_OK : ERR_LIMIT;
}

/* Back to the loop, without a write. */
static void give_back(struct flight *f, struct services *sv)
{
	f->write.item.fx = NULL;
	if (f->err && answered_before(f, sv))
		f->err = ERR_OK;
	if (sv)
		lanes_post_done(f->gw->lanes, &f->write.job);
	else
		finish(f);
}

/* Decides. True: there is something to write. */
static bool wants_write(struct flight *f, struct services *sv)
{
	if (!f->err)
		f->err = decide(f, sv);
	if (f->err || effects_empty(&f->fx))
		return false;
	f->write.item = (struct batch_item){ .fx = &f->fx };
	return true;
}

/* One read for all of them, whose type is the same. */
static void fetch_for(struct job *jobs, struct services *sv)
{
	struct request *rqs[LANE_TOGETHER];
	const struct msg_type *type = ((struct flight *)jobs)->rq.type;
	size_t n = 0;
	enum err e;

	for (struct job *job = jobs; job; job = job->next) {
		struct flight *f = (struct flight *)job;

		f->err = type->prepare ? type->prepare(&f->rq, sv) : ERR_OK;
		if (!f->err)
			rqs[n++] = &f->rq;
	}
	e = n ? type->fetch(rqs, n, sv) : ERR_OK;
	for (struct job *job = jobs; e && job; job = job->next) {
		struct flight *f = (struct flight *)job;

		f->err = f->err ? f->err : e;
	}
}

static void flight_run(struct job *jobs, struct services *sv)
{
	struct gateway *gw = ((struct flight *)jobs)->gw;
	struct job *write = NULL, **end = &write;
	size_t expected = 0;

	for (struct job *job = jobs; job; job = job->next) {
		begin((struct flight *)job);
		expected += job->together != NULL;
	}
	if (jobs->together)
		fetch_for(jobs, sv);
	for (struct job *job = jobs, *next; job; job = next) {
		struct flight *f = (struct flight *)job;

		next = job->next; /* given back, it is no longer ours */
		job->next = NULL;
		if (wants_write(f, sv)) {
			*end = job;
			end = &job->next;
		} else {
			give_back(f, sv);
		}
	}
	write = (struct job *)writer_submit(gw->writer, (struct write_job *)write, expected);
	for (struct job *next; write; write = next) {
		next = write->next;
		((struct flight *)write)->err = ERR_BUSY;
		give_back((struct flight *)write, sv);
	}
}
