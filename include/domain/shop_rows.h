/*
 * The rows that a shop_build has collected, for the one who packs them.
 */
#ifndef DOMAIN_SHOP_ROWS_H
#define DOMAIN_SHOP_ROWS_H

#include "domain/shop_image.h"
#include "domain/shop_index.h"

#define SHOP_ROW_TEXTS    13         /* texts of a row without its aliases */
#define SHOP_STREET_SLOTS (1u << 17) /* twice the streets that a record can name */

/* A row's texts stand one behind the other. */
struct shop_row {
	char *text;
	uint16_t len[SHOP_ROW_TEXTS + SHOP_ALIAS_MAX];
	uint8_t aliases, flags;
	uint32_t sales, street, cell;
	int32_t lat, lng;
};

struct shop_row_street {
	struct str area, code, name;
	uint32_t shops;
};

struct shop_build {
	struct arena *a;
	struct shop_row *row;
	size_t n, cap;
	uint32_t *id_slot; /* hash table of row + 1 */
	size_t id_slots;
	struct shop_row_street *street;
	size_t streets, street_cap;
	uint32_t *street_slot; /* hash table of street + 1, SHOP_STREET_SLOTS */
};

/* The row as a shop (area, street and position aside) and the start of its record. */
void shop_row_get(const struct shop_row *r, struct shop *ret, struct shop_rec *ret_rec);

#endif
