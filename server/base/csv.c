#include "base/csv.h"

void csv_init(struct csv *c, struct str text)
{
	if (str_starts(text, STR("\xEF\xBB\xBF")))
		text = (struct str){ text.p + 3, text.len - 3 };
	*c = (struct csv){ .rest = text, .next_line = 1 };
}

static char peek(const struct csv *c)
{
	return c->rest.len ? c->rest.p[0] : '\0';
}

static void skip(struct csv *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		c->next_line += c->rest.p[i] == '\n';
	c->rest.p += n;
	c->rest.len -= n;
}

static void skip_line(struct csv *c)
{
	const char *end = c->rest.len ? memchr(c->rest.p, '\n', c->rest.len) : NULL;

	skip(c, end ? (size_t)(end - c->rest.p) + 1 : c->rest.len);
}

/* After the opening quote, up to and over the closing one. */
static enum err quoted(struct csv *c, struct arena *a, struct str *ret_field)
{
	size_t len = 0, doubled = 0, kept = 0;
	const char *p = c->rest.p;
	char *copy;

	while (len < c->rest.len &&
	       (p[len] != '"' || (len + 1 < c->rest.len && p[len + 1] == '"'))) {
		doubled += p[len] == '"';
		len += p[len] == '"' ? 2 : 1;
	}
	if (len >= c->rest.len)
		return ERR_INPUT;
	*ret_field = (struct str){ p, len };
	skip(c, len + 1);
	if (!doubled)
		return ERR_OK;
	copy = arena_alloc(a, len - doubled + 1);
	if (!copy)
		return ERR_MEMORY;
	for (size_t i = 0; i < len; i++) {
		copy[kept++] = p[i];
		i += p[i] == '"';
	}
	*ret_field = (struct str){ copy, kept };
	return ERR_OK;
}

static enum err field(struct csv *c, struct arena *a, struct str *ret_field)
{
	size_t len = 0;
	enum err e;

	if (peek(c) == '"') {
		skip(c, 1);
		e = quoted(c, a, ret_field);
		if (!e && c->rest.len && peek(c) != ',' && peek(c) != '\n' && peek(c) != '\r')
			e = ERR_INPUT;
		return e;
	}
	while (len < c->rest.len && c->rest.p[len] != ',' && c->rest.p[len] != '\n')
		len++;
	*ret_field = (struct str){ c->rest.p, len };
	skip(c, len);
	if (peek(c) != ',' && len && ret_field->p[len - 1] == '\r')
		ret_field->len--;
	return ERR_OK;
}

static void skip_empty_lines(struct csv *c)
{
	while (peek(c) == '\n' || (peek(c) == '\r' && c->rest.len > 1 && c->rest.p[1] == '\n'))
		skip(c, peek(c) == '\n' ? 1 : 2);
}

enum err csv_next(struct csv *c, struct arena *a, struct str ret_field[CSV_FIELDS_MAX],
		  size_t *ret_n)
{
	size_t n = 0;
	enum err e;

	skip_empty_lines(c);
	if (!c->rest.len)
		return ERR_NOT_FOUND;
	c->line = c->next_line;
	for (;;) {
		e = n < CSV_FIELDS_MAX ? field(c, a, &ret_field[n]) : ERR_LIMIT;
		if (e) {
			skip_line(c);
			return e;
		}
		n++;
		if (peek(c) != ',' || !c->rest.len)
			break;
		skip(c, 1);
	}
	skip_line(c);
	*ret_n = n;
	return ERR_OK;
}
