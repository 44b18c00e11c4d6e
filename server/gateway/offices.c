#include "gateway/offices.h"

#include <pthread.h>
#include <stdlib.h>

#define OFFICES_ARENA ((size_t)16 << 20)

struct offices {
	pthread_mutex_t lock;
	struct arena arena; /* of the rows below */
	struct r_office_list *office;
	struct r_office_street_list *street; /* sorted by code, as the query gives them */
	size_t n_offices, n_streets;
};

struct offices *offices_new(void)
{
	struct offices *o = calloc(1, sizeof(*o));

	if (!o)
		return NULL;
	pthread_mutex_init(&o->lock, NULL);
	arena_init(&o->arena, OFFICES_ARENA);
	return o;
}

void offices_free(struct offices *o)
{
	if (!o)
		return;
	arena_release(&o->arena);
	free(o);
}

enum err offices_load(struct offices *o, struct db *db)
{
	struct offices fresh = { 0 };
	struct arena old;
	enum err e;

	arena_init(&fresh.arena, OFFICES_ARENA);
	e = db_rows(db, Q_office_list, &(struct q_office_list){ 0 }, 1, &fresh.arena,
		    (void **)&fresh.office, &fresh.n_offices);
	e = e ? e
	      : db_rows(db, Q_office_street_list, &(struct q_office_street_list){ 0 }, 1,
			&fresh.arena, (void **)&fresh.street, &fresh.n_streets);
	if (e) {
		arena_release(&fresh.arena);
		return e;
	}
	pthread_mutex_lock(&o->lock);
	old = o->arena;
	o->arena = fresh.arena;
	o->office = fresh.office;
	o->street = fresh.street;
	o->n_offices = fresh.n_offices;
	o->n_streets = fresh.n_streets;
	pthread_mutex_unlock(&o->lock);
	arena_release(&old);
	return ERR_OK;
}

static const struct r_office_list *by_id(const struct offices *o, struct str id)
{
	for (size_t i = 0; i < o->n_offices; i++) {
		if (str_eq(o->office[i].office, id))
			return &o->office[i];
	}
	return NULL;
}

static int street_cmp(const void *key, const void *row)
{
	return str_cmp(*(const struct str *)key,
		       ((const struct r_office_street_list *)row)->street_code);
}

static const struct r_office_list *find(const struct offices *o, struct str street_code,
					struct str area)
{
	const struct r_office_street_list *s = NULL;
	const struct r_office_list *found = NULL;

	if (o->n_streets)
		s = bsearch(&street_code, o->street, o->n_streets, sizeof(*o->street), street_cmp);
	if (s)
		found = by_id(o, s->office);
	return found ? found : by_id(o, area);
}

enum err offices_find(struct offices *o, struct str street_code, struct str area, struct arena *a,
		      struct office *ret)
{
	const struct r_office_list *found;

	*ret = (struct office){ STR(OFFICE_CITY), STR("福州市市场监督管理局") };
	pthread_mutex_lock(&o->lock);
	found = find(o, street_code, area);
	if (found)
		*ret = (struct office){ arena_str(a, found->office), arena_str(a, found->name) };
	pthread_mutex_unlock(&o->lock);
	return ret->id.p && ret->name.p ? ERR_OK : ERR_MEMORY;
}

struct str offices_name(struct offices *o, struct str id, struct arena *a)
{
	const struct r_office_list *found;
	struct str name = id;

	pthread_mutex_lock(&o->lock);
	found = by_id(o, id);
	if (found)
		name = arena_str(a, found->name);
	pthread_mutex_unlock(&o->lock);
	return name;
}
