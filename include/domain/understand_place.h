/* Places in a sentence, and English names: parts of understand_shop. */
#ifndef DOMAIN_UNDERSTAND_PLACE_H
#define DOMAIN_UNDERSTAND_PLACE_H

#include "domain/sentence.h"
#include "domain/understand.h"

/*
 * Cuts "仓山万达的老福州锅边" into place and name. False when at begins with no
 * place; *ret_name is at then.
 */
bool understand_split_place(const struct sentence *s, const struct shop_index *idx, struct span at,
			    struct span *ret_place, struct span *ret_name);
/* Is it nothing but a place, one that no shop would be called by? */
bool understand_is_place(const struct sentence *s, const struct shop_index *idx, struct span at);
/* The place of the sentence, looked for before the shop's name first. */
void understand_place(const struct sentence *s, const struct shop_index *idx, struct understood *r);
/* Shop and place of an English sentence. False when it names neither. */
bool understand_shop_english(struct sentence *s, struct understood *r);

#endif
