/*
 * Sends what is due. The intent, or the question, was committed before: whatever
 * happens from here on, a later run finds the row and asks for it.
 */
#include "payout/body_box.h"
#include "payout/flight.h"

#include <sodium.h>

#define FLIGHT_ARENA ((size_t)1 << 20)

/*
 * A commit takes many answers, a look many transfers. Half of what may be under way is worth a
 * commit, while the other half keeps the rail at work; the first of fewer answers waits so long.
 */
#define LAND_PART    2
#define LAND_WAIT_MS 25

/* Those under way are due, too, and are read again: not worth it for fewer new ones than this. */
#define SEND_PART    4

struct flight *flight_new(struct payer *p)
{
	for (size_t i = 0; i < p->n_flights; i++) {
		struct flight *f = &p->flights[i];

		if (f->used)
			continue;
		if (!f->arena.cap)
			arena_init(&f->arena, FLIGHT_ARENA);
		f->used = true;
		return f;
	}
	return NULL;
}

void flight_end(struct flight *f)
{
	struct arena keep = f->arena;

	secret_release(&f->body);
	arena_reset(&keep);
	*f = (struct flight){ .arena = keep };
}

bool flight_has(const struct payer *p, struct id transfer)
{
	for (size_t i = 0; i < p->n_flights; i++)
		if (p->flights[i].used && id_eq(p->flights[i].row.id, transfer))
			return true;
	return false;
}

static enum err copy_row(struct flight *f, const struct r_transfer_due *row)
{
	struct str *const strs[] = { &f->row.bill, &f->row.pool, &f->row.todo, &f->row.reward_state,
				     &f->row.contact };

	f->row = *row;
	for (size_t i = 0; i < ARRAY_LEN(strs); i++) {
		*strs[i] = arena_str(&f->arena, *strs[i]);
		if (!strs[i]->p)
			return ERR_MEMORY;
	}
	return transfer_state_parse(row->state, &f->state);
}

static enum rail_op op_of(struct str todo)
{
	if (str_eq(todo, STR("resolve")))
		return RAIL_RESOLVE;
	if (str_eq(todo, STR("cancel")))
		return RAIL_DO_CANCEL;
	/* query, and check: a query about what has ended */
	return str_eq(todo, STR("submit")) ? RAIL_SUBMIT : RAIL_QUERY;
}

static void land(struct payer *p, struct flight *f)
{
	if (!p->n_landed)
		p->landed_ms = p->now_ms;
	f->landed = true;
	p->n_landed++;
}

static enum err fill_call(struct payer *p, struct flight *f, const struct r_transfer_due *row)
{
	enum err e = body_open(&p->keys, row->body, &f->body);
	struct str body = { (const char *)f->body.p, f->body.len };

	if (e)
		return e;
	f->call = (struct rail_call){ .op = op_of(f->row.todo),
				      .bill = f->row.bill.p,
				      .now_ms = p->now_ms };
	randombytes_buf(f->call.nonce, sizeof(f->call.nonce));
	if (f->call.op == RAIL_RESOLVE) {
		f->call.code = str_cut(&body, '\n');
		f->call.code.p += 5; /* "code:" */
		f->call.code.len -= 5;
	} else {
		f->call.body = body;
	}
	return ERR_OK;
}

/* A human must look: what is stored cannot even be sent. */
static void cannot_send(struct payer *p, struct flight *f, enum err e)
{
	log_error("transfer.cannot_send", "transfer=%s err=%s", ID_C(f->row.id), err_name(e));
	f->answer = (struct rail_answer){ .event = TRANSFER_EV_HALT,
					  .amount_fen = -1,
					  .reason = STR("CANNOT_SEND"),
					  .stops_rail = true };
	land(p, f);
}

static void start(struct payer *p, struct flight *f, const struct r_transfer_due *row)
{
	const struct rail *rail;
	enum err e = copy_row(f, row);

	f->rail = payer_rail_find(p, row->rail);
	if (!e && !f->rail) {
		flight_end(f); /* another node's rail */
		return;
	}
	if (!e)
		e = fill_call(p, f, row);
	rail = f->rail ? &f->rail->rail : NULL;
	if (!e)
		e = rail->prepare(rail->ctx, &f->call, &f->arena, &f->answer);
	if (!e && f->call.is_answered)
		land(p, f);
	else if (!e) {
		crash_point(&p->crash, "",
			    f->call.op == RAIL_DO_CANCEL ? "before_cancel" : "before_send");
		e = http_start(p->http, &f->call.request, f);
	}
	if (e == ERR_BUSY || e == ERR_MEMORY)
		flight_end(f);
	else if (e)
		cannot_send(p, f, e);
}

static struct str stopped_rails(struct payer *p)
{
	struct str s = STR("");

	for (size_t i = 0; i < PAYER_RAILS; i++) {
		const struct payer_rail *r = &p->rails[i];

		if (r->rail.name && r->stopped)
			s = arena_printf(&p->round.arena, "%.*s,%s", STR_ARG(s), r->rail.name);
	}
	return s;
}

static size_t under_way(const struct payer *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n_flights; i++)
		n += p->flights[i].used;
	return n;
}

/* Those under way are due too: most is enough for them and as many new ones. */
static enum err due(struct payer *p, int64_t most, struct r_transfer_due **ret, size_t *ret_n)
{
	struct str stopped = stopped_rails(p);

	return DB_ROWS(p->db, &p->round.arena, transfer_due, ret, ret_n, .query_ms = p->now_ms,
		       .query_most = most, .cancel_ms = p->now_ms, .cancel_most = most,
		       .resolve_ms = p->now_ms, .resolve_stopped = stopped, .resolve_most = most,
		       .submit_ms = p->now_ms, .submit_stopped = stopped, .submit_most = most,
		       .check_ms = p->now_ms, .check_most = most);
}

void transfer_send_step(struct payer *p, bool *more)
{
	struct r_transfer_due *row;
	size_t n, busy = under_way(p), room = p->n_flights - busy;

	/* When the rail is slow, what has room is sent all the same, a little later. */
	if (!room || (busy && room < p->n_flights / SEND_PART && p->now_ms < p->send_ms))
		return;
	p->send_ms = p->now_ms + p->config->payout_poll_ms;
	payer_reset(p);
	if (due(p, (int64_t)busy + (int64_t)p->n_flights, &row, &n))
		return;
	for (size_t i = 0; i < n; i++) {
		struct flight *f = flight_has(p, row[i].id) ? NULL : flight_new(p);

		if (!f)
			continue;
		start(p, f, &row[i]);
		*more = true;
	}
}

void transfer_abandon(struct payer *p)
{
	size_t n = 0;

	http_cancel_all(p->http);
	for (size_t i = 0; i < p->n_flights; i++) {
		struct flight *f = &p->flights[i];

		if (!f->used || f->landed)
			continue;
		flight_end(f);
		n++;
	}
	log_warn("transfer.abandoned", "n=%zu", n);
}

static const char *answered_point(enum rail_op op)
{
	if (op == RAIL_DO_CANCEL)
		return "cancel_answered";
	return op == RAIL_QUERY ? "query_answered" : "answer_read";
}

void transfer_hear(struct payer *p)
{
	struct http_done done;

	while (http_next(p->http, &done)) {
		struct flight *f = done.tag;
		struct rail *rail = &f->rail->rail;

		crash_point(&p->crash, "", answered_point(f->call.op));
		f->call.now_ms = p->now_ms;
		rail->answer(rail->ctx, &f->call, done.err, &done.answer, &f->arena, &f->answer);
		land(p, f);
	}
}

bool transfer_land_due(const struct payer *p)
{
	size_t waiting = http_under_way(p->http);

	if (!p->n_landed)
		return false;
	return !waiting || p->n_landed >= p->n_flights / LAND_PART ||
	       p->now_ms >= p->landed_ms + LAND_WAIT_MS;
}

void transfer_land_step(struct payer *p)
{
	struct flight *landed[PAYER_ROUND];
	size_t n = 0;

	payer_reset(p);
	for (size_t i = 0; i < p->n_flights; i++) {
		struct flight *f = &p->flights[i];
		struct effects *fx = f->landed ? payer_begin(p) : NULL;

		if (!fx)
			continue;
		if (transfer_settle(p, f, fx))
			payer_undo(p);
		landed[n++] = f;
	}
	payer_commit(p, "settle");
	/* What could not be written is due again and will be asked for. */
	for (size_t i = 0; i < n; i++)
		flight_end(landed[i]);
	p->n_landed -= n;
	p->landed_ms = p->now_ms;
}
