/*
 * Which office answers for a street: read once, and again when the registry changes.
 * Shared by the reader threads.
 */
#ifndef GATEWAY_OFFICES_H
#define GATEWAY_OFFICES_H

#include "base/arena.h"
#include "base/err.h"
#include "io/db.h"

#define OFFICE_CITY "350100" /* takes what has no street and no district */

struct offices;

struct offices *offices_new(void);
void offices_free(struct offices *o);

/* Replaces what is known. ERR as db.h; then the old stays. */
CHECKED enum err offices_load(struct offices *o, struct db *db);

struct office {
	struct str id, name; /* in the arena */
};

/*
 * The street's office, else the district's, else the city's (area and street may be empty).
 * ERR_MEMORY when the arena is full.
 */
CHECKED enum err offices_find(struct offices *o, struct str street_code, struct str area,
			      struct arena *a, struct office *ret);

/* The name of an office id; the id itself when unknown. */
struct str offices_name(struct offices *o, struct str id, struct arena *a);

#endif
