#include "domain/shop_align.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/*
 * Prices of mistakes in nats. A homophone: about 3 of 100 characters, and a
 * dozen characters of that sound to choose from; the others accordingly.
 */
#define SAME_PRICE     0.05f
#define SPELT_PRICE    0.4f
#define SPELT_NEAR     2.5f
#define SOUND_PRICE    6.0f
#define NEAR_PRICE     7.5f
#define LOOK_PRICE     6.0f
#define LOOK_SPAN      4.0f /* more for the least alike */
#define SWAP_PRICE     4.0f
#define MISSING_OPEN   3.8f
#define MISSING_MORE   1.8f
#define SHORTENED      3.0f /* the end left out, as people do */
#define SHORTENED_EACH 0.4f
#define ADDED_OPEN     2.2f
#define ADDED_MORE     1.0f

float shop_align_symbol(uint16_t written, float weight, uint16_t registered)
{
	unsigned like;

	if (written == registered)
		return weight - SAME_PRICE;
	if (han_is_pinyin(written)) {
		if (han_same_sound(written, registered))
			return weight - SPELT_PRICE;
		return han_near_sound(written, registered) ? weight - SPELT_NEAR : -HUGE_VALF;
	}
	if (!han_is(written) || !han_is(registered))
		return -HUGE_VALF;
	if (han_same_sound(written, registered))
		return weight - SOUND_PRICE;
	like = han_alike(written, registered);
	if (like)
		return weight - LOOK_PRICE - LOOK_SPAN * (float)(HAN_ALIKE_MAX - like) / 76.0f;
	return han_near_sound(written, registered) ? weight - NEAR_PRICE : -HUGE_VALF;
}

enum err align_text_init(struct align_text *t, const uint16_t *c, const float *w, size_t n,
			 struct arena *a)
{
	*t = (struct align_text){ .c = c, .w = w, .n = n > ALIGN_MAX ? ALIGN_MAX : n };
	t->kin = arena_new(a, struct han_kin);
	t->memo_sym = arena_array(a, ALIGN_MEMO, uint16_t);
	t->memo = arena_array(a, ALIGN_MEMO * (t->n + 1), float);
	if (!t->kin || !t->memo_sym || !t->memo)
		return ERR_MEMORY;
	han_kin_init(t->kin, c, t->n);
	return ERR_OK;
}

/* Candidates share most of their symbols, so each is compared with the text once. */
static const float *row_of(const struct align_text *t, uint16_t registered)
{
	size_t slot = (registered * 2654435761u >> 20) & (ALIGN_MEMO - 1);
	float *row = t->memo + slot * (t->n + 1);
	bool kin;

	if (t->memo_sym[slot] == registered)
		return row;
	kin = han_kin_has(t->kin, registered);
	row[0] = -HUGE_VALF;
	for (size_t i = 0; i < t->n; i++) {
		row[i + 1] = kin ? shop_align_symbol(t->c[i], t->w[i], registered) : -HUGE_VALF;
		if (row[i + 1] > row[0])
			row[0] = row[i + 1];
	}
	t->memo_sym[slot] = registered;
	return row;
}

static const float *worth_of(const struct align_text *t, uint16_t registered)
{
	return row_of(t, registered) + 1;
}

#define BOUND_SLACK 0.01f /* sums of floats depend on their order */

float shop_align_bound(const struct align_text *t, const uint16_t *s, size_t n)
{
	float sum = BOUND_SLACK;

	/* Two that changed places earn no more than if they had not. */
	for (size_t j = 0; j < n; j++) {
		float best = row_of(t, s[j])[0];

		sum += best > 0 ? best : 0;
	}
	return sum;
}

/* One row of the table: the first symbols of s against every end in the text. */
struct line {
	float best[ALIGN_MAX + 1], missing[ALIGN_MAX + 1];
	uint8_t from[ALIGN_MAX + 1], missing_from[ALIGN_MAX + 1];
};

static void first_line(struct line *l, size_t n)
{
	for (size_t i = 0; i <= n; i++) {
		l->best[i] = 0;
		l->missing[i] = -HUGE_VALF;
		l->from[i] = l->missing_from[i] = (uint8_t)i;
	}
}

/* s[j - 1] and s[j] stand in the text the other way round. */
static bool swapped(const struct align_text *t, size_t i, const uint16_t *s, size_t j)
{
	return i >= 2 && j >= 1 && t->c[i - 1] == s[j - 1] && t->c[i - 2] == s[j] &&
	       s[j] != s[j - 1];
}

static void next_line(const struct align_text *t, const uint16_t *s, size_t j,
		      const struct line *before2, const struct line *before, struct line *l)
{
	const float *worth = worth_of(t, s[j]);
	float added = -HUGE_VALF;
	uint8_t added_from = 0;

	for (size_t i = 0; i <= t->n; i++) {
		float open = before->best[i] - MISSING_OPEN,
		      more = before->missing[i] - MISSING_MORE;
		float best, x;
		uint8_t from;

		l->missing[i] = open > more ? open : more;
		l->missing_from[i] = open > more ? before->from[i] : before->missing_from[i];
		best = l->missing[i];
		from = l->missing_from[i];
		x = i ? before->best[i - 1] + worth[i - 1] : -HUGE_VALF;
		if (x > best) {
			best = x;
			from = before->from[i - 1];
		}
		if (swapped(t, i, s, j)) {
			x = before2->best[i - 2] + t->w[i - 1] + t->w[i - 2] - SWAP_PRICE;
			if (x > best) {
				best = x;
				from = before2->from[i - 2];
			}
		}
		if (added > best) {
			best = added;
			from = added_from;
		}
		l->best[i] = best;
		l->from[i] = from;
		if (best - ADDED_OPEN > added - ADDED_MORE) {
			added = best - ADDED_OPEN;
			added_from = from;
		} else {
			added -= ADDED_MORE;
		}
	}
}

struct aligned shop_align(const struct align_text *t, const uint16_t *s, size_t n)
{
	struct line line[3];
	struct aligned r = { .llr = -HUGE_VALF };

	first_line(&line[0], t->n);
	for (size_t j = 0; j < n; j++) {
		struct line *l = &line[(j + 1) % 3];
		size_t left = n - 1 - j;
		float cut = left ? SHORTENED + SHORTENED_EACH * (float)left : 0;

		next_line(t, s, j, &line[(j + 2) % 3], &line[j % 3], l);
		if (left && j < 1)
			continue;
		for (size_t i = 1; i <= t->n; i++) {
			if (l->best[i] - cut <= r.llr)
				continue;
			r = (struct aligned){ l->best[i] - cut, l->from[i], (uint8_t)i };
		}
	}
	return r;
}
