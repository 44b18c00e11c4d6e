/*
 * The registry's index file, mapped read-only and replaced while it is in use.
 *
 * A reader holds the present index for the length of one request; a new file
 * becomes the present one at once, and the old mapping goes with its last
 * holder. A truncated or damaged file is refused and the old index stays.
 * Any thread.
 */
#ifndef IO_SHOP_FILE_H
#define IO_SHOP_FILE_H

#include "base/err.h"
#include "domain/shop_index.h"

struct shop_file;
struct shop_mapping;

struct shop_file *shop_file_new(void); /* NULL: no memory */
void shop_file_free(struct shop_file *f);

/*
 * Maps path, checks it and makes it the present index. ERR_NOT_FOUND: no such file; ERR_INPUT,
 * ERR_CORRUPT as shop_index_open. *ret_fault (may be NULL): a word for a person.
 */
CHECKED enum err shop_file_load(struct shop_file *f, const char *path, const char **ret_fault);

/* The present index, NULL when there is none. Give it back with shop_file_drop. */
struct shop_mapping *shop_file_hold(struct shop_file *f);
void shop_file_drop(struct shop_file *f, struct shop_mapping *m); /* m may be NULL */
const struct shop_index *shop_mapping_index(const struct shop_mapping *m);

#endif
