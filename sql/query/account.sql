--! account_put @gateway @cli id:id roles:i64 login:text? name:text phone_hash:id? phone_sealed:blob? code_hash:id? password:text? created_day:i64
INSERT INTO account (id, roles, login, name, phone_hash, phone_sealed, code_hash, password, created_day)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)

--! account_by_id @gateway @cli id:id -> id:id version:i64 roles:i64 name:text login:text? disabled:i64
SELECT id, version, roles, name, login, disabled FROM account WHERE id = ?

--! account_by_login @gateway @cli login:text -> id:id version:i64 roles:i64 name:text password:text? totp_secret:blob? disabled:i64
SELECT id, version, roles, name, password, totp_secret, disabled FROM account WHERE login = ?

--! account_by_phone @gateway phone_hash:id -> id:id version:i64 roles:i64 name:text disabled:i64
SELECT id, version, roles, name, disabled FROM account WHERE phone_hash = ?

--! account_by_code @gateway code_hash:id -> id:id version:i64 roles:i64 name:text password:text? disabled:i64
SELECT id, version, roles, name, password, disabled FROM account WHERE code_hash = ?

--! account_list @cli after:text most:i64 -> id:id login:text? name:text roles:i64 disabled:i64
SELECT id, login, name, roles, disabled FROM account WHERE login > ? ORDER BY login LIMIT ?

--! account_password @cli password:text? id:id
UPDATE account SET password = ?, version = version + 1 WHERE id = ?

--! account_roles @cli roles:i64 disabled:i64 id:id
UPDATE account SET roles = ?, disabled = ?, version = version + 1 WHERE id = ?

--! account_office_list @gateway @cli account:id -> office:text
SELECT office FROM account_office WHERE account = ?

--! account_office_put @cli account:id office:text
INSERT IGNORE INTO account_office (account, office) VALUES (?, ?)

--! account_office_drop @cli account:id
DELETE FROM account_office WHERE account = ?

--! account_link_put @cli account:id shop_id:text
INSERT IGNORE INTO account_link (account, shop_id) VALUES (?, ?)

--! account_link_get @gateway account:id shop_id:text -> shop_id:text
SELECT shop_id FROM account_link WHERE account = ? AND shop_id = ?

--! token_revoke @gateway token:id expires_ms:i64
INSERT IGNORE INTO token_revoked (token, expires_ms) VALUES (?, ?)

--! token_revoked_get @gateway token:id -> token:id
SELECT token FROM token_revoked WHERE token = ?

--! token_revoked_purge @gateway before_ms:i64
DELETE FROM token_revoked WHERE expires_ms < ? LIMIT 1000

--! otp_put @gateway phone_hash:id code_hash:id expires_ms:i64 sent_ms:i64 hour_ms:i64 sent:i64
INSERT INTO otp (phone_hash, code_hash, expires_ms, sent_ms, hour_ms, sent, tries) VALUES (?, ?, ?, ?, ?, ?, 0)
ON DUPLICATE KEY UPDATE code_hash = VALUE(code_hash), expires_ms = VALUE(expires_ms),
  sent_ms = VALUE(sent_ms), hour_ms = VALUE(hour_ms), sent = VALUE(sent), tries = 0

--! otp_get @gateway phone_hash:id -> version:i64 code_hash:id expires_ms:i64 sent_ms:i64 tries:i64 hour_ms:i64 sent:i64
SELECT version, code_hash, expires_ms, sent_ms, tries, hour_ms, sent FROM otp WHERE phone_hash = ?

--! otp_tried @gateway phone_hash:id
UPDATE otp SET tries = tries + 1 WHERE phone_hash = ?

-- Used up. The row stays a while, because it counts what was sent to this phone.
--! otp_used @gateway phone_hash:id
UPDATE otp SET expires_ms = 0 WHERE phone_hash = ?

--! otp_purge @gateway before_ms:i64
DELETE FROM otp WHERE sent_ms < ? LIMIT 1000

--! guard_otp @gateway ids:text -> id:id version:i64
SELECT t.phone_hash, t.version
FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$')) j STRAIGHT_JOIN otp t ON t.phone_hash = UNHEX(j.id)
FOR UPDATE

--! bump_otp @gateway phone_hash:id
UPDATE otp SET version = version + 1 WHERE phone_hash = ?

--! auth_failure_get @gateway who:id -> failures:i64 last_ms:i64
SELECT failures, last_ms FROM auth_failure WHERE who = ?

--! auth_failure_add @gateway who:id last_ms:i64
INSERT INTO auth_failure (who, failures, last_ms) VALUES (?, 1, ?)
ON DUPLICATE KEY UPDATE failures = failures + 1, last_ms = VALUE(last_ms)

--! auth_failure_purge @gateway before_ms:i64
DELETE FROM auth_failure WHERE last_ms < ? LIMIT 1000

--! auth_failure_drop @gateway who:id
DELETE FROM auth_failure WHERE who = ?
