#include "gateway/address_counts.h"

#include <stdlib.h>

struct address_count {
	struct address_count *next;
	struct id address;
	int64_t n;
};

static size_t bucket_of(struct id address)
{
	return (size_t)(address.b[0] << 8 | address.b[1]) & (ADDRESS_COUNTS_BUCKETS - 1);
}

int64_t address_counts_of(const struct address_counts *t, struct id address)
{
	for (const struct address_count *c = t->bucket[bucket_of(address)]; c; c = c->next) {
		if (id_eq(c->address, address))
			return c->n;
	}
	return 0;
}

enum err address_counts_add(struct address_counts *t, struct id address)
{
	struct address_count **at = &t->bucket[bucket_of(address)];

	while (*at && !id_eq((*at)->address, address))
		at = &(*at)->next;
	if (!*at) {
		*at = calloc(1, sizeof(**at));
		if (!*at)
			return ERR_MEMORY;
		(*at)->address = address;
	}
	(*at)->n++;
	return ERR_OK;
}

void address_counts_remove(struct address_counts *t, struct id address)
{
	struct address_count **at = &t->bucket[bucket_of(address)], *c;

	while (*at && !id_eq((*at)->address, address))
		at = &(*at)->next;
	c = *at;
	if (!c || --c->n)
		return;
	*at = c->next;
	free(c);
}
