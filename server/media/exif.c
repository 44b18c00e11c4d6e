#include "media/exif.h"

#include <string.h>

#define SEGMENTS_MAX 64  /* of a JPEG before the image data */
#define ENTRIES_MAX  512 /* of one directory */

/* Cameras that write no OffsetTimeOriginal show local time; here that is China's. */
#define ZONE_MINUTES (8 * 60)

enum tag {
	TAG_ORIENTATION = 0x0112,
	TAG_EXIF_IFD = 0x8769,
	TAG_GPS_IFD = 0x8825,
	TAG_TIME_ORIGINAL = 0x9003,
	TAG_OFFSET_ORIGINAL = 0x9011,
	TAG_GPS_LAT_REF = 1,
	TAG_GPS_LAT = 2,
	TAG_GPS_LNG_REF = 3,
	TAG_GPS_LNG = 4,
};

enum tiff_type { TIFF_ASCII = 2, TIFF_SHORT = 3, TIFF_LONG = 4, TIFF_RATIONAL = 5 };

struct tiff {
	const uint8_t *p;
	size_t len;
	bool little;
};

/* A directory's entry whose bytes are known to lie inside the block. */
struct entry {
	const uint8_t *p;
	uint32_t count;
	uint16_t type;
};

static uint32_t u16(const struct tiff *t, const uint8_t *p)
{
	return t->little ? (uint32_t)(p[0] | p[1] << 8) : (uint32_t)(p[0] << 8 | p[1]);
}

static uint32_t u32(const struct tiff *t, const uint8_t *p)
{
	uint32_t a = u16(t, p), b = u16(t, p + 2);

	return t->little ? b << 16 | a : a << 16 | b;
}

static size_t type_size(uint32_t type)
{
	static const uint8_t size[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8 };

	return type < sizeof(size) ? size[type] : 0;
}

/* Finds tag in the directory at offset. False when absent, of another type, or outside. */
static bool find(const struct tiff *t, uint32_t offset, enum tag tag, enum tiff_type type,
		 struct entry *ret)
{
	uint32_t n;

	if (offset < 8 || offset > t->len || t->len - offset < 2)
		return false;
	n = u16(t, t->p + offset);
	if (n > ENTRIES_MAX)
		n = ENTRIES_MAX;
	for (size_t at = offset + 2u; n-- && t->len - at >= 12; at += 12) {
		const uint8_t *e = t->p + at;
		struct entry found = { .type = (uint16_t)u16(t, e + 2), .count = u32(t, e + 4) };
		uint64_t bytes = (uint64_t)found.count * type_size(found.type);
		uint32_t where = u32(t, e + 8);

		if (u16(t, e) != (uint32_t)tag)
			continue;
		if (found.type != type || bytes == 0)
			return false;
		if (bytes > 4 && (where > t->len || t->len - where < bytes))
			return false;
		found.p = bytes > 4 ? t->p + where : e + 8;
		*ret = found;
		return true;
	}
	return false;
}

/* 0 when the pointer is absent; find() refuses that offset. */
static uint32_t pointer(const struct tiff *t, uint32_t ifd, enum tag tag)
{
	struct entry e;

	return find(t, ifd, tag, TIFF_LONG, &e) ? u32(t, e.p) : 0;
}

/* n decimal digits; -1 when one is none. */
static int digits(const uint8_t *p, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return -1;
		v = v * 10 + (p[i] - '0');
	}
	return v;
}

/* Days since 1970-01-01 of a Gregorian date (the usual era arithmetic, March-based). */
static int64_t days_of(int y, int m, int d)
{
	int shifted = m <= 2 ? y - 1 : y;
	int64_t era = shifted / 400, year = shifted % 400;
	int64_t day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;

	return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

/* "+08:00" in minutes; China's when absent or malformed. */
static int zone_minutes(const struct tiff *t, uint32_t ifd)
{
	struct entry e;
	int h, m;

	if (!find(t, ifd, TAG_OFFSET_ORIGINAL, TIFF_ASCII, &e) || e.count < 6)
		return ZONE_MINUTES;
	h = digits(e.p + 1, 2);
	m = digits(e.p + 4, 2);
	if ((e.p[0] != '+' && e.p[0] != '-') || e.p[3] != ':' || h < 0 || h > 14 || m < 0 || m > 59)
		return ZONE_MINUTES;
	return e.p[0] == '-' ? -(h * 60 + m) : h * 60 + m;
}

/* "2026:11:24 18:03:59" as milliseconds UTC; 0 when absent or no such time. */
static int64_t taken_ms(const struct tiff *t, uint32_t ifd)
{
	static const uint8_t month_days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	struct entry e;
	int y, mo, d, h, mi, s;

	if (!find(t, ifd, TAG_TIME_ORIGINAL, TIFF_ASCII, &e) || e.count < 19)
		return 0;
	y = digits(e.p, 4);
	mo = digits(e.p + 5, 2);
	d = digits(e.p + 8, 2);
	h = digits(e.p + 11, 2);
	mi = digits(e.p + 14, 2);
	s = digits(e.p + 17, 2);
	if (y < 1971 || mo < 1 || mo > 12 || d < 1 || d > month_days[mo - 1] || h < 0 || h > 23 ||
	    mi < 0 || mi > 59 || s < 0 || s > 60)
		return 0;
	return (((days_of(y, mo, d) * 24 + h) * 60 + mi - zone_minutes(t, ifd)) * 60 + s) * 1000;
}

/* Degrees, minutes, seconds as three rationals; negative when malformed or above max. */
static double degrees(const struct tiff *t, const struct entry *e, double max)
{
	static const double unit[] = { 1, 60, 3600 };
	double sum = 0;

	if (e->count != 3)
		return -1;
	for (size_t i = 0; i < 3; i++) {
		uint32_t over = u32(t, e->p + 8 * i), under = u32(t, e->p + 8 * i + 4);

		if (under == 0 && over != 0)
			return -1;
		if (under != 0)
			sum += (double)over / under / unit[i];
	}
	return sum <= max ? sum : -1;
}

static void point(const struct tiff *t, uint32_t gps, struct media_exif *x)
{
	struct entry lat, lng, ns, ew;
	double la, ln;

	if (!find(t, gps, TAG_GPS_LAT, TIFF_RATIONAL, &lat) ||
	    !find(t, gps, TAG_GPS_LNG, TIFF_RATIONAL, &lng) ||
	    !find(t, gps, TAG_GPS_LAT_REF, TIFF_ASCII, &ns) ||
	    !find(t, gps, TAG_GPS_LNG_REF, TIFF_ASCII, &ew))
		return;
	la = degrees(t, &lat, 90);
	ln = degrees(t, &lng, 180);
	/* Phones without a fix write 0/0: that is no position. */
	if (la < 0 || ln < 0 || (la == 0 && ln == 0))
		return;
	if ((ns.p[0] != 'N' && ns.p[0] != 'S') || (ew.p[0] != 'E' && ew.p[0] != 'W'))
		return;
	x->lat = ns.p[0] == 'S' ? -la : la;
	x->lng = ew.p[0] == 'W' ? -ln : ln;
	x->has_point = true;
}

struct media_exif exif_of_tiff(const uint8_t *p, size_t len)
{
	struct media_exif x = { .orientation = 1 };
	struct tiff t = { .p = p, .len = len };
	struct entry e;
	uint32_t ifd0;

	if (len < 8)
		return x;
	t.little = memcmp(p, "II*\0", 4) == 0;
	if (!t.little && memcmp(p, "MM\0*", 4) != 0)
		return x;
	ifd0 = u32(&t, p + 4);
	if (find(&t, ifd0, TAG_ORIENTATION, TIFF_SHORT, &e)) {
		uint32_t o = u16(&t, e.p);

		if (o >= 1 && o <= 8)
			x.orientation = (uint8_t)o;
	}
	x.taken_ms = taken_ms(&t, pointer(&t, ifd0, TAG_EXIF_IFD));
	point(&t, pointer(&t, ifd0, TAG_GPS_IFD), &x);
	return x;
}

struct media_exif exif_of_jpeg(const uint8_t *p, size_t len)
{
	size_t at = 2;

	for (int n = 0; n < SEGMENTS_MAX && at <= len && len - at >= 4; n++) {
		size_t size = (size_t)(p[at + 2] << 8 | p[at + 3]);
		const uint8_t *body = p + at + 4;

		if (p[at] != 0xFF || p[at + 1] == 0xDA || size < 2 || len - at - 2 < size)
			break;
		if (p[at + 1] == 0xE1 && size >= 8 && memcmp(body, "Exif\0\0", 6) == 0)
			return exif_of_tiff(body + 6, size - 8);
		at += 2 + size;
	}
	return exif_of_tiff(NULL, 0);
}
