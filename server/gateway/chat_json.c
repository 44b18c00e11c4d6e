#include "gateway/chat_json.h"

json_t *chat_turn_json(const struct dialog_turn *turn, struct id id, json_t *cards)
{
	json_t *quick = json_array();

	for (size_t i = 0; i < turn->quicks; i++)
		json_array_append_new(quick, json_pack("{s:o, s:o}", "label",
						       json_str(turn->quick[i].label), "value",
						       json_str(turn->quick[i].value)));
	return json_pack("{s:o, s:o, s:o, s:o}", "id", json_id(id), "text", json_str(turn->text),
			 "quick", quick, "cards", cards);
}

json_t *chat_summary_json(const struct dialog *d, bool en)
{
	json_t *card = json_pack("{s:s, s:s, s:o, s:I}", "kind", "summary", "category",
				 d->category ? category_all[d->category - 1].code : "", "text",
				 json_str(dialog_description(d, en)), "photos",
				 (json_int_t)d->photos);

	if (d->shop_state == DIALOG_SHOP_PICKED)
		json_object_set_new(card, "shop",
				    json_pack("{s:o, s:o}", "shop", json_str(d->shop), "name",
					      json_str(d->shop_name)));
	else if (d->shop_text.len)
		json_object_set_new(card, "shop_text", json_str(d->shop_text));
	if (d->has_at)
		json_object_set_new(card, "at",
				    json_pack("{s:f, s:f, s:o}", "lat", d->at.lat, "lng", d->at.lng,
					      "datum", json_str(geo_datum_name(d->datum))));
	if (d->from_ms)
		json_object_set_new(card, "occurred_at", json_ms(d->from_ms));
	return card;
}
