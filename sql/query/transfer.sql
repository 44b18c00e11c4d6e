-- Attempts to send a reward. Bill, amount and payee never change after the intent (a trigger).

--! transfer_put @payout id:id bill:text reward:id attempt:i64 rail:text amount_fen:i64 pool:text payee_day:id payee_case:id body:blob? state:text todo:text next_ms:i64 intent_ms:i64
INSERT INTO transfer (id, bill, reward, attempt, rail, amount_fen, pool, payee_day, payee_case, body, state, todo, next_ms, intent_ms)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

-- Questions and withdrawals first, they end things; each kind is read along its index, so that a long queue costs no more than a short
-- one. Of a stopped rail (names separated by commas) only these are due.
--! transfer_due @payout query_ms:i64 query_most:i64 cancel_ms:i64 cancel_most:i64 resolve_ms:i64 resolve_stopped:text resolve_most:i64 submit_ms:i64 submit_stopped:text submit_most:i64 check_ms:i64 check_most:i64 -> id:id version:i64 bill:text reward:id attempt:i64 rail:text amount_fen:i64 pool:text payee_day:id payee_case:id body:blob? state:text todo:text tries:i64 package:text? intent_ms:i64 cancel_ms:i64? reward_version:i64 reward_state:text verifier:id report:id contact:blob
SELECT t.id, t.version, t.bill, t.reward, t.attempt, t.rail, t.amount_fen, t.pool, t.payee_day, t.payee_case, t.body, t.state, t.todo, t.tries, t.package, t.intent_ms, t.cancel_ms,
  w.version, w.state, w.verifier, w.report, r.contact
FROM (
  (SELECT id FROM transfer WHERE todo = 'query' AND next_ms <= ? ORDER BY next_ms LIMIT ?)
  UNION ALL (SELECT id FROM transfer WHERE todo = 'cancel' AND next_ms <= ? ORDER BY next_ms LIMIT ?)
  UNION ALL (SELECT id FROM transfer WHERE todo = 'resolve' AND next_ms <= ? AND FIND_IN_SET(rail, ?) = 0 ORDER BY next_ms LIMIT ?)
  UNION ALL (SELECT id FROM transfer WHERE todo = 'submit' AND next_ms <= ? AND FIND_IN_SET(rail, ?) = 0 ORDER BY next_ms LIMIT ?)
  UNION ALL (SELECT id FROM transfer WHERE todo = 'check' AND next_ms <= ? ORDER BY next_ms LIMIT ?)
) due JOIN transfer t ON t.id = due.id JOIN reward w ON w.id = t.reward JOIN report r ON r.id = w.report

--! transfer_move @payout state:text todo:text next_ms:i64 tries:i64 external:text? package:text? reason:text? settled_ms:i64? id:id
UPDATE transfer SET state = ?, todo = ?, next_ms = ?, tries = ?, external = COALESCE(?, external), package = COALESCE(?, package), reason = ?, settled_ms = ?
WHERE id = ?

--! transfer_intent @payout body:blob state:text todo:text next_ms:i64 payee_day:id id:id
UPDATE transfer SET body = ?, state = ?, todo = ?, next_ms = ?, tries = 0, payee_day = ? WHERE id = ?

-- A new holder of the lease: what may have been sent is asked for, and late writes of the former holder no longer fit.
--! transfer_adopt @payout now_ms:i64
UPDATE transfer SET version = version + 1, todo = IF(todo = 'submit', 'query', todo), next_ms = LEAST(next_ms, ?)
WHERE todo IN ('submit', 'query', 'cancel', 'resolve')

--! transfer_hint @payout now_ms:i64 bill:text
UPDATE transfer SET next_ms = LEAST(next_ms, ?) WHERE bill = ? AND todo IN ('query', 'cancel')

--! transfer_day_sums @payout rail:text from_ms:i64 -> fen:i64
SELECT CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) FROM transfer
WHERE rail = ? AND intent_ms >= ? AND state NOT IN ('failed', 'cancelled', 'dropped') AND returned_ms IS NULL

--! transfer_payee_day @payout payee_day:id -> fen:i64
SELECT CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) FROM transfer
WHERE payee_day = ? AND state NOT IN ('failed', 'cancelled', 'dropped') AND returned_ms IS NULL

-- Another reward of the same case to the same person.
--! transfer_payee_case @payout payee_case:id reward:id -> n:i64
SELECT COUNT(*) FROM transfer WHERE payee_case = ? AND reward <> ? AND state NOT IN ('failed', 'cancelled', 'dropped') AND returned_ms IS NULL

--! transfer_package @gateway report:id -> state:text rail:text package:text?
SELECT t.state, t.rail, t.package FROM reward w JOIN transfer t ON t.reward = w.id
WHERE w.report = ? ORDER BY t.intent_ms DESC LIMIT 1

--! transfer_statement @gateway @cli from_ms:i64 to_ms:i64 before_ms:i64 same_ms:i64 before_bill:text most:i64 -> at_ms:i64 bill:text amount_fen:i64 rail:text state:text
SELECT intent_ms, bill, amount_fen, rail, state FROM transfer
WHERE intent_ms >= ? AND intent_ms < ? AND (intent_ms < ? OR (intent_ms = ? AND bill < ?)) ORDER BY intent_ms DESC, bill DESC LIMIT ?

--! transfer_list @cli state:text all:text most:i64 -> bill:text rail:text amount_fen:i64 state:text todo:text tries:i64 reason:text? intent_ms:i64
SELECT bill, rail, amount_fen, state, todo, tries, reason, intent_ms FROM transfer
WHERE (state = ? OR ? = '') ORDER BY intent_ms DESC LIMIT ?

-- A human looks at a held transfer again: it is asked for, not sent.
--! transfer_resume @cli next_ms:i64 bill:text
UPDATE transfer SET state = 'unknown', todo = 'query', next_ms = ?, tries = 0, version = version + 1 WHERE bill = ? AND state = 'held'

-- Withdrawing: at once where the payee has only to confirm, else as soon as the rail has it.
--! transfer_wish_cancel @payout cancel_ms:i64 now_ms:i64 id:id
UPDATE transfer SET cancel_ms = ?, next_ms = IF(state = 'needs_user', ?, next_ms), todo = IF(state = 'needs_user', 'cancel', todo) WHERE id = ?

-- Claimed in time, never confirmed, and now the time is over.
--! transfer_overdue @payout now_ms:i64 most:i64 -> id:id version:i64 bill:text
SELECT t.id, t.version, t.bill FROM reward w JOIN transfer t ON t.reward = w.id
WHERE w.state = 'needs_user' AND w.due_ms < ? AND t.state = 'needs_user' AND t.cancel_ms IS NULL LIMIT ?

--! transfer_of_bill @payout bill:text -> id:id version:i64 rail:text state:text amount_fen:i64 pool:text reward:id cancel_ms:i64? returned_ms:i64? reward_version:i64 reward_state:text report:id contact:blob
SELECT t.id, t.version, t.rail, t.state, t.amount_fen, t.pool, t.reward, t.cancel_ms, t.returned_ms, w.version, w.state, w.report, r.contact
FROM transfer t JOIN reward w ON w.id = t.reward JOIN report r ON r.id = w.report WHERE t.bill = ?

--! transfer_called_back @payout bill:text -> id:id version:i64 state:text todo:text next_ms:i64 tries:i64 amount_fen:i64 body:blob?
SELECT id, version, state, todo, next_ms, tries, amount_fen, body FROM transfer WHERE bill = ?

--! transfer_returned @payout returned_ms:i64 id:id
UPDATE transfer SET returned_ms = ? WHERE id = ?

--! guard_transfer @payout ids:text -> id:id version:i64
SELECT t.id, t.version
FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$')) j STRAIGHT_JOIN transfer t ON t.id = UNHEX(j.id)
FOR UPDATE

--! bump_transfer @payout id:id
UPDATE transfer SET version = version + 1 WHERE id = ?

--! rail_state_list @payout @gateway @cli -> rail:text stopped:i64 reason:text since_ms:i64 until_ms:i64
SELECT rail, stopped, reason, since_ms, until_ms FROM rail_state

--! rail_state_set @payout @cli stopped:i64 reason:text since_ms:i64 until_ms:i64 rail:text
UPDATE rail_state SET stopped = ?, reason = ?, since_ms = ?, until_ms = ? WHERE rail = ?

-- Ours, or expired: then nothing else holds it. 0 rows changed: another process does.
--! lease_take @payout holder_was:id holder:id until_ms:i64 me:id now_ms:i64
UPDATE payout_lease SET fence = fence + IF(holder = ?, 0, 1), holder = ?, until_ms = ?
WHERE name = 'payout' AND (holder = ? OR until_ms < ?)

--! lease_get @payout -> holder:id until_ms:i64 fence:i64
SELECT holder, until_ms, fence FROM payout_lease WHERE name = 'payout'

--! lease_drop @payout holder:id
UPDATE payout_lease SET until_ms = 0 WHERE name = 'payout' AND holder = ?
