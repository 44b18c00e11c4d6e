#include "base/config_args.h"

#include <string.h>
#include <unistd.h>

static bool takes_value(const char *arg)
{
	return strcmp(arg, "--data") == 0 || strcmp(arg, "--config") == 0 ||
	       strcmp(arg, "--set") == 0;
}

/* The last value of an option, NULL when it is not there. */
static const char *value_of(int argc, char **argv, const char *option)
{
	const char *value = NULL;

	for (int i = 1; i + 1 < argc && strcmp(argv[i], "--") != 0; i++) {
		if (!takes_value(argv[i]))
			continue;
		if (strcmp(argv[i], option) == 0)
			value = argv[i + 1];
		i++;
	}
	return value;
}

/* The first that exists; what is named must exist. */
static enum err read_file(struct config *c, const char *path, bool own_data, struct buf *why)
{
	AUTO(arena) a = { .cap = 1u << 16 };
	struct str own = config_path(c, STR("ezhili.conf"), &a);

	if (path)
		return config_load(c, path, why);
	if (!own.p)
		return ERR_MEMORY;
	if (!own_data && access(CONFIG_SYSTEM_FILE, F_OK) == 0)
		return config_load(c, CONFIG_SYSTEM_FILE, why);
	return access(own.p, F_OK) ? ERR_OK : config_load(c, own.p, why);
}

static enum err take_options(struct config *c, int *argc, char **argv, struct buf *why)
{
	enum err e, worst = ERR_OK;
	int kept = 1, i;

	for (i = 1; i < *argc && strcmp(argv[i], "--") != 0; i++) {
		if (!takes_value(argv[i])) {
			argv[kept++] = argv[i];
			continue;
		}
		if (i + 1 == *argc) {
			buf_printf(why, "%s: a value must follow\n", argv[i]);
			return ERR_INPUT;
		}
		e = strcmp(argv[i], "--set") == 0 ? config_set_arg(c, argv[i + 1], why) : ERR_OK;
		worst = e ? e : worst;
		i++;
	}
	while (i < *argc)
		argv[kept++] = argv[i++];
	argv[kept] = NULL;
	*argc = kept;
	return worst;
}

enum err config_from_args(struct config *c, int *argc, char **argv, struct buf *why)
{
	const char *data = value_of(*argc, argv, "--data");
	enum err e, taken;

	e = config_init(c);
	if (!e && data)
		e = config_set(c, STR("data_dir"), str_of(data), why);
	if (e)
		return e;
	e = read_file(c, value_of(*argc, argv, "--config"), data != NULL, why);
	/* What is typed wins over what is written. */
	if (!e && data)
		e = config_set(c, STR("data_dir"), str_of(data), why);
	taken = take_options(c, argc, argv, why);
	return e ? e : taken;
}
