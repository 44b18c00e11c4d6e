/*
 * One WebSocket connection and who speaks on it.
 *
 * A session outlives its connection while requests are in flight; conn is NULL then.
 * Loop thread only.
 */
#ifndef GATEWAY_SESSION_H
#define GATEWAY_SESSION_H

#include "gateway/gateway.h"

#define SESSION_HELD_MAX 64 /* frames that wait while the session itself changes */

struct held_frame;

struct session {
	struct session *next, **link;             /* gateway.sessions */
	struct session *topic_next, **topic_link; /* gateway.by_topic, when signed in */
	struct gateway *gw;
	struct ws_conn *conn;
	uint64_t serial;
	struct id id;         /* what hello calls "session"; survives a resume */
	struct id connection; /* this connection's own */
	struct id address;    /* keyed hash of the client's address */
	bool loopback;
	bool hello, en;
	int64_t opened_ms, last_ms;
	int bad_frames; /* in this minute */
	int too_fast;   /* refused for rate in this minute */
	int64_t minute;

	struct principal who;
	struct id topic;  /* of who; zero when not signed in */
	int64_t sent_seq; /* the last event sent */
	bool pulling, pull_again;

	int in_flight;
	bool changing; /* hello or auth.* under way: later frames are held */
	struct held_frame *held, **held_end;
	int n_held;

	/* Offices whose review.changed hints it gets, "," before and after each; "," + "*," is all;
	 * NULL none. */
	char *review_offices;
	/* Binary uploads of this connection, owned by upload_frames.c; released by
	 * upload_session_release. */
	struct upload_session *uploads;
};

struct session *session_open(struct gateway *gw, struct ws_conn *conn, const struct ws_peer *peer);
/* The connection is gone. */
void session_closed(struct session *s);
void session_retain(struct session *s);
void session_release(struct session *s); /* frees it with its last reference */

/* Signs in as who (roles != 0), or out (NULL). Events after seq will be sent. */
void session_sign_in(struct session *s, const struct principal *who, int64_t seq);

/* From now on hears review.changed of these offices (see review_offices); NULL ends it. Takes offices over. */
void session_watch_reviews(struct session *s, char *offices);

/* Sends {"jsonrpc":"2.0","method":…,"params":…}. params is JSON. */
void session_notify(struct session *s, const char *method, struct str params);

/* Fetches and sends the events after sent_seq. */
void session_pull(struct session *s);

/* Counts a frame that is no request; the bad_frames_max-th in a minute closes 4400. */
void session_bad_frame(struct session *s, int64_t now_ms);

/* Calls fn for each session whose mailbox this is. */
void sessions_of_topic(struct gateway *gw, struct id topic, void (*fn)(struct session *s));

#endif
