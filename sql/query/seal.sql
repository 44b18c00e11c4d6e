-- Sealed identities and the keys they are sealed to.

--! seal_key_current @gateway -> key_id:text public_key:blob signature:blob
SELECT key_id, public_key, signature FROM seal_key WHERE retired_ms IS NULL ORDER BY made_ms DESC LIMIT 1

--! seal_key_list @cli @payout -> key_id:text alg:text public_key:blob signature:blob made_ms:i64 retired_ms:i64?
SELECT key_id, alg, public_key, signature, made_ms, retired_ms FROM seal_key ORDER BY made_ms

--! seal_key_put @cli key_id:text alg:text public_key:blob signature:blob made_ms:i64
INSERT INTO seal_key (key_id, alg, public_key, signature, made_ms) VALUES (?, ?, ?, ?, ?)

--! seal_key_retire @cli retired_ms:i64 key_id:text
UPDATE seal_key SET retired_ms = ? WHERE key_id = ? AND retired_ms IS NULL

--! whistle_put @gateway id:id roles:i64 name:text code_hash:id password:text trade:text platform:text employment:text created_day:i64
INSERT INTO account (id, roles, name, code_hash, password, trade, platform, employment, created_day)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)

--! whistle_employment @gateway id:id -> trade:text? employment:text?
SELECT trade, employment FROM account WHERE id = ?

--! payee_put @payout id:id person:id alg:text key_id:text sealed:blob employment:text created_day:i64
INSERT INTO payee (id, person, alg, key_id, sealed, employment, created_day) VALUES (?, ?, ?, ?, ?, ?, ?)

--! payee_get @payout id:id -> person:id key_id:text sealed:blob employment:text
SELECT person, key_id, sealed, employment FROM payee WHERE id = ?

-- Deposits that another key still holds, in the order of their ids.
--! payee_reseal_due @payout key_id:text after:id most:i64 -> id:id key_id:text sealed:blob
SELECT id, key_id, sealed FROM payee WHERE key_id <> ? AND id > ? ORDER BY id LIMIT ?

-- The same text under another key; only if nobody was faster.
--! payee_reseal @payout alg:text key_id:text sealed:blob id:id was:text
UPDATE payee SET alg = ?, key_id = ?, sealed = ? WHERE id = ? AND key_id = ?

--! payee_reseal_left @payout key_id:text -> n:i64
SELECT COUNT(*) FROM payee WHERE key_id <> ?

-- Deposits, and what is still on its way to the payer.
--! seal_key_use @cli payee_key:text mail_key:text -> n:i64
SELECT (SELECT COUNT(*) FROM payee WHERE key_id = ?) + (SELECT COUNT(*) FROM payer_mail WHERE key_id = ?)

--! payer_figure_set @payout name:text value:i64
INSERT INTO payer_figure (name, value) VALUES (?, ?) ON DUPLICATE KEY UPDATE value = VALUE(value)

--! payer_figure_list @gateway -> name:text value:i64
SELECT name, value FROM payer_figure ORDER BY name
