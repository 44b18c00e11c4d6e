-- What io/batcher.c writes around the effects of a batch.

--! idem_take @gateway @payout scope:id id:id params:id result:blob created_day:i64 -> scope:id id:id
INSERT IGNORE INTO idempotency (scope, id, params, result, created_day) VALUES (?, ?, ?, ?, ?)
RETURNING scope, id

--! idem_get @gateway @payout scope:id id:id -> params:id result:blob
SELECT params, result FROM idempotency WHERE scope = ? AND id = ?

--! idem_purge @gateway before_day:i64
DELETE FROM idempotency WHERE created_day < ? LIMIT 5000

--! idem_drop @gateway @payout scope:id id:id
DELETE FROM idempotency WHERE scope = ? AND id = ?

-- The batch's own count first, so that one statement opens, locks and advances a mailbox.
--! mailbox_advance @gateway @payout topic:id events:i64 -> topic:id seq:i64
INSERT INTO mailbox (topic, seq) VALUES (?, ?)
ON DUPLICATE KEY UPDATE seq = seq + VALUE(seq)
RETURNING topic, seq

--! outbox_put @gateway @payout topic:id seq:i64 method:text params:text created_day:i64
INSERT INTO outbox (topic, seq, method, params, created_day) VALUES (?, ?, ?, ?, ?)

--! hint_put @gateway @payout epoch:id n:i64 at_ms:i64 body:text
INSERT INTO hint (epoch, n, at_ms, body) VALUES (?, ?, ?, ?)

--! audit_put @gateway @payout @cli epoch:id n:i64 at_ms:i64 actor:text action:text object:id before_json:text? after_json:text? hash:blob
INSERT INTO audit (epoch, n, at_ms, actor, action, object, before_json, after_json, hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)

-- Guards: ids is a JSON array of hexadecimal ids, sorted, so that two writers lock in one order.
--! guard_account @gateway @payout ids:text -> id:id version:i64
SELECT t.id, t.version
FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$')) j STRAIGHT_JOIN account t ON t.id = UNHEX(j.id)
FOR UPDATE

--! guard_report @gateway @payout ids:text -> id:id version:i64
SELECT t.id, t.version
FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$')) j STRAIGHT_JOIN report t ON t.id = UNHEX(j.id)
FOR UPDATE

--! bump_account @gateway @payout id:id
UPDATE account SET version = version + 1 WHERE id = ?

--! bump_report @gateway @payout id:id
UPDATE report SET version = version + 1 WHERE id = ?
