#include "options.h"

#include <getopt.h>
#include <stdio.h>

#define TIMEOUT_MS 30000

void options_help(void)
{
	printf("用法 usage: ezhili-say --url URL [选项 options] \"发生了什么 what happened\"\n"
	       "  --url URL        服务地址 the service, e.g. http://127.0.0.1:8080\n"
	       "  --photo FILE     JPEG 照片，最多 9 张 a JPEG photo, up to nine times\n"
	       "  --shop NAME      店名，缺省从文字中查找 the shop, else looked for in the text\n"
	       "  --category CODE  类别，缺省从文字判断 the category, else guessed from the "
	       "text:\n");
	for (const struct category *c = categories; c->code; c++)
		printf("                     %s %s / %s\n", c->code, c->zh, c->en);
	printf("  --en             英文优先 the server answers in English\n"
	       "  --timeout SEC    等待秒数 seconds to wait for an answer (30)\n"
	       "匿名举报；请保存最后显示的凭证码。\n"
	       "The report is anonymous: keep the receipt code shown at the end.\n");
}

static enum err wrong(const char *zh, const char *en, const char *what)
{
	fprintf(stderr, "ezhili-say: %s / %s: %s\n", zh, en, what);
	return ERR_INPUT;
}

static enum err take(int c, struct options *o)
{
	long long seconds;

	switch (c) {
	case 'u':
		o->url = optarg;
		return ERR_OK;
	case 's':
		o->shop = optarg;
		return ERR_OK;
	case 'e':
		o->en = true;
		return ERR_OK;
	case 'h':
		o->help = true;
		return ERR_OK;
	case 'p':
		if (o->n_photos == OPTIONS_PHOTOS_MAX)
			return wrong("照片太多", "too many photos", optarg);
		o->photo[o->n_photos++] = optarg;
		return ERR_OK;
	case 'c':
		o->category = category_find(str_of(optarg));
		return o->category ? ERR_OK : wrong("没有这个类别", "no such category", optarg);
	case 't':
		if (!str_to_i64(str_of(optarg), &seconds) || seconds < 1 || seconds > 3600)
			return wrong("秒数不对", "not a number of seconds", optarg);
		o->timeout_ms = (int)seconds * 1000;
		return ERR_OK;
	default:
		return ERR_INPUT; /* getopt has said why */
	}
}

enum err options_parse(int argc, char **argv, struct options *ret)
{
	static const struct option known[] = {
		{"url",       required_argument, NULL, 'u'},
		{ "photo",    required_argument, NULL, 'p'},
		{ "shop",     required_argument, NULL, 's'},
		{ "category", required_argument, NULL, 'c'},
		{ "timeout",  required_argument, NULL, 't'},
		{ "en",       no_argument,       NULL, 'e'},
		{ "help",     no_argument,       NULL, 'h'},
		{ NULL,       0,                 NULL, 0  },
	};
	struct options o = { .timeout_ms = TIMEOUT_MS };
	enum err e = ERR_OK;

	for (int c; !e && (c = getopt_long(argc, argv, "", known, NULL)) != -1;)
		e = take(c, &o);
	if (e)
		return e;
	if (!o.help && !o.url)
		return wrong("缺少服务地址", "the service is missing", "--url");
	if (!o.help && optind != argc - 1)
		return wrong("请用一句话写明情况（加引号）",
			     "say what happened in one quoted sentence", "\"…\"");
	o.text = argv[optind];
	*ret = o;
	return ERR_OK;
}
