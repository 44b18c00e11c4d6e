#include "domain/person_id.h"

#include "base/utf8.h"

static bool digits(struct str s, size_t least, size_t most)
{
	if (s.len < least || s.len > most)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

static bool is_letter(uint32_t cp)
{
	if (cp < 0x80)
		return (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z');
	/* Latin, Greek, Cyrillic, Arabic, …; not general punctuation, symbols or private use. */
	return (cp >= 0xC0 && cp < 0x2000 && cp != 0xD7 && cp != 0xF7) ||
	       (cp >= 0x3040 && cp < 0xA490) || (cp >= 0xAC00 && cp < 0xD7B0) ||
	       (cp >= 0xF900 && cp < 0xFB00) || (cp >= 0x20000 && cp < 0x32400) || cp == 0x3007;
}

/* 、· in the forms that keyboards offer. */
static bool is_middle_dot(uint32_t cp)
{
	return cp == 0xB7 || cp == 0x2022 || cp == 0x2027 || cp == 0x30FB;
}

bool person_name_ok(struct str name)
{
	size_t n = 0;
	bool inner = false; /* the last one needs a letter after it */

	if (!utf8_valid(name))
		return false;
	while (name.len) {
		uint32_t cp = utf8_next(&name);
		bool joint = is_middle_dot(cp) || cp == ' ';

		if (!joint && !is_letter(cp))
			return false;
		if (joint && (n == 0 || inner))
			return false;
		inner = joint;
		n++;
	}
	return n >= 2 && n <= 60 && !inner;
}

static int number(const char *p, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++)
		v = v * 10 + (p[i] - '0');
	return v;
}

static bool is_date(int year, int month, int day)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (month == 2 && leap);
}

bool person_id_no_ok(struct str id_no, int today)
{
	static const int weight[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	static const char check[] = "10X98765432";
	int sum = 0, born;
	char last;

	if (id_no.len != 18 || !digits((struct str){ id_no.p, 17 }, 17, 17) || id_no.p[0] == '0')
		return false;
	born = number(id_no.p + 6, 8);
	if (born < 19000101 || born > today || !is_date(born / 10000, born / 100 % 100, born % 100))
		return false;
	for (int i = 0; i < 17; i++)
		sum += (id_no.p[i] - '0') * weight[i];
	last = id_no.p[17] == 'x' ? 'X' : id_no.p[17];
	return last == check[sum % 11];
}

bool person_mobile_ok(struct str phone)
{
	return digits(phone, 11, 11) && phone.p[0] == '1' && phone.p[1] >= '3';
}

bool person_bank_no_ok(struct str no)
{
	return digits(no, 12, 19);
}

bool person_luhn_ok(struct str no)
{
	int sum = 0;

	if (!digits(no, 2, 32))
		return false;
	for (size_t i = 0; i < no.len; i++) {
		int d = no.p[no.len - 1 - i] - '0';

		if (i % 2)
			d = d > 4 ? 2 * d - 9 : 2 * d;
		sum += d;
	}
	return sum % 10 == 0;
}

bool person_openid_ok(struct str openid)
{
	if (openid.len < 6 || openid.len > 64)
		return false;
	for (size_t i = 0; i < openid.len; i++) {
		char c = openid.p[i];

		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		      c == '-' || c == '_'))
			return false;
	}
	return true;
}
