#include "cli/registry_row.h"

#include "base/utf8.h"
#include "domain/area.h"
#include "domain/geo.h"
#include "domain/licence_no.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

enum kind { TEXT, REAL, NUMBER, FLAG, STATUS };

/* The order of this table is that of registry_header.at. */
static const struct column {
	const char *name;
	enum kind kind;
	size_t offset;
	size_t max; /* characters */
} columns[REGISTRY_COLUMNS] = {
#define COLUMN(name, member, kind, max)                              \
	{                                                            \
		name, kind, offsetof(struct q_shop_put, member), max \
	}
	COLUMN("shop_id", shop_id, TEXT, 40),
	COLUMN("company", company, TEXT, 200),
	COLUMN("sign", sign, TEXT, 200),
	COLUMN("mt", mt, TEXT, 200),
	COLUMN("ele", ele, TEXT, 200),
	COLUMN("old", former, TEXT, 200),
	COLUMN("address", address, TEXT, 300),
	COLUMN("area", area, TEXT, 6),
	COLUMN("street_code", street_code, TEXT, 12),
	COLUMN("street", street, TEXT, 60),
	COLUMN("lat", lat, REAL, 0),
	COLUMN("lng", lng, REAL, 0),
	COLUMN("uscc", uscc, TEXT, 18),
	COLUMN("licence", licence, TEXT, 20),
	COLUMN("status", status, STATUS, 0),
	COLUMN("category", category, TEXT, 60),
	COLUMN("sales", sales, NUMBER, 0),
	COLUMN("no_dine_in", no_dine_in, FLAG, 0),
	COLUMN("valid_from", valid_from, TEXT, 10),
	COLUMN("valid_to", valid_to, TEXT, 10),
	COLUMN("scope", scope, TEXT, 400),
};

static enum err fault(struct registry_fault *f, const char *field, const char *zh, const char *en)
{
	*f = (struct registry_fault){ field, zh, en };
	return ERR_INPUT;
}

static const char *const required[] = { "shop_id", "area", "street_code" };

enum err registry_header(const struct str *field, size_t n, struct registry_header *ret_header,
			 struct registry_fault *ret_fault)
{
	struct registry_header h = { .n = n };

	for (size_t c = 0; c < REGISTRY_COLUMNS; c++) {
		h.at[c] = -1;
		for (size_t i = 0; i < n; i++) {
			if (!str_eq(str_trim(field[i]), str_of(columns[c].name)))
				continue;
			if (h.at[c] >= 0)
				return fault(ret_fault, columns[c].name, "此列出现两次",
					     "this column is there twice");
			h.at[c] = (int)i;
		}
		for (size_t i = 0; i < ARRAY_LEN(required); i++) {
			if (h.at[c] < 0 && str_eq(str_of(required[i]), str_of(columns[c].name)))
				return fault(ret_fault, columns[c].name, "缺此列",
					     "this column is missing");
		}
	}
	*ret_header = h;
	return ERR_OK;
}

static bool to_real(struct str s, double *ret_value)
{
	char text[40], *end;
	double v;

	if (!s.len || s.len >= sizeof(text))
		return false;
	memcpy(text, s.p, s.len);
	text[s.len] = '\0';
	errno = 0;
	v = strtod(text, &end);
	if (errno || *end || !isfinite(v) || strpbrk(text, "xXnN"))
		return false;
	*ret_value = v;
	return true;
}

static bool to_flag(struct str s, int64_t *ret_value)
{
	static const char *const yes[] = { "1", "true", "yes", "是" };
	static const char *const no[] = { "", "0", "false", "no", "否" };

	for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
		if (str_eq(s, str_of(yes[i]))) {
			*ret_value = 1;
			return true;
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(no); i++) {
		if (str_eq(s, str_of(no[i]))) {
			*ret_value = 0;
			return true;
		}
	}
	return false;
}

static bool to_status(struct str s, struct str *ret_value)
{
	static const char *const active[] = { "",     "active", "open", "1",   "存续",
					      "在业", "正常",   "开业", "有效" };
	static const char *const closed[] = { "closed", "cancelled", "0",    "注销", "吊销",
					      "停业",   "歇业",      "迁出", "失效" };

	for (size_t i = 0; i < ARRAY_LEN(active); i++) {
		if (str_eq(s, str_of(active[i]))) {
			*ret_value = STR("active");
			return true;
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(closed); i++) {
		if (str_eq(s, str_of(closed[i]))) {
			*ret_value = STR("closed");
			return true;
		}
	}
	return false;
}

static enum err take(const struct column *c, struct str s, struct q_shop_put *shop,
		     struct registry_fault *f)
{
	void *to = (char *)shop + c->offset;
	long long n = 0;

	switch (c->kind) {
	case TEXT:
		if (!utf8_is_plain(s))
			return fault(f, c->name, "不是有效的 UTF-8 文字", "not plain UTF-8 text");
		if (utf8_len(s) > c->max)
			return fault(f, c->name, "太长", "too long");
		*(struct str *)to = s.len ? s : STR("");
		return ERR_OK;
	case REAL:
		*(double *)to = NAN;
		return !s.len || to_real(s, to) ? ERR_OK
						: fault(f, c->name, "不是数字", "not a number");
	case NUMBER:
		if (s.len && (!str_to_i64(s, &n) || n < 0))
			return fault(f, c->name, "应为不小于 0 的整数",
				     "must be a whole number, 0 or more");
		*(int64_t *)to = n;
		return ERR_OK;
	case FLAG:
		return to_flag(s, to) ? ERR_OK : fault(f, c->name, "应为 0 或 1", "must be 0 or 1");
	case STATUS:
		return to_status(s, to) ? ERR_OK
					: fault(f, c->name, "应为 active 或 closed（存续、注销…）",
						"must be active or closed (存续, 注销, …)");
	}
	return ERR_INPUT;
}

static bool digits(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	}
	return s.len > 0;
}

static enum err check_place(const struct q_shop_put *s, struct registry_fault *f)
{
	struct geo_point at = { s->lat, s->lng };

	if (!area_find(s->area))
		return fault(f, "area", "不是福州的区县代码（GB/T 2260）",
			     "not a district code of Fuzhou (GB/T 2260)");
	if (!digits(s->street_code) || (s->street_code.len != 9 && s->street_code.len != 12))
		return fault(f, "street_code", "应为 9 位或 12 位数字", "must have 9 or 12 digits");
	if (isnan(s->lat) != isnan(s->lng))
		return fault(f, isnan(s->lat) ? "lat" : "lng", "经纬度应同时填写",
			     "lat and lng belong together");
	if (!isnan(s->lat) && !geo_valid(at))
		return fault(f, "lat", "超出范围（经纬度是否填反？）",
			     "out of range (are lat and lng swapped?)");
	return ERR_OK;
}

static bool number_fails(struct str s, enum licence_kind kind)
{
	struct licence_no no;

	return s.len && (licence_no_parse(s, &no) || no.kind != kind || !no.check_ok);
}

static bool flag_numbers(struct q_shop_put *s)
{
	bool uscc = number_fails(s->uscc, LICENCE_USCC),
	     permit = number_fails(s->licence, LICENCE_PERMIT);

	s->flags = uscc && permit ? STR("uscc,licence")
		   : uscc         ? STR("uscc")
		   : permit       ? STR("licence")
				  : STR("");
	return uscc || permit;
}

enum err registry_row(const struct registry_header *h, const struct str *field, size_t n,
		      int64_t now_ms, struct q_shop_put *ret_shop, bool *ret_flagged,
		      struct registry_fault *ret_fault)
{
	struct q_shop_put shop = { .updated_ms = now_ms };
	enum err e;

	if (n != h->n)
		return fault(ret_fault, "行 line", "列数与表头不符",
			     "has other fields than the first line");
	for (size_t c = 0; c < REGISTRY_COLUMNS; c++) {
		struct str s = h->at[c] < 0 ? STR("") : str_trim(field[h->at[c]]);

		e = take(&columns[c], s, &shop, ret_fault);
		if (e)
			return e;
	}
	if (!shop.shop_id.len)
		return fault(ret_fault, "shop_id", "不能为空", "must not be empty");
	if (!shop.company.len && !shop.sign.len)
		return fault(ret_fault, "company", "企业名称和招牌不能都为空",
			     "company and sign must not both be empty");
	e = check_place(&shop, ret_fault);
	if (e)
		return e;
	*ret_flagged = flag_numbers(&shop);
	*ret_shop = shop;
	return ERR_OK;
}
