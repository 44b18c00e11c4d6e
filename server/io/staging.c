#include "io/staging.h"

#include "io/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK 64u          /* bytes of one ChaCha20 block */
#define PART  (64 * 1024u) /* bytes handled at a time; whole blocks */

struct cipher {
	unsigned char key[32];
};

static void cipher_release(struct cipher *c)
{
	sodium_memzero(c, sizeof(*c));
}

/* A key of its own for this purpose; then a fixed nonce is used once, for one stream. */
static struct cipher cipher_of(const unsigned char key[STAGING_KEY_LEN])
{
	static const unsigned char use[] = "staging";
	struct cipher c;

	crypto_generichash(c.key, sizeof(c.key), use, sizeof(use), key, STAGING_KEY_LEN);
	return c;
}

/* Encrypts or decrypts len ≤ PART bytes that stand at offset of the stream; p has BLOCK more. */
static void cipher_apply(const struct cipher *c, unsigned char *p, size_t len, int64_t offset)
{
	static const unsigned char nonce[crypto_stream_xchacha20_NONCEBYTES];
	size_t skip = (size_t)(offset % BLOCK);

	/* The stream starts at a block: step over the part of it that lies before offset. */
	memmove(p + skip, p, len);
	crypto_stream_xchacha20_xor_ic(p, p, skip + len, nonce, (uint64_t)(offset / BLOCK), c->key);
	memmove(p, p + skip, len);
}

enum err staging_open(struct staging *st, const char *dir)
{
	if (sodium_init() < 0)
		return ERR_IO;
	return disk_directory(dir, &st->dir);
}

void staging_release(struct staging *st)
{
	if (!st)
		return;
	if (st->dir >= 0)
		close(st->dir);
	st->dir = -1;
}

enum err staging_size(const struct staging *st, struct id id, int64_t *ret_size)
{
	struct stat s;

	if (fstatat(st->dir, ID_C(id), &s, AT_SYMLINK_NOFOLLOW) == 0)
		*ret_size = s.st_size;
	else if (errno == ENOENT)
		*ret_size = 0;
	else
		return ERR_IO;
	return ERR_OK;
}

static enum err append_locked(int fd, const struct cipher *c, int64_t offset, const char *p,
			      size_t len)
{
	unsigned char part[PART + BLOCK];
	struct stat s;
	enum err e = ERR_OK;

	if (fstat(fd, &s))
		return ERR_IO;
	if (s.st_size != offset)
		return ERR_CONFLICT;
	for (size_t at = 0; !e && at < len;) {
		size_t n = len - at < PART ? len - at : PART;

		memcpy(part, p + at, n);
		cipher_apply(c, part, n, offset + (int64_t)at);
		e = disk_write(fd, part, n, (off_t)(offset + (int64_t)at));
		at += n;
	}
	/* Half a chunk is none: the sender repeats it from the offset that it knows. */
	if (e && ftruncate(fd, (off_t)offset))
		e = ERR_IO;
	return e;
}

enum err staging_append(const struct staging *st, struct id id,
			const unsigned char key[STAGING_KEY_LEN], int64_t offset, const void *p,
			size_t len, int64_t size)
{
	AUTO(cipher) c = cipher_of(key);
	enum err e;
	int fd;

	if (offset < 0 || size < 0 || offset > size || (uint64_t)(size - offset) < len)
		return ERR_LIMIT;
	e = disk_room(st->dir, len);
	if (e)
		return e;
	fd = openat(st->dir, ID_C(id), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return errno == ENOSPC || errno == EDQUOT ? ERR_BUSY : ERR_IO;
	/* Two connections of one sender may go through two gateways; the lock ends with the
	 * descriptor. */
	e = flock(fd, LOCK_EX) ? ERR_IO : append_locked(fd, &c, offset, p, len);
	close(fd);
	return e;
}

struct hashes {
	crypto_generichash_state blake;
	crypto_hash_sha256_state sha;
};

static enum err decrypt_into(int from, int to, const struct cipher *c, int64_t size,
			     struct hashes *h)
{
	unsigned char part[PART + BLOCK];
	enum err e = ERR_OK;

	for (int64_t at = 0; !e && at < size;) {
		size_t n = size - at < (int64_t)PART ? (size_t)(size - at) : PART;

		e = disk_read(from, part, n, (off_t)at);
		if (e)
			break;
		cipher_apply(c, part, n, at);
		crypto_generichash_update(&h->blake, part, n);
		crypto_hash_sha256_update(&h->sha, part, n);
		e = disk_write(to, part, n, (off_t)at);
		at += (int64_t)n;
	}
	return e;
}

static enum err take(int from, const struct cipher *c, int64_t size, struct staging_content *ret)
{
	struct staging_content out = { .fd = memfd_create("upload",
							  MFD_CLOEXEC | MFD_ALLOW_SEALING) };
	struct hashes h;
	enum err e;

	if (out.fd < 0)
		return ERR_MEMORY;
	crypto_generichash_init(&h.blake, NULL, 0, sizeof(out.blake2b));
	crypto_hash_sha256_init(&h.sha);
	e = decrypt_into(from, out.fd, c, size, &h);
	if (!e &&
	    fcntl(out.fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL))
		e = ERR_IO;
	if (e) {
		close(out.fd);
		return e;
	}
	crypto_generichash_final(&h.blake, out.blake2b, sizeof(out.blake2b));
	crypto_hash_sha256_final(&h.sha, out.sha256);
	*ret = out;
	return ERR_OK;
}

enum err staging_take(const struct staging *st, struct id id,
		      const unsigned char key[STAGING_KEY_LEN], int64_t size,
		      struct staging_content *ret)
{
	AUTO(cipher) c = cipher_of(key);
	int fd = openat(st->dir, ID_C(id), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat s;
	enum err e;

	if (fd < 0)
		return errno == ENOENT ? ERR_CONFLICT : ERR_IO;
	if (fstat(fd, &s))
		e = ERR_IO;
	else if (s.st_size != size)
		e = ERR_CONFLICT;
	else
		e = take(fd, &c, size, ret);
	close(fd);
	return e;
}

enum err staging_delete(const struct staging *st, struct id id)
{
	if (unlinkat(st->dir, ID_C(id), 0) && errno != ENOENT)
		return ERR_IO;
	return ERR_OK;
}

void staging_sweep(const struct staging *st, int64_t before_ms)
{
	int fd = openat(st->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return;
	}
	for (struct dirent *f; (f = readdir(dir));) {
		struct stat s;

		if (f->d_name[0] == '.' || fstatat(fd, f->d_name, &s, AT_SYMLINK_NOFOLLOW) ||
		    (int64_t)s.st_mtim.tv_sec * 1000 >= before_ms)
			continue;
		(void)unlinkat(fd, f->d_name, 0);
	}
	closedir(dir);
}
