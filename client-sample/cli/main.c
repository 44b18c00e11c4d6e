/*
 * ezhili-say: an anonymous report from a terminal.
 *
 * A sample of the protocol for other clients: hello, auth.anonymous,
 * shop.search, upload, report.submit, and the receipt.
 */
#include "link.h"
#include "options.h"
#include "photo.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_LEN 16

struct limits {
	int64_t photo; /* bytes */
	json_int_t consent;
};

static void show_progress(int64_t sent, int64_t size)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r照片 photo %3d %%%s", (int)(sent * 100 / size),
			sent == size ? "\n" : "");
}

static const char *text_of(const json_t *object, const char *name)
{
	const char *s = json_string_value(json_object_get(object, name));

	return s ? s : "";
}

static enum err sign_in(struct link *l, const struct options *o, struct limits *ret)
{
	json_t *hello = NULL, *consent;
	enum err e = link_call(l, "hello",
			       json_pack("{s:s,s:s}", "client", "ezhili-say/" EZHILI_VERSION,
					 "lang", o->en ? "en" : "zh-CN"),
			       &hello);

	if (e)
		return e;
	ret->photo = json_integer_value(json_object_get(json_object_get(hello, "limits"), "photo"));
	/* The version of the privacy notice that is agreed to, as the server names it. */
	consent = json_incref(json_object_get(hello, "consent"));
	json_decref(hello);
	return link_call(l, "auth.anonymous", json_pack("{s:o}", "consent", consent), NULL);
}

/* Shows the candidates; the number typed, 0 for none of them. Without a terminal nobody can be
 * asked. */
static size_t ask_which(const json_t *shops)
{
	char line[LINE_MAX_LEN];
	long long n;

	if (!isatty(STDIN_FILENO))
		return 0;
	for (size_t i = 0; i < json_array_size(shops); i++) {
		const json_t *s = json_array_get(shops, i);

		printf("  %zu  %s  %s\n", i + 1, text_of(s, "name"), text_of(s, "address"));
	}
	printf("是哪一家？（0 都不是）/ Which one? (0: none of them) ");
	fflush(stdout);
	if (!fgets(line, sizeof(line), stdin) || !str_to_i64(str_trim(str_of(line)), &n) || n < 0 ||
	    n > (long long)json_array_size(shops))
		return 0;
	return (size_t)n;
}

/* Adds "shop" or "shop_text" to the report. */
static enum err find_shop(struct link *l, const struct options *o, json_t *report)
{
	const char *q = o->shop ? o->shop : o->text;
	json_t *r = NULL, *shops;
	enum err e = link_call(l, "shop.search", json_pack("{s:s}", "q", q), &r);
	size_t chosen;

	if (e)
		return e;
	shops = json_object_get(r, "shops");
	chosen = strcmp(text_of(r, "decision"), "link") == 0 ? 1
		 : json_array_size(shops)                    ? ask_which(shops)
							     : 0;
	if (chosen) {
		const json_t *s = json_array_get(shops, chosen - 1);

		printf("店铺 shop      %s  %s\n", text_of(s, "name"), text_of(s, "address"));
		json_object_set(report, "shop", json_object_get(s, "shop"));
	} else {
		printf("店铺 shop      待核对 / to be checked by the office\n");
		json_object_set_new(report, "shop_text", json_string(q));
	}
	json_decref(r);
	return ERR_OK;
}

static enum err send_photos(struct link *l, const struct options *o, const struct limits *limits,
			    json_t *report)
{
	json_t *ids = json_array();
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < o->n_photos; i++) {
		char id[PHOTO_ID_MAX];

		e = photo_send(l, o->photo[i], limits->photo, show_progress, id);
		if (!e)
			json_array_append_new(ids, json_string(id));
		if (e == ERR_IO)
			fprintf(stderr, "%s: %s\n", o->photo[i], strerror(errno));
		else if (e == ERR_LIMIT)
			fprintf(stderr, "%s: 照片过大 / the photo is too large\n", o->photo[i]);
	}
	if (o->n_photos)
		json_object_set(report, "photos", ids);
	json_decref(ids);
	return e;
}

static void show_receipt(const json_t *r)
{
	const json_t *receipt = json_object_get(r, "receipt");
	time_t due = (time_t)(json_integer_value(json_object_get(r, "due_at")) / 1000);
	char day[16] = "";
	struct tm tm;

	if (localtime_r(&due, &tm))
		strftime(day, sizeof(day), "%Y-%m-%d", &tm);
	printf("已受理 received  %s\n", text_of(r, "report"));
	printf("经办 office     %s\n", text_of(json_object_get(r, "office"), "name"));
	printf("最迟答复 due     %s\n", day);
	printf("凭证码 receipt  %s\n", text_of(receipt, "code"));
	printf("请保存凭证码，凭它查询进度和领奖。\n"
	       "Keep the receipt code: it alone shows the progress and claims a reward.\n");
}

static enum err say(struct link *l, const struct options *o)
{
	const struct category *c = o->category ? o->category : category_guess(str_of(o->text));
	struct limits limits = { 0 };
	json_t *report, *result = NULL;
	enum err e = sign_in(l, o, &limits);

	if (e)
		return e;
	printf("类别 category  %s %s / %s\n", c->code, c->zh, c->en);
	report = json_pack("{s:o,s:s,s:s}", "key", uuid_json(), "category", c->code, "text",
			   o->text);
	if (!report) {
		fprintf(stderr, "文字须为 UTF-8 / the text must be UTF-8\n");
		return ERR_INPUT;
	}
	e = find_shop(l, o, report);
	if (!e)
		e = send_photos(l, o, &limits, report);
	if (!e)
		e = link_call(l, "report.submit", json_incref(report), &result);
	if (!e)
		show_receipt(result);
	json_decref(report);
	json_decref(result);
	return e;
}

int main(int argc, char **argv)
{
	struct options o;
	struct link *l = NULL;
	enum err e;

	if (sodium_init() < 0)
		return 2;
	if (options_parse(argc, argv, &o))
		return 2;
	if (o.help) {
		options_help();
		return 0;
	}
	e = link_open(o.url, o.timeout_ms, &l);
	if (!e)
		e = say(l, &o);
	if (e == ERR_RULE)
		fprintf(stderr, "%s (%s)\n", link_refusal_text(l), link_refusal_type(l));
	else if (e == ERR_LOST)
		fprintf(stderr, "连接不上或没有回应，请稍后再试 / no connection or no answer: try "
				"again later\n");
	else if (e == ERR_INPUT && !l)
		fprintf(stderr, "地址不对 / not a service address: %s\n", o.url);
	link_close(l);
	return e ? 1 : 0;
}
