-- What two people decided about a transfer. Gateways have no right here.

--! money_order_put @cli kind:text bill:text amount_fen:i64 line:text? decision:text actor:text at_ms:i64
INSERT INTO money_order (kind, bill, amount_fen, line, decision, actor, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)

--! money_order_new @payout most:i64 -> n:i64 kind:text bill:text amount_fen:i64 line:text? decision:text actor:text
SELECT n, kind, bill, amount_fen, line, decision, actor FROM money_order WHERE state = 'new' ORDER BY n LIMIT ?

--! money_order_set_state @payout state:text n:i64
UPDATE money_order SET state = ? WHERE n = ?

-- What was clawed back of a bill already.
--! money_order_clawed @payout bill:text -> fen:i64
SELECT CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) FROM money_order WHERE bill = ? AND kind = 'clawback' AND state = 'done'

--! money_order_list @cli most:i64 -> n:i64 kind:text bill:text amount_fen:i64 line:text? decision:text actor:text at_ms:i64 state:text
SELECT n, kind, bill, amount_fen, line, decision, actor, at_ms, state FROM money_order ORDER BY n DESC LIMIT ?

--! barred_payee_put @cli hash:id added_ms:i64 added_by:text
INSERT IGNORE INTO barred_payee (hash, added_ms, added_by) VALUES (?, ?, ?)

--! barred_payee_any @payout first:id second:id third:id -> n:i64
SELECT COUNT(*) FROM barred_payee WHERE hash IN (?, ?, ?)
