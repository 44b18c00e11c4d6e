#include "gateway/review_json.h"

#include "domain/score.h"
#include "domain/verdict_reason.h"
#include "gateway/shop_json.h"

#include <math.h>

static json_t *reason_json(struct request *rq, const json_t *stored)
{
	const char *code = json_string_value(json_object_get(stored, "code"));
	json_int_t v = json_integer_value(json_object_get(stored, "v"));
	json_int_t m = json_integer_value(json_object_get(stored, "m"));
	struct score_reason known;

	if (!code || !score_reason_find(str_of(code), &known))
		return NULL;
	return json_pack("{s:s, s:s, s:I, s:I, s:I}", "code", code, "text",
			 rq->en ? known.en : known.zh, "points", v ? v : -m, "v", v, "m", m);
}

json_t *review_score_reasons(struct request *rq, struct str score_json)
{
	json_t *stored = json_loadb(score_json.p ? score_json.p : "", score_json.len, 0, NULL);
	json_t *out = json_array();
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(stored, "reasons"), i, one)
	{
		json_t *reason = reason_json(rq, one);

		if (reason)
			json_array_append_new(out, reason);
	}
	json_decref(stored);
	return out;
}

json_t *review_match(struct request *rq, const struct r_review_report *r)
{
	json_t *stored = json_loadb(r->match_json.p ? r->match_json.p : "", r->match_json.len, 0,
				    NULL);
	json_t *reasons = json_array(), *one;
	size_t i;

	json_array_foreach(json_object_get(stored, "reasons"), i, one)
	{
		json_t *text = json_object_get(one, rq->en ? "en" : "zh");

		/* Reports of earlier releases have one text only. */
		json_array_append(reasons, text ? text : one);
	}
	json_decref(stored);
	return json_pack("{s:o, s:o}", "p", isnan(r->match_p) ? json_null() : json_real(r->match_p),
			 "reasons", reasons);
}

json_t *review_shop(const struct r_shop_get *s)
{
	json_t *out = shop_json(s);

	if (out && !isnan(s->lat) && !isnan(s->lng))
		json_object_set_new(out, "at",
				    json_pack("{s:f, s:f, s:s}", "lat", s->lat, "lng", s->lng,
					      "datum", "gcj02"));
	return out;
}

struct str review_source(struct str source)
{
	return str_eq(source, STR("whistle")) ? source : STR("citizen");
}

json_t *review_reasons_allowed(bool en)
{
	json_t *all = json_array();

	for (size_t i = 0; i < verdict_reason_len; i++) {
		const struct verdict_reason *r = &verdict_reason_all[i];
		json_t *verdicts = json_array();

		for (int s = REPORT_VERIFIED; s <= REPORT_UNVERIFIABLE; s++)
			if (r->verdicts & VERDICT_BIT(s))
				json_array_append_new(verdicts, json_string(report_state_name(
									(enum report_state)s)));
		json_array_append_new(all, json_pack("{s:s, s:s, s:o, s:b}", "code", r->code,
						     "text", en ? r->en : r->zh, "verdicts",
						     verdicts, "note", (int)r->needs_note));
	}
	return all;
}

const char *review_bucket(int64_t n)
{
	if (n <= 0)
		return "0";
	if (n <= 2)
		return "1-2";
	return n <= 9 ? "3-9" : "10+";
}
