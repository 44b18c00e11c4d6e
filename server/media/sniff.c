#include "media/sniff.h"

#include "base/err.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const struct magic {
	enum sniff what;
	size_t at;
	const char *bytes;
	size_t len;
} magics[] = {
	{SNIFF_JPEG,  0, "\xFF\xD8\xFF",      3},
        { SNIFF_PNG,  0, "\x89PNG\r\n\x1A\n", 8},
	{ SNIFF_GIF,  0, "GIF8",              4},
        { SNIFF_WEBP, 8, "WEBP",              4},
	{ SNIFF_HEIF, 4, "ftypheic",          8},
        { SNIFF_HEIF, 4, "ftypheix",          8},
	{ SNIFF_HEIF, 4, "ftypmif1",          8},
        { SNIFF_HEIF, 4, "ftypmsf1",          8},
	{ SNIFF_HEIF, 4, "ftyphevc",          8},
        { SNIFF_HEIF, 4, "ftypavif",          8},
};

/* A page served instead of a picture: the first tag after white space and a byte order mark. */
static bool is_html(const uint8_t *p, size_t len)
{
	static const char *const tags[] = { "<!doctype", "<html", "<head", "<body",
					    "<script",   "<?xml", "<svg",  "<!--" };

	if (len >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
		p += 3;
		len -= 3;
	}
	while (len && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n')) {
		p++;
		len--;
	}
	for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
		size_t n = strlen(tags[i]);

		if (len >= n && strncasecmp((const char *)p, tags[i], n) == 0)
			return true;
	}
	return false;
}

enum sniff sniff(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(magics); i++) {
		const struct magic *m = &magics[i];

		if (len >= m->at + m->len && memcmp(p + m->at, m->bytes, m->len) == 0)
			return m->what;
	}
	return is_html(p, len) ? SNIFF_HTML : SNIFF_OTHER;
}

const char *sniff_name(enum sniff s)
{
	static const char *const names[] = {
		[SNIFF_JPEG] = "jpeg",  [SNIFF_PNG] = "png",   [SNIFF_GIF] = "gif",
		[SNIFF_WEBP] = "webp",  [SNIFF_HEIF] = "heif", [SNIFF_HTML] = "html",
		[SNIFF_OTHER] = "other"
	};

	return (size_t)s < ARRAY_LEN(names) ? names[s] : names[SNIFF_OTHER];
}
