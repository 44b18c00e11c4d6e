#include "gateway/origin.h"

#include <arpa/inet.h>
#include <stdio.h>

bool origin_allowed(const struct config *c, const struct ws_peer *peer)
{
	struct str host = peer->origin;

	if (!host.len)
		return true;
	for (size_t i = 0; i < c->origins.n; i++) {
		if (str_eq(peer->origin, c->origins.item[i]))
			return true;
	}
	if (str_starts(host, STR("https://"))) {
		host.p += 8;
		host.len -= 8;
	} else if (str_starts(host, STR("http://"))) {
		host.p += 7;
		host.len -= 7;
	} else {
		return false;
	}
	return peer->host.len && str_eq(host, peer->host);
}

/* IPv4 as its last four bytes, so that one comparison serves both. -1: no address. */
static int parse_address(struct str s, unsigned char ret[16])
{
	char text[INET6_ADDRSTRLEN];

	snprintf(text, sizeof(text), "%.*s", STR_ARG(s));
	memset(ret, 0, 16);
	if (inet_pton(AF_INET, text, ret + 12) == 1)
		return 32;
	return inet_pton(AF_INET6, text, ret) == 1 ? 128 : -1;
}

static bool in_network(struct str address, struct str network)
{
	unsigned char a[16], n[16];
	struct str base = str_cut(&network, '/');
	int width_a = parse_address(address, a), width_n = parse_address(base, n);
	long long bits = width_n;

	if (width_a < 0 || width_a != width_n || (network.p && !str_to_i64(network, &bits)) ||
	    bits < 0 || bits > width_n)
		return false;
	bits += 128 - width_n;
	if (memcmp(a, n, (size_t)bits / 8) != 0)
		return false;
	return bits % 8 == 0 || (a[bits / 8] ^ n[bits / 8]) >> (8 - bits % 8) == 0;
}

bool proxy_trusted(const struct config *c, struct str address)
{
	for (size_t i = 0; i < c->trusted_proxies.n; i++) {
		if (in_network(address, c->trusted_proxies.item[i]))
			return true;
	}
	return false;
}
