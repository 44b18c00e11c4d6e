--! mailbox_head @gateway topic:id -> seq:i64
SELECT seq FROM mailbox WHERE topic = ?

--! outbox_after @gateway topic:id seq:i64 most:i64 -> seq:i64 method:text params:text
SELECT seq, method, params FROM outbox WHERE topic = ? AND seq > ? ORDER BY seq LIMIT ?

--! outbox_purge @gateway before_day:i64
DELETE FROM outbox WHERE created_day < ? LIMIT 5000

-- The oldest event that is still there; 0: none.
--! outbox_first @gateway topic:id -> seq:i64
SELECT COALESCE(MIN(seq), 0) FROM outbox WHERE topic = ?

--! hint_heads @gateway -> epoch:id n:i64
SELECT epoch, MAX(n) FROM hint GROUP BY epoch

--! hint_after @gateway epoch:id n:i64 -> n:i64 body:text
SELECT n, body FROM hint WHERE epoch = ? AND n > ? ORDER BY n LIMIT 50

--! hint_purge @gateway before_ms:i64
DELETE FROM hint WHERE at_ms < ? LIMIT 1000

--! timer_put @gateway @payout id:id due_ms:i64 kind:text ref:id
INSERT INTO timer (id, due_ms, kind, ref) VALUES (?, ?, ?, ?)

--! timer_drop @gateway @payout id:id
DELETE FROM timer WHERE id = ?

--! timer_drop_ref @gateway @payout ref:id kind:text
DELETE FROM timer WHERE ref = ? AND kind = ?

--! timer_due @gateway now_ms:i64 most:i64 -> id:id due_ms:i64 kind:text ref:id
SELECT id, due_ms, kind, ref FROM timer WHERE due_ms <= ? ORDER BY due_ms LIMIT ?
