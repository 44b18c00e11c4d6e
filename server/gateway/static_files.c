#include "gateway/static_files.h"

#include "base/buf.h"

#include <dirent.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH_MAX 8

static const char *type_of(struct str path)
{
	static const struct {
		const char *end, *type;
	} types[] = {
		{".html",         "text/html; charset=utf-8"      },
		{ ".js",          "text/javascript; charset=utf-8"},
		{ ".mjs",         "text/javascript; charset=utf-8"},
		{ ".css",         "text/css; charset=utf-8"       },
		{ ".json",        "application/json"              },
		{ ".webmanifest", "application/manifest+json"     },
		{ ".svg",         "image/svg+xml"                 },
		{ ".png",         "image/png"                     },
		{ ".ico",         "image/x-icon"                  },
		{ ".woff2",       "font/woff2"                    },
	};

	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		size_t n = strlen(types[i].end);

		if (path.len > n && memcmp(path.p + path.len - n, types[i].end, n) == 0)
			return types[i].type;
	}
	return NULL; /* not served: sources' neighbours stay private */
}

static enum err read_file(struct arena *a, const char *path, struct str *ret, time_t *ret_changed)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *p;
	ssize_t n;

	if (fd < 0)
		return ERR_NOT_FOUND;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		return ERR_NOT_FOUND;
	}
	p = arena_alloc(a, (size_t)st.st_size + 1);
	n = p ? read(fd, p, (size_t)st.st_size) : -1;
	close(fd);
	if (!p)
		return ERR_LIMIT;
	if (n != st.st_size)
		return ERR_IO;
	*ret = (struct str){ p, (size_t)n };
	*ret_changed = st.st_mtime;
	return ERR_OK;
}

static enum err add_file(struct static_files *s, const char *disk, struct str path)
{
	struct static_file *f = &s->file[s->n];
	struct str gz = arena_printf(&s->arena, "%s.gz", disk);
	time_t changed, packed = 0;
	unsigned char hash[16];
	enum err e;

	if (s->n == STATIC_FILES_MAX || !gz.p)
		return ERR_LIMIT;
	*f = (struct static_file){ .path = path, .type = type_of(path) };
	e = read_file(&s->arena, disk, &f->bytes, &changed);
	if (e)
		return e;
	if (read_file(&s->arena, gz.p, &f->gzip, &packed) == ERR_LIMIT)
		return ERR_LIMIT;
	if (packed < changed) /* made before the file was changed */
		f->gzip = (struct str){ NULL, 0 };
	crypto_generichash(hash, sizeof(hash), (const unsigned char *)f->bytes.p, f->bytes.len,
			   NULL, 0);
	f->etag[0] = '"';
	sodium_bin2hex(f->etag + 1, 33, hash, sizeof(hash));
	f->etag[33] = '"';
	f->etag[34] = '\0';
	s->n++;
	return ERR_OK;
}

static enum err add_dir(struct static_files *s, const char *disk, struct str path, int depth)
{
	DIR *d = opendir(disk);
	enum err e = ERR_OK;

	if (!d)
		return depth ? ERR_IO : ERR_NOT_FOUND;
	for (struct dirent *ent; !e && (ent = readdir(d));) {
		struct str sub, file;
		struct stat st;

		if (ent->d_name[0] == '.' || strcmp(ent->d_name, "node_modules") == 0)
			continue;
		sub = arena_printf(&s->arena, "%.*s/%s", STR_ARG(path), ent->d_name);
		file = arena_printf(&s->arena, "%s/%s", disk, ent->d_name);
		if (!sub.p || !file.p)
			e = ERR_LIMIT;
		else if (stat(file.p, &st) == 0 && S_ISDIR(st.st_mode) && depth < DEPTH_MAX)
			e = add_dir(s, file.p, sub, depth + 1);
		else if (type_of(sub))
			e = add_file(s, file.p, sub);
	}
	closedir(d);
	return e;
}

static int by_path(const void *a, const void *b)
{
	return str_cmp(((const struct static_file *)a)->path,
		       ((const struct static_file *)b)->path);
}

enum err static_files_load(struct static_files *s, const char *dir)
{
	enum err e;

	*s = (struct static_files){ 0 };
	arena_init(&s->arena, STATIC_BYTES_MAX);
	s->file = arena_array(&s->arena, STATIC_FILES_MAX, struct static_file);
	if (!s->file)
		return ERR_LIMIT;
	e = add_dir(s, dir, STR(""), 0);
	qsort(s->file, s->n, sizeof(*s->file), by_path);
	return e;
}

void static_files_release(struct static_files *s)
{
	if (s)
		arena_release(&s->arena);
}

const struct static_file *static_files_find(const struct static_files *s, struct str path)
{
	char full[512];
	struct static_file key = { .path = path };

	if (path.len && path.p[path.len - 1] == '/') {
		int n = snprintf(full, sizeof(full), "%.*sindex.html", STR_ARG(path));

		if (n < 0 || (size_t)n >= sizeof(full))
			return NULL;
		key.path = (struct str){ full, (size_t)n };
	}
	return s->n ? bsearch(&key, s->file, s->n, sizeof(*s->file), by_path) : NULL;
}
