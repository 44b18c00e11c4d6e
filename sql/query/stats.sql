-- What `ezhili stats` and `ezhili verify` ask.

--! stats_reports @cli -> state:text n:i64 severe:i64 shielded:i64 overdue:i64
SELECT state, COUNT(*), COALESCE(SUM(severity = 5), 0), COALESCE(SUM(lane = 'shielded'), 0),
  COALESCE(SUM(due_ms < UNIX_TIMESTAMP() * 1000 AND closed_ms IS NULL), 0)
FROM report GROUP BY state ORDER BY state

--! stats_rewards @cli -> state:text n:i64 fen:i64
SELECT state, COUNT(*), CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) FROM reward GROUP BY state ORDER BY state

--! audit_epochs @cli -> epoch:id n:i64
SELECT epoch, MAX(n) FROM audit GROUP BY epoch ORDER BY epoch
