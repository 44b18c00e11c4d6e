#include "gateway/own_report.h"

#include "domain/step_text.h"
#include "gateway/receipt.h"

enum err own_report_load(struct request *rq, struct services *sv, struct id report, bool whole)
{
	struct own_report *r = arena_new(&rq->arena, struct own_report);
	bool by_receipt = rq->who.roles & ROLE_RECEIPT;
	size_t n;
	enum err e;

	if (!r)
		return ERR_LIMIT;
	rq->loaded = r;
	r->id = report;
	if (by_receipt && !id_eq(report, rq->who.report))
		return refuse(rq, "report.not_found", "report");
	e = DB_ROWS(sv->db, &rq->arena, report_own, &r->row, &n, .id = report);
	if (e)
		return e;
	/* A receipt's token names its one report; its sender may be unknown by now. */
	if (!n || (!by_receipt && !id_eq(r->row->owner, request_owner(rq))))
		return refuse(rq, "report.not_found", "report");
	if (report_state_parse(r->row->state, &r->state))
		return ERR_CORRUPT;
	if (!whole)
		return ERR_OK;
	e = DB_ROWS(sv->db, &rq->arena, report_step_list, &r->steps, &r->n_steps, .first = report,
		    .report = report);
	e = e ? e : DB_ROWS(sv->db, &rq->arena, reward_of_report, &r->reward, &n, .report = report);
	if (!e && !n)
		r->reward = NULL;
	return e;
}

static json_t *steps_json(struct request *rq, const struct own_report *r)
{
	json_t *steps = json_array();
	enum report_state state;

	for (size_t i = 0; i < r->n_steps; i++) {
		const struct r_report_step_list *s = &r->steps[i];
		struct str note = s->note;

		if (!report_state_parse(s->state, &state))
			note = step_text(state, s->code, s->note, rq->en, &rq->arena);
		json_array_append_new(steps, json_pack("{s:I, s:o, s:o, s:o}", "at", s->at_ms,
						       "state", json_str(s->state), "note",
						       json_str(note), "who", json_str(s->who)));
	}
	return steps;
}

json_t *own_report_json(struct request *rq, const struct own_report *r)
{
	const struct r_report_own *row = r->row;
	json_t *out = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:I}", "report",
				json_id(r->id), "state", json_str(row->state), "category",
				json_str(row->category), "text", json_str(row->text), "steps",
				steps_json(rq, r), "receipt",
				receipt_json(rq->keys, r->id, row->receipt_hash, row->submitted_ms),
				"due_at", row->due_ms, "submitted_at", row->submitted_ms,
				"updated_at", row->updated_ms, "photos", row->photos);

	if (row->shop_id.p)
		json_object_set_new(out, "shop",
				    json_pack("{s:o, s:o}", "shop", json_str(row->shop_id), "name",
					      json_str(row->shop_name)));
	else if (row->shop_text.p)
		json_object_set_new(out, "shop_text", json_str(row->shop_text));
	if (row->question.p && r->state == REPORT_INFO_NEEDED)
		json_object_set_new(out, "question", json_str(row->question));
	if (!row->contact.len)
		json_object_set_new(out, "no_contact", json_true());
	if (r->reward)
		json_object_set_new(out, "reward",
				    json_pack("{s:o, s:o, s:I}", "reward", json_id(r->reward->id),
					      "state", json_str(r->reward->state), "amount_fen",
					      r->reward->amount_fen));
	return out;
}

void own_report_step(struct request *rq, struct effects *fx, const struct own_report *r,
		     enum report_state next, const char *code, struct str note)
{
	struct str state = str_of(report_state_name(next));
	json_t *before = json_pack("{s:o}", "state", json_str(r->row->state));
	json_t *after = json_pack("{s:o}", "state", json_str(state));
	json_t *event = json_pack("{s:o, s:o}", "report", json_id(r->id), "state", json_str(state));

	effects_guard(fx, GUARD_REPORT, r->id, r->row->version);
	FX(fx, report_step_put, .report = r->id, .n = r->row->version + 1,
	   .at_ms = request_store_ms(rq), .state = state, .who = STR("reporter"),
	   .code = str_of(code), .note = note);
	effects_event(fx, request_topic(rq), STR("report.changed"), request_json(rq, event));
	effects_audit(fx, (struct effect_audit){ .actor = STR("reporter"),
						 .action = str_of(rq->type->name),
						 .object = r->id,
						 .before = request_json(rq, before),
						 .after = request_json(rq, after) });
	effects_hint(fx, STR("review"), r->id, r->row->office);
	json_decref(before);
	json_decref(after);
	json_decref(event);
}
