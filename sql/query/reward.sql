-- Rewards: proposed by case.close, approved, claimed, paid.

--! reward_rule_list @gateway @payout -> name:text kind:text level:i64 from_ms:i64 until_ms:i64 share_ppm:i64 floor_fen:i64 cap_fen:i64 partly_ppm:i64 employments:i64
SELECT name, kind, level, from_ms, until_ms, share_ppm, floor_fen, cap_fen, partly_ppm, employments FROM reward_rule

--! reward_put @gateway id:id report:id owner:id amount_fen:i64 rule:text small:i64 sharers:i64 pool:text verifier:id proposed_ms:i64 updated_ms:i64
INSERT INTO reward (id, report, owner, state, amount_fen, rule, small, sharers, pool, verifier, proposed_ms, updated_ms)
VALUES (?, ?, ?, 'proposed', ?, ?, ?, ?, ?, ?, ?, ?)

--! reward_get @gateway @payout id:id -> id:id version:i64 report:id owner:id state:text amount_fen:i64 rule:text sharers:i64 pool:text verifier:id proposed_ms:i64 due_ms:i64? attempts:i64
SELECT id, version, report, owner, state, amount_fen, rule, sharers, pool, verifier, proposed_ms, due_ms, attempts FROM reward WHERE id = ?

-- The one in force for a report: the latest.
--! reward_of_report @gateway report:id -> id:id version:i64 report:id owner:id state:text amount_fen:i64 field:text? source:text contact:blob
SELECT w.id, w.version, w.report, w.owner, w.state, w.amount_fen, w.field, r.source, r.contact FROM reward w JOIN report r ON r.id = w.report
WHERE w.report = ? ORDER BY w.proposed_ms DESC, w.id DESC LIMIT 1

-- What counts against the caps of small rewards: this person's, then everybody's.
--! reward_small_sums @gateway day_ms:i64 month_ms:i64 owner:id from_ms:i64 -> day_fen:i64 month_fen:i64
SELECT CAST(COALESCE(SUM(IF(proposed_ms >= ?, amount_fen, 0)), 0) AS SIGNED),
  CAST(COALESCE(SUM(IF(proposed_ms >= ?, amount_fen, 0)), 0) AS SIGNED)
FROM reward WHERE owner = ? AND proposed_ms >= ? AND small = 1 AND state NOT IN ('refused', 'lapsed')

--! reward_small_day @gateway from_ms:i64 -> day_fen:i64
SELECT CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) FROM reward
WHERE proposed_ms >= ? AND small = 1 AND state NOT IN ('refused', 'lapsed')

-- Newest first; a page ends before (before_ms, before_id). Empty state or zero report: all of them.
--! reward_list_owner @gateway owner:id state:text state_all:text before_ms:i64 same_ms:i64 before_id:id most:i64 -> id:id report:id state:text amount_fen:i64 rule:text proposed_ms:i64
SELECT id, report, state, amount_fen, rule, proposed_ms FROM reward
WHERE owner = ? AND (state = ? OR ? = '') AND (proposed_ms < ? OR (proposed_ms = ? AND id < ?)) ORDER BY proposed_ms DESC, id DESC LIMIT ?

--! reward_list_all @gateway state:text state_all:text before_ms:i64 same_ms:i64 before_id:id most:i64 -> id:id report:id state:text amount_fen:i64 rule:text proposed_ms:i64
SELECT id, report, state, amount_fen, rule, proposed_ms FROM reward
WHERE (state = ? OR ? = '') AND (proposed_ms < ? OR (proposed_ms = ? AND id < ?)) ORDER BY proposed_ms DESC, id DESC LIMIT ?

--! reward_list_report @gateway report:id -> id:id report:id owner:id state:text amount_fen:i64 rule:text proposed_ms:i64
SELECT id, report, owner, state, amount_fen, rule, proposed_ms FROM reward WHERE report = ? ORDER BY proposed_ms DESC, id DESC

-- Of a case: the report that was decided and all that were merged into it.
--! reward_case_alive @gateway first:id merged:id -> n:i64
SELECT COUNT(*) FROM (SELECT id FROM report WHERE id = ? UNION SELECT id FROM report WHERE merged_into = ?) r
JOIN reward w ON w.report = r.id WHERE w.state NOT IN ('refused', 'lapsed')

--! reward_set_state @gateway @payout state:text field:text? updated_ms:i64 id:id
UPDATE reward SET state = ?, field = ?, updated_ms = ? WHERE id = ?

--! reward_set_due @payout due_ms:i64 updated_ms:i64 id:id
UPDATE reward SET due_ms = ?, updated_ms = ? WHERE id = ?

--! reward_set_attempts @payout attempts:i64 id:id
UPDATE reward SET attempts = ? WHERE id = ?

--! reward_lapsing @payout now_ms:i64 most:i64 -> id:id version:i64 report:id amount_fen:i64 pool:text
SELECT id, version, report, amount_fen, pool FROM reward
WHERE state IN ('claimable', 'failed') AND due_ms < ? ORDER BY due_ms LIMIT ?

-- What the payer recomputes the amount from, and whom it tells.
--! reward_case @payout @gateway report:id -> contact:blob source:text category:text severity:i64 photos:i64 occurred_ms:i64? submitted_ms:i64 verdict:text? verdict_by:id? merged_into:id? joint:i64 outcome:text? fine_fen:i64? confiscated_fen:i64? serious:i64?
SELECT contact, source, category, severity, photos, occurred_ms, submitted_ms, verdict, verdict_by, merged_into, joint, outcome, fine_fen, confiscated_fen, serious
FROM report WHERE id = ?

--! reward_owner_of @gateway report:id -> owner:id
SELECT owner FROM report WHERE id = ?

--! guard_reward @gateway @payout ids:text -> id:id version:i64
SELECT t.id, t.version
FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$')) j STRAIGHT_JOIN reward t ON t.id = UNHEX(j.id)
FOR UPDATE

--! bump_reward @gateway @payout id:id
UPDATE reward SET version = version + 1 WHERE id = ?
