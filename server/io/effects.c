#include "io/effects.h"

#include <string.h>

void effects_init(struct effects *fx, struct arena *arena)
{
	*fx = (struct effects){ .arena = arena };
	fx->writes_end = &fx->writes;
	fx->events_end = &fx->events;
	fx->audits_end = &fx->audits;
}

static void *take(struct effects *fx, size_t size)
{
	void *p = arena_alloc(fx->arena, size);

	if (!p)
		fx->failed = true;
	return p;
}

void effects_write(struct effects *fx, enum query q, const void *params)
{
	struct effect_write *w = take(fx, sizeof(*w));
	void *copy = take(fx, query_info[q].in_size);

	if (!w || !copy)
		return;
	memcpy(copy, params, query_info[q].in_size);
	*w = (struct effect_write){ .query = q, .params = copy };
	*fx->writes_end = w;
	fx->writes_end = &w->next;
}

void effects_guard(struct effects *fx, enum guard_table table, struct id row, int64_t version)
{
	struct effect_guard *g = take(fx, sizeof(*g));

	if (!g)
		return;
	*g = (struct effect_guard){ fx->guards, table, row, version };
	fx->guards = g;
}

void effects_event(struct effects *fx, struct id topic, struct str method, struct str params)
{
	struct effect_event *ev = take(fx, sizeof(*ev));

	if (!ev)
		return;
	*ev = (struct effect_event){ NULL, topic, method, params };
	*fx->events_end = ev;
	fx->events_end = &ev->next;
}

void effects_audit(struct effects *fx, struct effect_audit entry)
{
	struct effect_audit *a = take(fx, sizeof(*a));

	if (!a)
		return;
	*a = entry;
	a->next = NULL;
	*fx->audits_end = a;
	fx->audits_end = &a->next;
}

void effects_hint(struct effects *fx, struct str kind, struct id ref, struct str office)
{
	struct effect_hint *h = take(fx, sizeof(*h));

	if (!h)
		return;
	*h = (struct effect_hint){ fx->hints, kind, ref, office };
	fx->hints = h;
}

bool effects_empty(const struct effects *fx)
{
	return !fx->writes && !fx->events && !fx->audits && !fx->hints && !fx->guards;
}
