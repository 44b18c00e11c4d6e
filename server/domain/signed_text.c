#include "domain/signed_text.h"

struct str reward_approve_text(struct arena *a, struct id reward, int64_t amount_fen,
			       struct str rule, struct str note)
{
	return arena_printf(a, "ezhili reward approve\n%s\n%lld\n%.*s\n%.*s\n", ID_C(reward),
			    (long long)amount_fen, STR_ARG(rule), STR_ARG(note));
}

struct str opening_ask_text(struct arena *a, struct id report, int64_t at_ms, struct str reason)
{
	return arena_printf(a, "ezhili unseal request\n%s\n%lld\n%.*s\n", ID_C(report),
			    (long long)at_ms, STR_ARG(reason));
}

struct str opening_approve_text(struct arena *a, struct id request, struct id report,
				struct str login, int64_t at_ms, struct str reason, struct str note)
{
	return arena_printf(a, "ezhili unseal approve\n%s\n%s\n%.*s\n%lld\n%.*s\n%.*s\n",
			    ID_C(request), ID_C(report), STR_ARG(login), (long long)at_ms,
			    STR_ARG(reason), STR_ARG(note));
}

bool opening_in_time(int64_t at_ms, int64_t now_ms, int64_t ttl_ms)
{
	return at_ms <= now_ms + OPENING_CLOCK_MS && now_ms - at_ms < ttl_ms;
}
