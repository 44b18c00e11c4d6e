/* office.list: where a report can be handed over to. */
#include "gateway/tables.h"

#include "domain/area.h"

struct office_rows {
	struct r_office_list *row;
	size_t n;
};

static enum err list_load(struct request *rq, struct services *sv)
{
	struct office_rows *o = arena_new(&rq->arena, struct office_rows);

	if (!o)
		return ERR_MEMORY;
	rq->loaded = o;
	return DB_ROWS(sv->db, &rq->arena, office_list, &o->row, &o->n, .none = 0);
}

/* A district by its name; an area that is none (the city's own office) by its code. */
static json_t *area_name(struct str code, bool en)
{
	const struct area *a = area_find(code);

	return a ? json_string(en ? a->en : a->zh) : json_str(code);
}

static enum err list_decide(struct request *rq, struct effects *fx)
{
	const struct office_rows *o = rq->loaded;
	json_t *list = json_array();

	(void)fx;
	for (size_t i = 0; i < o->n; i++)
		json_array_append_new(list, json_pack("{s:o, s:o, s:o, s:o}", "office",
						      json_str(o->row[i].office), "name",
						      json_str(o->row[i].name), "area",
						      json_str(o->row[i].area), "area_name",
						      area_name(o->row[i].area, rq->en)));
	rq->result = json_pack("{s:o}", "offices", list);
	return rq->result ? ERR_OK : ERR_MEMORY;
}

const struct msg_type office_msgs[] = {
	{.name = "office.list",
         .roles = ROLE_REVIEWER | ROLE_APPROVER | ROLE_FINANCE | ROLE_AUDITOR | ROLE_ADMIN,
         .per_minute = 30,
         .zh = "全部管辖所，按区县",
         .en = "all offices by district",
         .work = WORK_READ,
         .load = list_load,
         .decide = list_decide },
	{ .name = NULL     }
};
