/* A stranger's text frame: envelope, key and every field table that its method names. */
#include "gateway/dispatch.h"
#include "gateway/envelope.h"

#include <sodium.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_frame(struct str frame)
{
	struct envelope env;
	struct arena a;
	struct id key, params;
	const char *field = NULL;
	void *body;

	arena_init(&a, 1 << 20);
	if (!envelope_read(frame, &env)) {
		body = malloc(env.type->body_size + 1);
		if (!(env.type->flags & MSG_KEYED) || !envelope_key(&env, &key, &params)) {
			if (fields_parse(env.type->fields, env.params, env.type->body_size, body,
					 &a, &field) == ERR_INPUT &&
			    !field)
				abort(); /* a refusal names its field */
		}
		free(body);
	}
	envelope_release(&env);
	arena_release(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;

	if (!ready && (sodium_init() < 0 || dispatch_check_tables()))
		abort();
	ready = true;
	read_frame((struct str){ (const char *)data, size });
	return 0;
}
