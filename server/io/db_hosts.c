#include "io/db_hosts.h"

#include <string.h>

#define PORT_DEFAULT  3306
#define WAIT_FIRST_MS 100

/* "name", "name:port" or "[address]:port"; what stands before the port is cut off into *ret_name.
 */
static bool split(struct str one, struct str *ret_name, long long *ret_port)
{
	struct str name;

	if (str_starts(one, STR("["))) {
		one = (struct str){ one.p + 1, one.len - 1 };
		name = str_cut(&one, ']');
		if (!one.p || (one.len && *one.p != ':'))
			return false;
		one = one.len ? (struct str){ one.p + 1, one.len - 1 } : (struct str){ NULL, 0 };
	} else {
		name = str_cut(&one, ':');
	}
	*ret_name = name;
	*ret_port = PORT_DEFAULT;
	return !one.p || str_to_i64(one, ret_port);
}

enum err db_hosts_parse(struct str list, struct db_hosts *ret_hosts)
{
	struct db_hosts h = { 0 };

	while (list.p) {
		struct str one = str_trim(str_cut(&list, ',')), name;
		long long port;

		if (h.n == DB_HOSTS_MAX || !split(one, &name, &port) || !name.len ||
		    name.len >= DB_HOST_NAME_MAX || port < 1 || port > 65535)
			return ERR_INPUT;
		memcpy(h.host[h.n].name, name.p, name.len);
		h.host[h.n++].port = (unsigned)port;
	}
	if (!h.n)
		return ERR_INPUT;
	*ret_hosts = h;
	return ERR_OK;
}

const struct db_host *db_hosts_now(const struct db_hosts *h)
{
	return &h->host[h->at];
}

void db_hosts_next(struct db_hosts *h)
{
	if (h->n)
		h->at = (h->at + 1) % h->n;
}

void db_hosts_round(struct db_hosts *h, bool answered, int64_t steady_ms)
{
	if (answered) {
		h->wait_ms = h->again_ms = 0;
		return;
	}
	h->wait_ms = h->wait_ms ? h->wait_ms * 2 : WAIT_FIRST_MS;
	if (h->wait_ms > DB_HOSTS_WAIT_MS)
		h->wait_ms = DB_HOSTS_WAIT_MS;
	h->again_ms = steady_ms + h->wait_ms;
}

bool db_hosts_due(const struct db_hosts *h, int64_t steady_ms)
{
	return steady_ms >= h->again_ms;
}
