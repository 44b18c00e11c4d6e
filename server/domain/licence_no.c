#include "domain/licence_no.h"

#include "base/utf8.h"

#include <stdint.h>

static const char uscc_alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
static const unsigned uscc_weight[USCC_LEN - 1] = { 1,  3,  9,  27, 19, 26, 16, 17, 20,
						    29, 25, 13, 8,  24, 10, 30, 28 };

static int uscc_value(char c)
{
	const char *at = c ? strchr(uscc_alphabet, c) : NULL;

	return at ? (int)(at - uscc_alphabet) : -1;
}

bool uscc_check(const char no[USCC_LEN])
{
	unsigned sum = 0;

	for (size_t i = 0; i < USCC_LEN - 1; i++) {
		int v = uscc_value(no[i]);

		if (v < 0)
			return false;
		sum += (unsigned)v * uscc_weight[i];
	}
	return uscc_value(no[USCC_LEN - 1]) == (int)((31 - sum % 31) % 31);
}

bool permit_check(const char no[PERMIT_LEN])
{
	unsigned p = 10;

	if (no[0] != 'J' || no[1] != 'Y')
		return false;
	for (size_t i = 2; i < PERMIT_LEN; i++) {
		if (no[i] < '0' || no[i] > '9')
			return false;
		if (i == PERMIT_LEN - 1)
			break;
		p = (p + (unsigned)(no[i] - '0')) % 10;
		p = (p ? p : 10) * 2 % 11;
	}
	return no[PERMIT_LEN - 1] == (char)('0' + (11 - p) % 10);
}

/* Upper-case ASCII letters and digits of s, at most max; max + 1 when there are more or others. */
static size_t squeeze(struct str s, char *out, size_t max)
{
	size_t n = 0;

	while (s.len) {
		uint32_t cp = utf8_next(&s);

		if (cp >= 0xFF01 && cp <= 0xFF5E)
			cp -= 0xFEE0;
		if (cp == ' ' || cp == '-' || cp == 0x3000 || cp == '\t')
			continue;
		if (cp >= 'a' && cp <= 'z')
			cp -= 'a' - 'A';
		if (!(cp >= '0' && cp <= '9') && !(cp >= 'A' && cp <= 'Z'))
			return max + 1;
		if (n == max)
			return max + 1;
		out[n++] = (char)cp;
	}
	return n;
}

/* O and I stand in no alphabet here: they are misread digits. */
static void mend_letters(char *c, size_t from, size_t len)
{
	for (size_t i = from; i < len; i++) {
		if (c[i] == 'O')
			c[i] = '0';
		else if (c[i] == 'I')
			c[i] = '1';
	}
}

enum err licence_no_parse(struct str s, struct licence_no *ret_no)
{
	struct licence_no no = { 0 };
	size_t n = squeeze(s, no.c, USCC_LEN);

	if (n == PERMIT_LEN && no.c[0] == 'J' && no.c[1] == 'Y') {
		mend_letters(no.c, 2, n);
		for (size_t i = 2; i < n; i++)
			if (no.c[i] > '9')
				return ERR_INPUT;
		no.kind = LICENCE_PERMIT;
		no.check_ok = permit_check(no.c);
	} else if (n == USCC_LEN) {
		mend_letters(no.c, 0, n);
		for (size_t i = 0; i < n; i++)
			if (uscc_value(no.c[i]) < 0)
				return ERR_INPUT;
		no.kind = LICENCE_USCC;
		no.check_ok = uscc_check(no.c);
	} else {
		return ERR_INPUT;
	}
	*ret_no = no;
	return ERR_OK;
}

size_t licence_no_corrections(const struct licence_no *no, struct licence_no *ret, size_t max)
{
	bool uscc = no->kind == LICENCE_USCC;
	size_t len = uscc ? USCC_LEN : PERMIT_LEN, base = uscc ? 31 : 10, n = 0;

	for (size_t i = uscc ? 0 : 2; i < len; i++) {
		struct licence_no t = *no;

		for (size_t v = 0; v < base && n < max; v++) {
			t.c[i] = uscc_alphabet[v];
			if (t.c[i] == no->c[i])
				continue;
			t.check_ok = uscc ? uscc_check(t.c) : permit_check(t.c);
			if (t.check_ok)
				ret[n++] = t;
		}
	}
	return n;
}
