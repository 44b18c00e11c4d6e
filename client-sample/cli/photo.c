#include "photo.h"

#include "base/buf.h"

#include <sodium.h>
#include <stdio.h>

#define CHUNK    65536
#define HEADER   16
#define UNACKED  4 /* chunks under way, as the protocol allows */
#define HASH_LEN 32

json_t *uuid_json(void)
{
	unsigned char b[16];
	char text[37];

	randombytes_buf(b, sizeof(b));
	b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
	snprintf(text, sizeof(text),
		 "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
		 b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
		 b[15]);
	return json_string(text);
}

static enum err read_file(const char *path, int64_t max, struct buf *out)
{
	FILE *f = fopen(path, "rb");
	char part[16384];
	size_t n;
	bool bad;

	if (!f)
		return ERR_IO;
	while ((n = fread(part, 1, sizeof(part), f)) > 0 && buf_ok(out))
		buf_add(out, part, n);
	bad = ferror(f);
	fclose(f);
	if (bad)
		return ERR_IO;
	return buf_ok(out) && (int64_t)out->len <= max ? ERR_OK : ERR_LIMIT;
}

static enum err begin(struct link *l, const struct buf *photo, int64_t *ret_handle,
		      int64_t *ret_offset)
{
	unsigned char hash[HASH_LEN];
	char hex[2 * HASH_LEN + 1];
	json_t *r;
	enum err e;

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)photo->p, photo->len, NULL,
			   0);
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	e = link_call(l, "upload.begin",
		      json_pack("{s:o,s:I,s:s,s:s}", "key", uuid_json(), "size",
				(json_int_t)photo->len, "mime", "image/jpeg", "hash", hex),
		      &r);
	if (e)
		return e;
	*ret_handle = json_integer_value(json_object_get(r, "handle"));
	*ret_offset = json_integer_value(json_object_get(r, "offset"));
	json_decref(r);
	return ERR_OK;
}

static enum err send_chunk(struct link *l, int64_t handle, int64_t offset, const char *p,
			   size_t len)
{
	static unsigned char frame[HEADER + CHUNK];

	frame[0] = 0xE2;
	frame[1] = 1;
	frame[2] = frame[3] = 0;
	for (int i = 0; i < 4; i++)
		frame[4 + i] = (unsigned char)(handle >> (24 - 8 * i));
	for (int i = 0; i < 8; i++)
		frame[8 + i] = (unsigned char)(offset >> (56 - 8 * i));
	memcpy(frame + HEADER, p, len);
	return link_send_binary(l, frame, HEADER + len);
}

/* Keeps a few chunks under way; where the server says another offset, goes on from there. */
static enum err send_all(struct link *l, const struct buf *photo, int64_t handle, int64_t offset,
			 void (*told)(int64_t, int64_t))
{
	int64_t size = (int64_t)photo->len, acked = offset, sent = offset;
	struct link_progress p = { .n = 0 };
	int under_way = 0;
	enum err e = ERR_OK;

	while (!e && acked < size) {
		while (!e && under_way < UNACKED && sent < size) {
			size_t n = size - sent < CHUNK ? (size_t)(size - sent) : CHUNK;

			e = send_chunk(l, handle, sent, photo->p + sent, n);
			sent += (int64_t)n;
			under_way++;
		}
		if (!e)
			e = link_wait_progress(l, p.n, &p);
		if (e || p.handle != handle)
			continue;
		under_way--;
		if (p.offset <= acked && under_way == 0)
			sent = p.offset; /* everything under way was refused: start from the
					    server's word */
		acked = p.offset;
		if (told)
			told(acked, size);
	}
	return e;
}

static enum err commit(struct link *l, int64_t handle, char ret_id[PHOTO_ID_MAX])
{
	json_t *r;
	enum err e = link_call(l, "upload.commit", json_pack("{s:I}", "handle", (json_int_t)handle),
			       &r);
	const char *id;

	if (e)
		return e;
	id = json_string_value(json_object_get(r, "photo"));
	snprintf(ret_id, PHOTO_ID_MAX, "%s", id ? id : "");
	json_decref(r);
	return *ret_id ? ERR_OK : ERR_CORRUPT;
}

enum err photo_send(struct link *l, const char *path, int64_t max,
		    void (*told)(int64_t sent, int64_t size), char ret_id[PHOTO_ID_MAX])
{
	AUTO(buf) photo = BUF_INIT((size_t)max + CHUNK);
	int64_t handle = 0, offset = 0;
	enum err e = read_file(path, max, &photo);

	if (!e)
		e = begin(l, &photo, &handle, &offset);
	if (!e)
		e = send_all(l, &photo, handle, offset, told);
	return e ? e : commit(l, handle, ret_id);
}
