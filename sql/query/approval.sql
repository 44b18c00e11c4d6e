-- Signed approvals. Gateways add them; only the payer says which are good.

--! approval_put @gateway reward:id approver:id login:text note:text sig:blob at_ms:i64
INSERT INTO approval (reward, approver, login, note, sig, at_ms) VALUES (?, ?, ?, ?, ?, ?)

--! approval_list @gateway @payout reward:id -> approver:id login:text note:text sig:blob at_ms:i64 state:text
SELECT approver, login, note, sig, at_ms, state FROM approval WHERE reward = ? ORDER BY at_ms

--! approval_new @payout most:i64 -> reward:id
SELECT DISTINCT reward FROM approval WHERE state = 'new' LIMIT ?

--! approval_set_state @payout state:text reward:id approver:id
UPDATE approval SET state = ? WHERE reward = ? AND approver = ?

--! approver_key_list @gateway @payout @cli account:id -> public_key:blob
SELECT public_key FROM approver_key WHERE account = ? AND revoked_ms IS NULL

--! approver_key_put @cli account:id public_key:blob added_ms:i64 added_by:text second_by:text
INSERT IGNORE INTO approver_key (account, public_key, added_ms, added_by, second_by) VALUES (?, ?, ?, ?, ?)

--! approver_key_revoke @cli revoked_ms:i64 account:id
UPDATE approver_key SET revoked_ms = ? WHERE account = ? AND revoked_ms IS NULL
