/* Foreign text as a sentence to the chat, as long as the chat takes one. */
#include "domain/shop_index.h"
#include "domain/shop_match.h"
#include "domain/understand.h"
#include "small_town.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena kept; /* built once */
	static struct shop_index idx;
	struct understood u;
	struct arena a;

	if (!idx.view) {
		arena_init(&kept, 64u << 20);
		if (shop_index_open(small_town(&kept), &kept, &idx, NULL))
			abort();
	}
	arena_init(&a, SHOP_MATCH_ARENA);
	(void)!understand((struct str){ (const char *)data, size }, 1774500000000, &idx, &a, &u);
	arena_release(&a);
	return 0;
}
