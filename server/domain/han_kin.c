#include "domain/han_kin.h"

#include "base/err.h"
#include "domain/han.h"

_Static_assert(HAN_KIN_BITS == 1 << 13, "a hash is cut to 13 bits");

static void put(uint64_t *set, uint16_t c)
{
	uint32_t h = c * 2654435761u >> 19;

	set[h / 64] |= 1ull << (h % 64);
}

static bool has(const uint64_t *set, uint16_t c)
{
	uint32_t h = c * 2654435761u >> 19;

	return set[h / 64] >> (h % 64) & 1;
}

void han_kin_init(struct han_kin *ret, const uint16_t *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned sound[HAN_READINGS];
		size_t sounds = han_readings(c[i], sound);
		const uint16_t *like;
		size_t likes = han_alikes(c[i], &like);

		put(ret->text, c[i]);
		put(ret->like, c[i]);
		for (size_t k = 0; k < likes; k++)
			put(ret->like, like[k]);
		for (size_t k = 0; k < sounds; k++) {
			unsigned class = han_sound_class(sound[k]) % HAN_KIN_CLASSES;

			ret->classes[class / 64] |= 1ull << (class % 64);
		}
	}
}

bool han_kin_has(const struct han_kin *k, uint16_t registered)
{
	unsigned sound[HAN_READINGS];
	const uint16_t *like;
	size_t n;

	if (has(k->like, registered))
		return true;
	n = han_readings(registered, sound);
	for (size_t i = 0; i < n; i++) {
		unsigned class = han_sound_class(sound[i]) % HAN_KIN_CLASSES;

		if (k->classes[class / 64] >> (class % 64) & 1)
			return true;
	}
	n = han_alikes(registered, &like);
	for (size_t i = 0; i < n; i++)
		if (has(k->text, like[i]))
			return true;
	return false;
}
