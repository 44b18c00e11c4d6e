#include "testing.h"

#include "gateway/origin.h"

static void only_this_host_and_configured_origins_may_open_a_socket(void **state)
{
	static struct str more[] = {
		{"https://city.example", 20}
	};
	struct config c = {
		.origins = {more, 1}
	};
	static const struct {
		const char *origin, *host;
		bool allowed;
	} row[] = {
		{"",			"a.example",      true }, /* no browser */
		{ "http://a.example",       "a.example",      true },
		{ "https://a.example:8443", "a.example:8443", true },
		{ "https://city.example",   "a.example",      true },
		{ "https://evil.example",   "a.example",      false},
		{ "https://a.example.evil", "a.example",      false},
		{ "https://a.example",      "",               false},
		{ "null",                   "a.example",      false},
		{ "file://",                "",               false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++) {
		struct ws_peer peer = { .origin = str_of(row[i].origin),
					.host = str_of(row[i].host) };

		assert_int_equal(origin_allowed(&c, &peer), row[i].allowed);
	}
}

static void a_proxy_is_an_address_or_a_network(void **state)
{
	static struct str nets[] = {
		{"10.0.0.0/8",     10},
                { "192.168.1.7",   11},
                { "2001:db8::/33", 13}
	};
	struct config c = {
		.trusted_proxies = {nets, 3}
	};
	static const struct {
		const char *address;
		bool trusted;
	} row[] = {
		{"10.200.3.4",        true },
                { "11.0.0.1",         false},
		{ "192.168.1.7",      true },
                { "192.168.1.8",      false},
		{ "2001:db8:1::5",    true },
                { "2001:db8:8000::1", false},
		{ "not an address",   false},
                { "",                 false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(row); i++)
		assert_int_equal(proxy_trusted(&c, str_of(row[i].address)), row[i].trusted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_this_host_and_configured_origins_may_open_a_socket),
		cmocka_unit_test(a_proxy_is_an_address_or_a_network),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
