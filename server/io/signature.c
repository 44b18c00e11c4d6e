#include "io/signature.h"

#include <sodium.h>

static const unsigned char *bytes(struct str s)
{
	return (const unsigned char *)s.p;
}

bool signature_ok(struct str signature, struct str text, struct str public_key)
{
	return text.p && signature.len == crypto_sign_BYTES &&
	       public_key.len == crypto_sign_PUBLICKEYBYTES &&
	       crypto_sign_verify_detached(bytes(signature), bytes(text), text.len,
					   bytes(public_key)) == 0;
}
