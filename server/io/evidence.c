#include "io/evidence.h"

#include "io/bucket.h"
#include "io/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ALGORITHM 1
#define HEAD_LEN  8
#define NONCE_LEN crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_LEN   crypto_aead_xchacha20poly1305_ietf_ABYTES
#define FRAME_LEN (HEAD_LEN + NONCE_LEN + TAG_LEN)
_Static_assert(FRAME_LEN <= EVIDENCE_FRAME_MAX, "evidence.h promises it");

/* "ab/0123…ab.p"; the temporary name differs by process, so that two writers never share a file. */
struct blob_path {
	char dir[3], name[64], tmp[96];
};

static struct blob_path path_of(struct id id, enum evidence_kind kind)
{
	struct id_text t = id_text(id);
	struct blob_path p;

	snprintf(p.dir, sizeof(p.dir), "%s", t.c + ID_TEXT_LEN - 2);
	snprintf(p.name, sizeof(p.name), "%s/%s.%c", p.dir, t.c, (char)kind);
	snprintf(p.tmp, sizeof(p.tmp), "%s/.%s.%c.%08x", p.dir, t.c, (char)kind,
		 (unsigned)randombytes_random());
	return p;
}

/* What is authenticated besides the content: the header and whose blob it is. */
static void bind_name(unsigned char ad[HEAD_LEN + 16], struct id id, enum evidence_kind kind)
{
	memcpy(ad, (unsigned char[HEAD_LEN]){ 'E', 'Z', 'E', '1', ALGORITHM, (unsigned char)kind },
	       HEAD_LEN);
	memcpy(ad + HEAD_LEN, id.b, sizeof(id.b));
}

/* The store's key for this purpose: the same photo key also encrypts the staged upload. */
static void blob_key(const unsigned char key[EVIDENCE_KEY_LEN], unsigned char out[32])
{
	static const unsigned char use[] = "evidence";

	crypto_generichash(out, 32, use, sizeof(use), key, EVIDENCE_KEY_LEN);
}

static enum err seal(struct id id, enum evidence_kind kind, const unsigned char *key, const void *p,
		     size_t len, struct buf *out)
{
	unsigned char ad[HEAD_LEN + 16], k[32], nonce[NONCE_LEN];
	char *to = buf_reserve(out, len + FRAME_LEN);

	if (!to)
		return ERR_MEMORY;
	bind_name(ad, id, kind);
	blob_key(key, k);
	randombytes_buf(nonce, sizeof(nonce));
	memcpy(to, ad, HEAD_LEN);
	memcpy(to + HEAD_LEN, nonce, NONCE_LEN);
	crypto_aead_xchacha20poly1305_ietf_encrypt((unsigned char *)to + HEAD_LEN + NONCE_LEN, NULL,
						   p, len, ad, sizeof(ad), NULL, nonce, k);
	sodium_memzero(k, sizeof(k));
	out->len += len + FRAME_LEN;
	return ERR_OK;
}

static enum err unseal(struct id id, enum evidence_kind kind, const unsigned char *key,
		       const struct buf *sealed, struct buf *out)
{
	unsigned char ad[HEAD_LEN + 16], k[32];
	const unsigned char *from = (const unsigned char *)sealed->p;
	size_t len = sealed->len - FRAME_LEN;
	char *to;
	int bad;

	bind_name(ad, id, kind);
	if (memcmp(from, ad, HEAD_LEN) != 0)
		return ERR_CORRUPT;
	to = buf_reserve(out, len);
	if (!to)
		return ERR_MEMORY;
	blob_key(key, k);
	bad = crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)to, NULL, NULL,
							 from + HEAD_LEN + NONCE_LEN, len + TAG_LEN,
							 ad, sizeof(ad), from + HEAD_LEN, k);
	sodium_memzero(k, sizeof(k));
	if (bad)
		return ERR_CORRUPT;
	out->len += len;
	return ERR_OK;
}

enum err evidence_store_open(struct evidence_store *ev, const char *dir)
{
	if (sodium_init() < 0)
		return ERR_IO;
	return disk_directory(dir, &ev->dir);
}

void evidence_store_release(struct evidence_store *ev)
{
	if (!ev)
		return;
	if (ev->dir >= 0)
		close(ev->dir);
	ev->dir = -1;
}

static enum err sync_directory(const struct evidence_store *ev, const char *name)
{
	int fd = openat(ev->dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err e;

	if (fd < 0)
		return ERR_IO;
	e = fsync(fd) ? ERR_IO : ERR_OK;
	close(fd);
	return e;
}

static enum err make_directory(const struct evidence_store *ev, const char *name)
{
	if (mkdirat(ev->dir, name, 0700) == 0)
		return fsync(ev->dir) ? ERR_IO : ERR_OK;
	if (errno == EEXIST)
		return ERR_OK;
	return errno == ENOSPC || errno == EDQUOT ? ERR_BUSY : ERR_IO;
}

/* Opened anew, so that what is compared has at least left this descriptor. */
static enum err read_file(const struct evidence_store *ev, const char *name, struct buf *out)
{
	int fd = openat(ev->dir, name, O_RDONLY | O_CLOEXEC);
	struct stat st;
	enum err e;
	char *to;

	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
	if (fstat(fd, &st)) {
		e = ERR_IO;
	} else if (st.st_size < (off_t)FRAME_LEN ||
		   st.st_size > (off_t)(EVIDENCE_BLOB_MAX + FRAME_LEN)) {
		e = ERR_CORRUPT;
	} else {
		to = buf_reserve(out, (size_t)st.st_size);
		e = to ? disk_read(fd, to, (size_t)st.st_size, 0) : ERR_MEMORY;
		if (!e)
			out->len += (size_t)st.st_size;
	}
	close(fd);
	return e;
}

static enum err verify(const struct evidence_store *ev, const struct blob_path *path,
		       const struct buf *sealed)
{
	AUTO(buf) back = BUF_INIT(EVIDENCE_BLOB_MAX + FRAME_LEN);
	enum err e = read_file(ev, path->tmp, &back);

	if (e)
		return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
	return str_eq(buf_str(&back), buf_str(sealed)) ? ERR_OK : ERR_CORRUPT;
}

static enum err write_file(const struct evidence_store *ev, const struct blob_path *path,
			   const struct buf *sealed)
{
	int fd = openat(ev->dir, path->tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	enum err e;

	if (fd < 0)
		return errno == ENOSPC || errno == EDQUOT ? ERR_BUSY : ERR_IO;
	e = disk_write(fd, sealed->p, sealed->len, 0);
	if (!e && fsync(fd))
		e = errno == ENOSPC || errno == EDQUOT ? ERR_BUSY : ERR_IO;
	if (close(fd) && !e)
		e = ERR_IO;
	if (!e)
		e = verify(ev, path, sealed);
	if (!e && renameat(ev->dir, path->tmp, ev->dir, path->name))
		e = ERR_IO;
	if (e)
		unlinkat(ev->dir, path->tmp, 0);
	return e ? e : sync_directory(ev, path->dir);
}

static enum err put_file(const struct evidence_store *ev, const struct blob_path *path,
			 const struct buf *sealed)
{
	enum err e = disk_room(ev->dir, sealed->len);

	if (!e)
		e = make_directory(ev, path->dir);
	return e ? e : write_file(ev, path, sealed);
}

static enum err put_object(const struct evidence_store *ev, const struct blob_path *path,
			   const struct buf *sealed)
{
	AUTO(buf) back = BUF_INIT(EVIDENCE_BLOB_MAX + FRAME_LEN);
	enum err e = bucket_put(ev->bucket, path->name, buf_str(sealed));

	if (!e)
		e = bucket_get(ev->bucket, path->name, &back);
	if (e)
		return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
	return str_eq(buf_str(&back), buf_str(sealed)) ? ERR_OK : ERR_CORRUPT;
}

enum err evidence_put(const struct evidence_store *ev, struct id id, enum evidence_kind kind,
		      const unsigned char key[EVIDENCE_KEY_LEN], const void *p, size_t len)
{
	AUTO(buf) sealed = BUF_INIT(EVIDENCE_BLOB_MAX + FRAME_LEN);
	struct blob_path path = path_of(id, kind);
	enum err e;

	if (len > EVIDENCE_BLOB_MAX)
		return ERR_LIMIT;
	e = seal(id, kind, key, p, len, &sealed);
	if (e)
		return e;
	return ev->bucket ? put_object(ev, &path, &sealed) : put_file(ev, &path, &sealed);
}

/* Also what was stored before there was a bucket. */
static enum err read_blob(const struct evidence_store *ev, const char *name, struct buf *out)
{
	enum err e = ev->bucket ? bucket_get(ev->bucket, name, out) : ERR_NOT_FOUND;

	return e == ERR_NOT_FOUND ? read_file(ev, name, out) : e;
}

enum err evidence_get(const struct evidence_store *ev, struct id id, enum evidence_kind kind,
		      const unsigned char key[EVIDENCE_KEY_LEN], struct buf *out)
{
	AUTO(buf) sealed = BUF_INIT(EVIDENCE_BLOB_MAX + FRAME_LEN);
	struct blob_path path = path_of(id, kind);
	enum err e = read_blob(ev, path.name, &sealed);

	if (!e && sealed.len < FRAME_LEN)
		e = ERR_CORRUPT;
	return e ? e : unseal(id, kind, key, &sealed, out);
}

enum err evidence_delete(const struct evidence_store *ev, struct id id)
{
	static const enum evidence_kind kinds[] = { EVIDENCE_PHOTO, EVIDENCE_THUMB };
	enum err e = ERR_OK;

	for (size_t i = 0; i < ARRAY_LEN(kinds) && !e; i++) {
		struct blob_path path = path_of(id, kinds[i]);

		if (ev->bucket)
			e = bucket_delete(ev->bucket, path.name);
		if (!e && unlinkat(ev->dir, path.name, 0) && errno != ENOENT)
			e = ERR_IO;
	}
	return e;
}
