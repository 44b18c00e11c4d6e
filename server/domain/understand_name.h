/* Is a stretch of a Chinese sentence the name of a shop? A part of understand_shop(). */
#ifndef DOMAIN_UNDERSTAND_NAME_H
#define DOMAIN_UNDERSTAND_NAME_H

#include "domain/sentence.h"
#include "domain/shop_index.h"

/* Without the words that only lead to a name: 点了一份, 四楼, 那家. */
struct span understand_name_trim(const struct sentence *s, struct span at);
/* False for what names nobody, for places, and for what has punctuation or taken words in it. */
bool understand_is_name(const struct sentence *s, const struct shop_index *idx, struct span at);
/* What it is worth that the name ends in a kind of shop or dish. */
float understand_name_kind(const struct sentence *s, struct span at);
/* What words of a sentence cost that names seldom have. */
float understand_name_grammar(const struct sentence *s, struct span at);
/* Does i part a word such as 小吃 that began at or behind from? */
bool understand_inside_kind(const struct sentence *s, size_t from, size_t i);

#endif
