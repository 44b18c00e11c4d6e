/*
 * What is found out about a report before it is taken in: its shop and its photos.
 */
#ifndef GATEWAY_REPORT_FACTS_H
#define GATEWAY_REPORT_FACTS_H

#include "gateway/report_submit.h"

#include "gateway/offices.h"

/* The shop a report is about. id.p == NULL: not linked to a registered one. */
struct report_shop {
	struct str id, name, street_code, area;
	bool has_at;
	struct geo_point at;   /* GCJ-02 */
	double match_p;        /* NaN: nothing to match */
	struct str match_json; /* {"reasons":[…]}, or NULL */
};

/* ERR_RULE: the id names no shop. A text that links surely becomes the shop. */
CHECKED enum err report_find_shop(struct request *rq, struct services *sv,
				  const struct submit_body *b, struct report_shop *ret);

/* ERR_RULE: not the sender's, or already with another report. *ret has b->n of them. */
CHECKED enum err report_find_photos(struct request *rq, struct services *sv,
				    const struct id_list *ids, struct r_photo_get **ret);

#endif
