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
