/*
 * The configuration: one table of keys (config_table.c) that fills one plain
 * struct.
 *
 *	# a comment
 *	port = 8080
 *	undo_ms = 5s
 *	origins = https://a.example, https://b.example
 *
 * A new key is one member here and one row there. No value is a secret: what
 * must stay secret is a file's path. Strings are NUL-terminated and live in
 * the configuration's own arena; they stay valid until config_release.
 */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum config_type {
	CONFIG_INT,      /* int64_t, min..max */
	CONFIG_DURATION, /* int64_t milliseconds, min..max; "250ms", "10s", "5m", "2h", "7d" or a
			    bare number */
	CONFIG_BOOL,     /* bool; yes|no (also true|false, on|off, 1|0) */
	CONFIG_STRING,   /* struct str, min..max bytes */
	CONFIG_PATH,     /* struct str; a relative one lies in data_dir, see config_path */
	CONFIG_LIST,     /* struct config_list, comma-separated, min..max items */
};

struct config_list {
	struct str *item;
	size_t n;
};

struct config {
	struct arena arena;

	/* where and how it runs */
	struct str data_dir, listen_host, log_level, log_dir, libexec_dir, share_dir;
	int64_t port, gateways, drain_ms, restart_ms;
	bool demo;
	struct str user_gateway, user_media, user_payout, user_sms, user_database;

	/* database */
	struct str db_url, db_password_file, db_ca_file, mariadbd, mariadb_install_db;
	int64_t db_buffer_bytes, statement_max_ms;

	/* who may connect */
	struct config_list origins, trusted_proxies;
	struct str host_citizen, host_rider, host_console;
	int64_t connections_max, connections_per_ip, hello_timeout_ms, ping_s, idle_ms,
		http_idle_ms;

	/* how big a message may be */
	int64_t message_max, chunk_max, chunks_open_max, photo_max, photos_max, photo_pixels_max,
		text_max, http_body_max;
	int64_t uploads_per_principal, upload_ttl_ms, upload_pending_bytes_max;

	/* how many and how fast */
	int64_t rate_default_per_minute, rate_connection_per_minute, rate_anonymous_per_hour,
		rate_search_per_minute, rate_report_per_hour, rate_report_per_day,
		rate_upload_per_hour, rate_otp_per_hour, rate_otp_per_ip_hour,
		rate_otp_total_per_hour, rate_password_failures, rate_receipt_failures,
		rate_enroll_per_hour, lockout_ms, bad_frames_max;

	/* the gateway's inside */
	int64_t queue_max, batch_max, send_queue_max, reader_queue_max, hash_queue_max,
		outbox_poll_ms, event_keep_days, chat_keep_days;
	int64_t crash_after; /* tests only: SIGKILL itself at this named step, 0 = never */

	/* reports and their review */
	int64_t idempotency_days, lease_ms, undo_ms, withdraw_ms, group_max, merge_window_days,
		receipt_keep_days;
	int64_t token_citizen_ms, token_whistle_ms, token_staff_ms, token_receipt_ms, otp_ttl_ms,
		unseal_ask_ms, unseal_open_ms, photo_link_ms, otp_wait_ms;
	struct str tile_url, tile_datum, root_key;

	/* text messages */
	struct str sms_url, sms_ca_file, sms_secret_file, sms_template, sms_text_zh, sms_text_en;
	int64_t sms_timeout_ms;

	/* media */
	int64_t media_workers, media_timeout_ms, photo_edge_max, thumb_edge, evidence_keep_days,
		identity_keep_days;
	struct str evidence_dir, evidence_s3_url, evidence_s3_region, evidence_s3_key_file,
		evidence_s3_ca_file;
	int64_t evidence_s3_timeout_ms;

	/* matching and score */
	struct str registry_index;
	int64_t registry_rebuild_ms;
	struct str credit_url, credit_ca_file, credit_key_file;
	int64_t credit_timeout_ms, credit_cache_ms, match_budget;
	int64_t score_accounts, score_texts, score_photos;
	bool score_copies;

	/* rewards */
	int64_t reward_second_approval_fen, reward_day_fen, reward_person_day_fen,
		reward_person_month_fen, claim_period_days, claim_extra_days;

	/* payout */
	int64_t payout_poll_ms, payout_batch_max, payout_retry_ms, payout_lease_ms,
		payout_breaker_unknowns, payout_reconcile_hour;
	struct str keys_dir, payout_rail, pain001_dir;
	struct str wechat_base_url, wechat_ca_file, wechat_appid, wechat_app_secret_file,
		wechat_mchid, wechat_merchant_serial, wechat_merchant_key, wechat_public_key_id,
		wechat_public_key, wechat_apiv3_key_file, wechat_notify_url, wechat_scene_id,
		wechat_perception;
	int64_t wechat_min_fen, wechat_max_fen, wechat_user_day_fen, wechat_day_fen,
		wechat_name_from_fen, wechat_timeout_ms;
	struct str bank_debtor_name, bank_debtor_account, bank_debtor_cnaps;
};

/* One key. min and max: the number itself, or bytes of a string, or items of a list. */
struct config_row {
	const char *name;
	enum config_type type;
	size_t offset;
	const char *def;
	int64_t min, max;
	const char *zh, *en;
};

/* Ends with .name == NULL. */
extern const struct config_row config_table[];

/* Every key has its default. ERR_MEMORY, or ERR_INPUT when a row's default breaks its own limits.
 */
CHECKED
enum err config_init(struct config *c);
void config_release(struct config *c);

/*
 * All say in why, one line a mistake, what is wrong and what would be right.
 * config_parse goes on after a mistake, so that one run shows them all.
 * name is only for messages. ERR_INPUT, ERR_IO (config_load), ERR_MEMORY.
 */
CHECKED
enum err config_set(struct config *c, struct str name, struct str value, struct buf *why);
CHECKED
enum err config_set_arg(struct config *c, const char *name_is_value, struct buf *why);
CHECKED
enum err config_parse(struct config *c, struct str text, const char *name, struct buf *why);
CHECKED
enum err config_load(struct config *c, const char *path, struct buf *why);

/* What config_parse reads back; with_help puts each key's meaning, type and limits above it. */
void config_print(const struct config *c, bool with_help, struct buf *out);

/* path itself when absolute, else data_dir/path; empty stays empty. { NULL, 0 } when the arena is
 * full. */
struct str config_path(const struct config *c, struct str path, struct arena *a);

/* log_level as a number. */
enum log_level config_log_level(const struct config *c);

#endif
