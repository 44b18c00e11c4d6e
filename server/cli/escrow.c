#include "cli/escrow.h"

#include <string.h>

#define BASE64 sodium_base64_VARIANT_ORIGINAL

/* --- sharing ------------------------------------------------------------------- */

static bool officers_ok(const struct escrow *e)
{
	if (e->n < 2 || e->n > ESCROW_OFFICERS_MAX)
		return false;
	for (size_t i = 0; i < e->n; i++)
		for (size_t j = 0; j < i; j++)
			if (memcmp(e->officer[i], e->officer[j], sizeof(e->officer[i])) == 0)
				return false;
	return true;
}

static void xor32(unsigned char *to, const unsigned char *a, const unsigned char *b)
{
	for (size_t i = 0; i < 32; i++)
		to[i] = a[i] ^ b[i];
}

static enum err share_pair(struct escrow *e, size_t i, size_t j, const unsigned char secret[32])
{
	unsigned char pad[32], rest[32];
	bool bad;

	randombytes_buf(pad, sizeof(pad));
	xor32(rest, secret, pad);
	bad = crypto_box_seal(e->share[i][j], pad, sizeof(pad), e->officer[i]) ||
	      crypto_box_seal(e->share[j][i], rest, sizeof(rest), e->officer[j]);
	sodium_memzero(pad, sizeof(pad));
	sodium_memzero(rest, sizeof(rest));
	return bad ? ERR_INPUT : ERR_OK;
}

enum err escrow_make(struct escrow *e, const unsigned char secret[32])
{
	enum err bad = officers_ok(e) ? ERR_OK : ERR_INPUT;

	crypto_scalarmult_base(e->public_key, secret);
	for (size_t i = 0; !bad && i < e->n; i++)
		for (size_t j = 0; !bad && j < i; j++)
			bad = share_pair(e, i, j, secret);
	return bad;
}

/* --- opening --------------------------------------------------------------------- */

static size_t officer_of(const struct escrow *e, const unsigned char key[32])
{
	unsigned char public_key[32];
	size_t i = 0;

	crypto_scalarmult_base(public_key, key);
	while (i < e->n && memcmp(e->officer[i], public_key, sizeof(public_key)) != 0)
		i++;
	return i;
}

static enum err take_share(const struct escrow *e, size_t i, size_t j, const unsigned char key[32],
			   unsigned char *to, size_t *ret_who)
{
	if (crypto_box_seal_open(to, e->share[i][j], ESCROW_SHARE_LEN, e->officer[i], key) == 0)
		return ERR_OK;
	*ret_who = i + 1;
	return ERR_CORRUPT;
}

enum err escrow_open(const struct escrow *e, const unsigned char one[32],
		     const unsigned char other[32], struct secret *ret_secret, size_t *ret_who)
{
	AUTO(secret) parts = SECRET_INIT;
	size_t i = officer_of(e, one), j = officer_of(e, other);
	unsigned char public_key[32];
	enum err bad;

	*ret_who = i == e->n ? 1 : j == e->n ? 2 : 0;
	if (*ret_who || i == j)
		return ERR_DENIED;
	bad = secret_alloc(&parts, 64);
	if (!bad)
		bad = take_share(e, i, j, one, parts.p, ret_who);
	if (!bad)
		bad = take_share(e, j, i, other, parts.p + 32, ret_who);
	if (bad)
		return bad;
	xor32(parts.p, parts.p, parts.p + 32);
	crypto_scalarmult_base(public_key, parts.p);
	if (memcmp(public_key, e->public_key, sizeof(public_key)) != 0)
		return ERR_CORRUPT;
	return secret_copy(ret_secret, parts.p, 32);
}

/* --- as text ------------------------------------------------------------------------ */

static void print_bytes(struct buf *out, const unsigned char *p, size_t len)
{
	char text[sodium_base64_ENCODED_LEN(ESCROW_SHARE_LEN, BASE64)];

	sodium_bin2base64(text, sizeof(text), p, len, BASE64);
	buf_printf(out, "%s", text);
}

void escrow_print(const struct escrow *e, struct buf *out)
{
	buf_printf(out, "ezhili-escrow 1\nkey %s ", e->id);
	print_bytes(out, e->public_key, sizeof(e->public_key));
	buf_add_char(out, ' ');
	print_bytes(out, e->signature, sizeof(e->signature));
	for (size_t i = 0; i < e->n; i++) {
		buf_printf(out, "\nofficer ");
		print_bytes(out, e->officer[i], sizeof(e->officer[i]));
	}
	for (size_t i = 0; i < e->n; i++)
		for (size_t j = 0; j < e->n; j++) {
			if (i == j)
				continue;
			buf_printf(out, "\nshare %zu %zu ", i + 1, j + 1);
			print_bytes(out, e->share[i][j], ESCROW_SHARE_LEN);
		}
	buf_add_char(out, '\n');
}

static bool parse_bytes(struct str text, unsigned char *to, size_t len)
{
	size_t got = 0;

	return text.p &&
	       sodium_base642bin(to, len, text.p, text.len, NULL, &got, NULL, BASE64) == 0 &&
	       got == len;
}

/* A number from 1 to n as an index. */
static bool parse_index(struct str text, size_t n, size_t *ret)
{
	long long v;

	if (!text.p || !str_to_i64(text, &v) || v < 1 || (size_t)v > n)
		return false;
	*ret = (size_t)v - 1;
	return true;
}

static bool parse_key(struct str rest, struct escrow *e)
{
	struct str id = str_cut(&rest, ' '), public_key = str_cut(&rest, ' ');

	if (!id.len || id.len >= sizeof(e->id) || memchr(id.p, '/', id.len))
		return false;
	memcpy(e->id, id.p, id.len);
	return parse_bytes(public_key, e->public_key, sizeof(e->public_key)) &&
	       parse_bytes(rest, e->signature, sizeof(e->signature));
}

static bool parse_share(struct str rest, struct escrow *e, size_t *n_shares)
{
	struct str first = str_cut(&rest, ' '), second = str_cut(&rest, ' ');
	size_t i, j;

	if (!parse_index(first, e->n, &i) || !parse_index(second, e->n, &j) || i == j)
		return false;
	++*n_shares;
	return parse_bytes(rest, e->share[i][j], ESCROW_SHARE_LEN);
}

static bool parse_line(struct str line, size_t at, struct escrow *e, size_t *n_shares)
{
	struct str word;

	if (at == 1)
		return str_eq(line, STR("ezhili-escrow 1"));
	word = str_cut(&line, ' ');
	if (str_eq(word, STR("key")))
		return parse_key(line, e);
	if (str_eq(word, STR("officer")))
		return !*n_shares && e->n < ESCROW_OFFICERS_MAX &&
		       parse_bytes(line, e->officer[e->n++], 32);
	return str_eq(word, STR("share")) && parse_share(line, e, n_shares);
}

enum err escrow_parse(struct str text, struct escrow *ret, size_t *ret_line)
{
	struct escrow e = { 0 };
	size_t at = 0, n_shares = 0;

	while (text.p && text.len) {
		struct str line = str_cut(&text, '\n');

		*ret_line = ++at;
		if (!parse_line(line, at, &e, &n_shares))
			return ERR_INPUT;
	}
	*ret_line = 0;
	if (!e.id[0] || !officers_ok(&e) || n_shares != e.n * (e.n - 1))
		return ERR_INPUT;
	*ret = e;
	return ERR_OK;
}
