#include "gateway/tables.h"

#include "base/log.h"
#include "gateway/dispatch.h"

#include <string.h>

/* Every message there is: one table a handler file. */
/* clang-format off: one line each, so that two new files do not meet in one line */
const struct msg_type *const msg_tables[] = {
	session_msgs,
	auth_msgs,
	otp_msgs,
	password_msgs,
	report_msgs,
	chat_msgs,
	queue_msgs,
	review_get_msgs,
	review_msgs,
	verdict_msgs,
	merge_msgs,
	relink_msgs,
	case_msgs,
	stats_msgs,
	score_msgs,
	credit_msgs,
	whistle_msgs,
	reward_msgs,
	approval_msgs,
	unseal_msgs,
	upload_msgs,
	retention_msgs,
	shop_msgs,
	office_msgs,
	NULL,
};
/* clang-format on */

/* Perfect enough: names are short and few, and the table is built once. */
#define NAMES_MAX 256 /* a power of two, at least twice the number of messages */

static const struct msg_type
	*names[NAMES_MAX]; /* filled by dispatch_check_tables before threads exist */

static size_t name_slot(struct str name)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < name.len; i++)
		h = (h ^ (unsigned char)name.p[i]) * 16777619u;
	return h & (NAMES_MAX - 1);
}

const struct msg_type *dispatch_find(struct str name)
{
	for (size_t i = name_slot(name); names[i]; i = (i + 1) & (NAMES_MAX - 1)) {
		if (str_eq(str_of(names[i]->name), name) && names[i]->roles)
			return names[i];
	}
	return NULL;
}

const struct msg_type *dispatch_find_timer(struct str name)
{
	for (size_t i = name_slot(name); names[i]; i = (i + 1) & (NAMES_MAX - 1)) {
		if (str_eq(str_of(names[i]->name), name) && !names[i]->roles)
			return names[i];
	}
	return NULL;
}

static enum err add(const struct msg_type *t, size_t n)
{
	size_t i = name_slot(str_of(t->name));
	const char *wrong = NULL;

	for (; names[i]; i = (i + 1) & (NAMES_MAX - 1)) {
		if (strcmp(names[i]->name, t->name) == 0)
			wrong = "named twice";
	}
	if (n > NAMES_MAX / 2)
		wrong = "too many messages for NAMES_MAX";
	if (!t->load != (t->work == WORK_NONE))
		wrong = "load needs a lane, a lane needs load";
	if (t->fields && !t->body_size)
		wrong = "fields without a body";
	if (wrong) {
		log_error("table.wrong", "method=%s why=\"%s\"", t->name, wrong);
		return ERR_INPUT;
	}
	names[i] = t;
	return ERR_OK;
}

enum err dispatch_check_tables(void)
{
	size_t n = 0;

	for (size_t t = 0; msg_tables[t]; t++) {
		for (const struct msg_type *m = msg_tables[t]; m->name; m++) {
			enum err e = add(m, ++n);

			if (e)
				return e;
		}
	}
	return ERR_OK;
}
