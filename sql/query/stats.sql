-- What `ezhili stats` and `ezhili verify` ask.

--! stats_reports @cli -> state:text n:i64 severe:i64 shielded:i64 overdue:i64
SELECT state, COUNT(*), COALESCE(SUM(severity = 5), 0), COALESCE(SUM(lane = 'shielded'), 0),
  COALESCE(SUM(due_ms < UNIX_TIMESTAMP() * 1000 AND closed_ms IS NULL), 0)
FROM report GROUP BY state ORDER BY state

--! stats_rewards @cli -> state:text n:i64 fen:i64
SELECT state, COUNT(*), CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) FROM reward GROUP BY state ORDER BY state

-- Whose findings pay whom: paid since from_ms and not given back, by verifier; a payee is the report's keyed owner.
--! stats_concentration @cli from_ms:i64 -> verifier:id login:text? n:i64 payees:i64 top:i64
SELECT p.verifier, MAX(a.login), CAST(SUM(p.n) AS SIGNED), COUNT(*), MAX(p.n)
FROM (SELECT w.verifier AS verifier, w.owner AS owner, COUNT(*) AS n FROM transfer t JOIN reward w ON w.id = t.reward
  WHERE t.settled_ms >= ? AND t.state = 'paid' AND t.returned_ms IS NULL GROUP BY w.verifier, w.owner) p
LEFT JOIN account a ON a.id = p.verifier
GROUP BY p.verifier ORDER BY MAX(p.n) / SUM(p.n) DESC, SUM(p.n) DESC, p.verifier

--! audit_epochs @cli -> epoch:id n:i64
SELECT epoch, MAX(n) FROM audit GROUP BY epoch ORDER BY epoch
