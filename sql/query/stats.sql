-- What `ezhili stats` and `ezhili verify` ask.

--! stats_reports @cli -> state:text n:i64 severe:i64 shielded:i64 overdue:i64
SELECT state, COUNT(*), COALESCE(SUM(severity = 5), 0), COALESCE(SUM(lane = 'shielded'), 0),
  COALESCE(SUM(due_ms < UNIX_TIMESTAMP() * 1000 AND closed_ms IS NULL), 0)
FROM report GROUP BY state ORDER BY state

--! stats_rewards @cli -> state:text n:i64 fen:i64
SELECT state, COUNT(*), CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) FROM reward GROUP BY state ORDER BY state

-- Whose findings pay whom in a quarter: of each verifier the payments, the accounts and what the most paid one got.
--! payee_count_list @gateway @cli quarter:i64 -> verifier:id login:text? name:text? n:i64 payees:i64 top:i64
SELECT p.verifier, MAX(a.login), MAX(a.name), CAST(SUM(p.n) AS SIGNED), COUNT(*), MAX(p.n)
FROM payee_count p LEFT JOIN account a ON a.id = p.verifier
WHERE p.quarter = ? GROUP BY p.verifier ORDER BY MAX(p.n) / SUM(p.n) DESC, SUM(p.n) DESC, p.verifier LIMIT 1000

--! payee_count_add @payout verifier:id payee:id quarter:i64
INSERT INTO payee_count (verifier, payee, quarter, n) VALUES (?, ?, ?, 1) ON DUPLICATE KEY UPDATE n = n + 1

--! payee_count_purge @payout before:i64
DELETE FROM payee_count WHERE quarter < ?

--! audit_epochs @cli -> epoch:id n:i64
SELECT epoch, MAX(n) FROM audit GROUP BY epoch ORDER BY epoch
