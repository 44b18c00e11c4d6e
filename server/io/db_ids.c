#include "io/db_ids.h"

#include <sodium.h>

#define HEX_LEN (2 * sizeof(struct id))

struct str db_ids(struct arena *a, const struct id *ids, size_t n)
{
	char *p = arena_alloc(a, n * (HEX_LEN + 3) + 3), *at = p;

	if (!p)
		return (struct str){ NULL, 0 };
	*at++ = '[';
	for (size_t i = 0; i < n; i++) {
		if (i)
			*at++ = ',';
		*at++ = '"';
		sodium_bin2hex(at, HEX_LEN + 1, ids[i].b, sizeof(struct id));
		at += HEX_LEN;
		*at++ = '"';
	}
	*at++ = ']';
	return (struct str){ p, (size_t)(at - p) };
}
