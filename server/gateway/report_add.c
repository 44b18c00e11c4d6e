#include "gateway/report_add.h"

#include "gateway/report_facts.h"

enum err report_add_load(struct request *rq, struct services *sv, const struct own_report_body *b,
			 struct own_report **ret)
{
	struct r_photo_get *photos;
	enum err e;

	if (!b->text.p && !b->photos.n)
		return refuse_text(rq, "params.bad", "text", "请补充文字或照片",
				   "add a text or photos");
	e = own_report_load(rq, sv, b->report, false);
	if (e)
		return e;
	*ret = rq->loaded;
	return report_find_photos(rq, sv, &b->photos, &photos);
}

enum err report_add_decide(struct request *rq, struct effects *fx, const struct own_report_body *b,
			   const struct own_report *r)
{
	enum report_state next = r->state;

	if (r->state == REPORT_WITHDRAWN || r->state == REPORT_CLOSED)
		return refuse(rq, "rule.state", "report");
	if (r->row->photos + (int64_t)b->photos.n > 3 * rq->config->photos_max)
		return refuse_text(rq, "rule.state", "photos", "照片已达上限",
				   "no more photos can be added");
	if (r->state == REPORT_INFO_NEEDED && report_state_next(r->state, REPORT_EV_ANSWER, &next))
		return refuse(rq, "rule.state", "report");
	own_report_step(rq, fx, r, next, "", b->text.p ? b->text : STR(""));
	FX(fx, report_answered, .state = str_of(report_state_name(next)),
	   .photos = (int64_t)b->photos.n, .updated_ms = request_store_ms(rq), .id = b->report);
	for (size_t i = 0; i < b->photos.n; i++)
		FX(fx, photo_attach, .report = b->report, .n = r->row->photos + (int64_t)i,
		   .id = b->photos.id[i], .owner = request_owner(rq));
	rq->result = json_pack("{s:s}", "state", report_state_name(next));
	return ERR_OK;
}
