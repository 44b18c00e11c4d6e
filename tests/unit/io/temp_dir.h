/* A directory for one test, removed with all that is in it. */
#ifndef TEMP_DIR_H
#define TEMP_DIR_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

struct temp_dir {
	char path[64];
};

static inline struct temp_dir temp_dir(void)
{
	struct temp_dir d = { "/tmp/ezhili-test-XXXXXX" };

	assert_non_null(mkdtemp(d.path));
	return d;
}

static inline int temp_dir_remove_one(const char *path, const struct stat *st, int flag,
				      struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static inline void temp_dir_release(struct temp_dir *d)
{
	(void)nftw(d->path, temp_dir_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

#endif
