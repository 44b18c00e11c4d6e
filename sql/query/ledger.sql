-- Double entry, append-only: see domain/ledger.h. Inserts precede the balances' updates.

--! ledger_tx_put @payout @cli event:text at_ms:i64 actor:text note:text
INSERT INTO ledger_tx (event, at_ms, actor, note) VALUES (?, ?, ?, ?)

--! ledger_entry_put @payout @cli event:text account:text pool:text reward:id? fen:i64
INSERT INTO ledger_entry (event, account, pool, reward, fen) VALUES (?, ?, ?, ?, ?)

--! ledger_account_open @cli pool:text account:text
INSERT IGNORE INTO ledger_balance (pool, account, fen) VALUES (?, ?, 0)

--! ledger_balance_move @payout @cli fen:i64 pool:text account:text
UPDATE ledger_balance SET fen = fen + ? WHERE pool = ? AND account = ?

--! ledger_balance_get @payout @cli pool:text account:text -> fen:i64
SELECT fen FROM ledger_balance WHERE pool = ? AND account = ?

--! ledger_balance_list @payout @gateway @cli -> pool:text account:text fen:i64
SELECT pool, account, fen FROM ledger_balance ORDER BY pool, account

-- What the entries say is in one account for one reward.
--! ledger_of_reward @payout @cli reward:id account:text -> fen:i64
SELECT CAST(COALESCE(SUM(fen), 0) AS SIGNED) FROM ledger_entry WHERE reward = ? AND account = ?

-- What other rewards of the case were given: reserved, on its way or paid.
--! ledger_of_case @payout first:id merged:id reward:id -> fen:i64
SELECT CAST(COALESCE(SUM(e.fen), 0) AS SIGNED)
FROM (SELECT id FROM report WHERE id = ? UNION SELECT id FROM report WHERE merged_into = ?) r
JOIN reward w ON w.report = r.id JOIN ledger_entry e ON e.reward = w.id
WHERE w.id <> ? AND e.account IN ('RESERVED', 'CLEARING', 'PAID')

--! ledger_sums @payout @cli -> pool:text account:text fen:i64
SELECT pool, account, CAST(SUM(fen) AS SIGNED) FROM ledger_entry GROUP BY pool, account ORDER BY pool, account

--! ledger_unbalanced @payout @cli -> event:text fen:i64 entries:i64
SELECT t.event, CAST(COALESCE(SUM(e.fen), 0) AS SIGNED), COUNT(e.event) FROM ledger_tx t LEFT JOIN ledger_entry e ON e.event = t.event
GROUP BY t.event HAVING COALESCE(SUM(e.fen), 0) <> 0 OR COUNT(e.event) <> 2 LIMIT 100

-- Per reward, no inner account is below zero and PAID never exceeds what was approved.
--! ledger_bad_rewards @payout @cli -> reward:id account:text fen:i64
SELECT e.reward, e.account, CAST(SUM(e.fen) AS SIGNED) FROM ledger_entry e JOIN reward r ON r.id = e.reward
WHERE e.account IN ('RESERVED', 'CLEARING', 'PAID')
GROUP BY e.reward, e.account, r.amount_fen HAVING SUM(e.fen) < 0 OR SUM(e.fen) > r.amount_fen LIMIT 100

-- CLEARING is the sum of live attempts, and each settled attempt has its P row.
--! ledger_clearing_live @payout @cli -> clearing_fen:i64 live_fen:i64
SELECT CAST((SELECT COALESCE(SUM(fen), 0) FROM ledger_entry WHERE account = 'CLEARING') AS SIGNED),
  CAST((SELECT COALESCE(SUM(amount_fen), 0) FROM transfer WHERE state IN ('intent', 'unknown', 'pending', 'needs_user', 'held')) AS SIGNED)

--! ledger_unposted @payout @cli -> bill:text state:text
SELECT t.bill, t.state FROM transfer t LEFT JOIN ledger_tx p ON p.event = CONCAT('P:', t.bill)
WHERE (t.state = 'paid') <> (p.event IS NOT NULL) LIMIT 100

-- A page begins after (at_ms, event, account).
--! ledger_export @cli from_ms:i64 to_ms:i64 after_ms:i64 same_ms:i64 after_event:text same_event:text after_account:text most:i64 -> event:text at_ms:i64 account:text pool:text fen:i64 actor:text note:text
SELECT t.event, t.at_ms, e.account, e.pool, e.fen, t.actor, t.note FROM ledger_tx t JOIN ledger_entry e ON e.event = t.event
WHERE t.at_ms >= ? AND t.at_ms < ? AND (t.at_ms > ? OR (t.at_ms = ? AND (t.event > ? OR (t.event = ? AND e.account > ?))))
ORDER BY t.at_ms, t.event, e.account LIMIT ?
