-- What ended is asked for once more, a day later, and compared with what we stored.

--! reconcile_daily @payout day:i64 until_ms:i64
INSERT IGNORE INTO reconcile_run (day, until_ms) VALUES (?, ?)

--! reconcile_by_hand @cli until_ms:i64
INSERT INTO reconcile_run (until_ms) VALUES (?)

--! reconcile_open @payout -> n:i64 until_ms:i64 started_ms:i64?
SELECT n, until_ms, started_ms FROM reconcile_run WHERE done_ms IS NULL ORDER BY n LIMIT 1

-- Marked in the transaction that starts the run. since_ms: rails forget what is older.
--! reconcile_mark @payout next_ms:i64 until_ms:i64 since_ms:i64
UPDATE transfer SET todo = 'check', next_ms = ?, tries = 0
WHERE settled_ms < ? AND settled_ms >= ? AND state IN ('paid', 'failed', 'cancelled') AND todo = 'none' AND reconciled_ms IS NULL AND returned_ms IS NULL

--! reconcile_started @payout started_ms:i64 n:i64
UPDATE reconcile_run SET started_ms = ? WHERE n = ?

--! reconcile_left @payout -> n:i64
SELECT COUNT(*) FROM transfer WHERE todo = 'check'

--! reconcile_done @payout done_ms:i64 from_ms:i64 diff_ms:i64 n:i64
UPDATE reconcile_run SET done_ms = ?, checked = (SELECT COUNT(*) FROM transfer WHERE reconciled_ms >= ?), differences = (SELECT COUNT(*) FROM reconcile_difference WHERE at_ms >= ?) WHERE n = ?

--! reconcile_checked @payout reconciled_ms:i64 id:id
UPDATE transfer SET todo = 'none', reconciled_ms = ? WHERE id = ?

--! reconcile_later @payout next_ms:i64 id:id
UPDATE transfer SET next_ms = ?, tries = tries + 1 WHERE id = ?

--! reconcile_difference_put @payout bill:text at_ms:i64 ours:text theirs:text amount_fen:i64
INSERT INTO reconcile_difference (bill, at_ms, ours, theirs, amount_fen) VALUES (?, ?, ?, ?, ?)

--! reconcile_list @cli most:i64 -> n:i64 day:i64? until_ms:i64 started_ms:i64? done_ms:i64? checked:i64 differences:i64
SELECT n, day, until_ms, started_ms, done_ms, checked, differences FROM reconcile_run ORDER BY n DESC LIMIT ?

--! reconcile_difference_list @cli most:i64 -> bill:text at_ms:i64 ours:text theirs:text amount_fen:i64
SELECT bill, at_ms, ours, theirs, amount_fen FROM reconcile_difference ORDER BY at_ms DESC LIMIT ?
