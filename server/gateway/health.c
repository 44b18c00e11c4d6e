#include "gateway/health.h"

#include "gateway/http.h"

#include <stdlib.h>

void health_serve_live(struct gateway *gw, struct http_req *rq)
{
	(void)gw;
	http_send(rq, 200, "text/plain", STR("ok\n"), "no-store");
}

/* --- ready: the database answers ------------------------------------------------- */

struct probe {
	struct job job;
	struct gateway *gw;
	struct http_req *rq;
	enum err err;
};

static void probe_run(struct job *job, struct services *sv)
{
	struct probe *p = (struct probe *)job;
	AUTO(arena) a = { .cap = 1 << 16 };
	struct r_setting_get *row;
	size_t n;

	p->err = DB_ROWS(sv->db, &a, setting_get, &row, &n, .name = STR("epoch"));
	lanes_post_done(p->gw->lanes, job);
}

static void probe_done(struct job *job)
{
	struct probe *p = (struct probe *)job;
	struct gateway *gw = p->gw;
	bool ready = !p->err && !gw->draining;
	struct buf out = BUF_INIT(1 << 16);

	buf_printf(&out,
		   "{\"ready\":%s,\"database\":\"%s\",\"draining\":%s,\"registry\":%s,"
		   "\"processes\":%.*s}\n",
		   ready ? "true" : "false", err_name(p->err), gw->draining ? "true" : "false",
		   gw->shops ? "true" : "false",
		   STR_ARG(gw->processes.len ? buf_str(&gw->processes) : STR("{}")));
	http_send(p->rq, ready ? 200 : 503, "application/json", buf_str(&out), "no-store");
	buf_release(&out);
	free(p);
}

void health_serve_ready(struct gateway *gw, struct http_req *rq)
{
	struct probe *p = calloc(1, sizeof(*p));

	if (p)
		*p = (struct probe){
			.job = {.run = probe_run, .done = probe_done},
                          .gw = gw, .rq = rq
		};
	if (p && !lanes_submit(gw->lanes, WORK_READ, &p->job))
		return;
	free(p);
	http_refuse(rq, 503, "busy\n");
}

/* --- metrics ---------------------------------------------------------------------- */

static void metric(struct buf *out, const char *name, const char *type, const char *help,
		   uint64_t v)
{
	buf_printf(out, "# HELP ezhili_%s %s\n# TYPE ezhili_%s %s\nezhili_%s %llu\n", name, help,
		   name, type, name, (unsigned long long)v);
}

struct figures {
	struct job job;
	struct gateway *gw;
	struct http_req *rq;
	struct arena arena;
	struct r_payer_figure_list *row;
	size_t n;
	enum err err;
};

static void figures_run(struct job *job, struct services *sv)
{
	struct figures *f = (struct figures *)job;

	f->err = DB_ROWS(sv->db, &f->arena, payer_figure_list, &f->row, &f->n, .none = 0);
	lanes_post_done(f->gw->lanes, job);
}

/* What the payer tells of itself; left out while the database cannot be asked. */
static void figures_add(struct buf *out, const struct figures *f)
{
	for (size_t i = 0; !f->err && i < f->n; i++) {
		struct str name = f->row[i].name;

		buf_printf(out, "# TYPE ezhili_payout_%.*s gauge\nezhili_payout_%.*s %lld\n",
			   STR_ARG(name), STR_ARG(name), (long long)f->row[i].value);
	}
}

static void own_figures(struct buf *out, struct gateway *gw)
{
	struct writer_figures w = writer_figures(gw->writer);

	metric(out, "sessions", "gauge", "open WebSocket connections", gw->n_sessions);
	metric(out, "messages_total", "counter", "frames received", gw->count.messages);
	metric(out, "replies_total", "counter", "requests answered with a result",
	       gw->count.replies);
	metric(out, "refusals_total", "counter", "requests answered with an error",
	       gw->count.refusals);
	metric(out, "internal_errors_total", "counter", "our own faults",
	       gw->count.internal_errors);
	metric(out, "events_total", "counter", "notifications sent", gw->count.events);
	metric(out, "abuse_closed_total", "counter", "connections closed for abuse",
	       gw->count.closed_abuse);
	metric(out, "batches_total", "counter", "transactions written", w.batches);
	metric(out, "batched_requests_total", "counter", "requests in them", w.requests);
	metric(out, "batch_failures_total", "counter", "requests that could not be written",
	       w.failed);
	metric(out, "writer_waiting", "gauge", "requests waiting for the writer", w.waiting);
	metric(out, "readers_busy", "gauge", "requests with the readers",
	       lanes_load(gw->lanes, WORK_READ));
}

static void figures_done(struct job *job)
{
	struct figures *f = (struct figures *)job;
	struct buf out = BUF_INIT(1 << 16);

	own_figures(&out, f->gw);
	figures_add(&out, f);
	http_send(f->rq, 200, "text/plain; version=0.0.4", buf_str(&out), "no-store");
	buf_release(&out);
	arena_release(&f->arena);
	free(f);
}

/* Our own figures are told even when no reader has time for the payer's. */
void health_serve_metrics(struct gateway *gw, struct http_req *rq)
{
	struct figures *f = calloc(1, sizeof(*f));

	if (!f) {
		http_refuse(rq, 503, "busy\n");
		return;
	}
	f->job = (struct job){ .run = figures_run, .done = figures_done };
	f->gw = gw;
	f->rq = rq;
	f->err = ERR_BUSY;
	arena_init(&f->arena, 1 << 16);
	if (lanes_submit(gw->lanes, WORK_READ, &f->job))
		figures_done(&f->job);
}
