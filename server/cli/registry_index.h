/*
 * Makes the shop index: from a registry's CSV file or from the database, as an
 * image in memory or as the file that gateways map.
 */
#ifndef CLI_REGISTRY_INDEX_H
#define CLI_REGISTRY_INDEX_H

#include "base/arena.h"
#include "base/err.h"
#include "cli/cli.h"

/* The arena of a build: about 1.5 KB a shop. */
#define REGISTRY_INDEX_ARENA ((size_t)8 << 30)

struct registry_built {
	struct str image; /* in the arena */
	long shops, refused;
};

/* Each bad row is told on standard error with line, field and reason; good rows load. */
CHECKED enum err registry_index_csv(struct cli *cli, const char *path, struct arena *a,
				    struct registry_built *ret);
/* The source of an index that was made from a file: it stays until somebody builds another. */
#define REGISTRY_FROM_FILE 0

/*
 * What an index made from the database now would be made from: another number after
 * every import and every name taught or taken back. Read it before the rows, so
 * that what changes meanwhile is noticed next time. *ret_any: there are shops.
 */
CHECKED enum err registry_source(struct db *db, struct arena *a, uint64_t *ret_source,
				 bool *ret_any);
/* All shops of the database with the aliases they learnt. */
CHECKED enum err registry_index_db(struct cli *cli, struct db *db, struct arena *a, uint64_t source,
				   struct registry_built *ret);

#endif
