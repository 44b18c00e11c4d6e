#include "io/shop_file.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define ARENA_MAX (64u << 10)

struct shop_mapping {
	struct shop_index idx;
	struct arena arena; /* what idx needs beside the bytes */
	struct str image;
	int holders; /* the file's own hold included */
};

struct shop_file {
	pthread_mutex_t lock;
	struct shop_mapping *now;
};

struct shop_file *shop_file_new(void)
{
	struct shop_file *f = calloc(1, sizeof(*f));

	if (f)
		pthread_mutex_init(&f->lock, NULL);
	return f;
}

static void unmap(struct shop_mapping *m)
{
	arena_release(&m->arena);
	munmap((void *)(uintptr_t)m->image.p, m->image.len);
	free(m);
}

void shop_file_drop(struct shop_file *f, struct shop_mapping *m)
{
	bool last;

	if (!m)
		return;
	pthread_mutex_lock(&f->lock);
	last = --m->holders == 0;
	pthread_mutex_unlock(&f->lock);
	if (last)
		unmap(m);
}

void shop_file_free(struct shop_file *f)
{
	if (!f)
		return;
	shop_file_drop(f, f->now);
	free(f);
}

struct shop_mapping *shop_file_hold(struct shop_file *f)
{
	struct shop_mapping *m;

	pthread_mutex_lock(&f->lock);
	m = f->now;
	if (m)
		m->holders++;
	pthread_mutex_unlock(&f->lock);
	return m;
}

const struct shop_index *shop_mapping_index(const struct shop_mapping *m)
{
	return &m->idx;
}

static enum err map_file(const char *path, struct str *ret)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p;

	if (fd < 0)
		return ERR_NOT_FOUND;
	if (fstat(fd, &st) || st.st_size <= 0) {
		close(fd);
		return ERR_INPUT;
	}
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return ERR_IO;
	*ret = (struct str){ p, (size_t)st.st_size };
	return ERR_OK;
}

enum err shop_file_load(struct shop_file *f, const char *path, const char **ret_fault)
{
	struct shop_mapping *m = calloc(1, sizeof(*m)), *old;
	enum err e = m ? map_file(path, &m->image) : ERR_MEMORY;

	if (e) {
		free(m);
		return e;
	}
	arena_init(&m->arena, ARENA_MAX);
	e = shop_index_open(m->image, &m->arena, &m->idx, ret_fault);
	if (e) {
		unmap(m);
		return e;
	}
	m->holders = 1;
	pthread_mutex_lock(&f->lock);
	old = f->now;
	f->now = m;
	pthread_mutex_unlock(&f->lock);
	shop_file_drop(f, old);
	return ERR_OK;
}
