#include "io/audit_chain.h"

#include <sodium.h>

void audit_chain_init(struct audit_chain *chain)
{
	*chain = (struct audit_chain){ .n = 0 };
	randombytes_buf(chain->epoch.b, sizeof(chain->epoch.b));
}

static void add_i64(crypto_generichash_state *h, int64_t v)
{
	unsigned char b[8];

	for (int i = 0; i < 8; i++)
		b[i] = (unsigned char)((uint64_t)v >> (56 - 8 * i));
	crypto_generichash_update(h, b, sizeof(b));
}

/* Length first, so that no two entries run together to the same bytes. */
static void add_str(crypto_generichash_state *h, struct str s)
{
	add_i64(h, s.p ? (int64_t)s.len : -1);
	if (s.len)
		crypto_generichash_update(h, (const unsigned char *)s.p, s.len);
}

void audit_chain_hash(const unsigned char prev[AUDIT_HASH_LEN], const struct q_audit_put *row,
		      unsigned char ret_hash[AUDIT_HASH_LEN])
{
	crypto_generichash_state h;

	crypto_generichash_init(&h, NULL, 0, AUDIT_HASH_LEN);
	crypto_generichash_update(&h, prev, AUDIT_HASH_LEN);
	crypto_generichash_update(&h, row->epoch.b, sizeof(row->epoch.b));
	add_i64(&h, row->n);
	add_i64(&h, row->at_ms);
	add_str(&h, row->actor);
	add_str(&h, row->action);
	crypto_generichash_update(&h, row->object.b, sizeof(row->object.b));
	add_str(&h, row->before_json);
	add_str(&h, row->after_json);
	crypto_generichash_final(&h, ret_hash, AUDIT_HASH_LEN);
}

void audit_chain_add(struct audit_chain *chain, const struct effect_audit *entry, int64_t at_ms,
		     struct q_audit_put *ret_row, struct arena *arena)
{
	*ret_row = (struct q_audit_put){
		.epoch = chain->epoch,
		.n = ++chain->n,
		.at_ms = at_ms,
		.actor = entry->actor,
		.action = entry->action,
		.object = entry->object,
		.before_json = entry->before,
		.after_json = entry->after,
	};
	audit_chain_hash(chain->hash, ret_row, chain->hash);
	ret_row->hash = arena_str(arena, (struct str){ (char *)chain->hash, AUDIT_HASH_LEN });
}
