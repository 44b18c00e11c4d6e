-- The reviewers' work: the queue, one report, its claim, verdict, merge, hand-over and end.

-- lane 'open' is everything but the shielded lane, with the samples drawn from it.
-- The page begins after (rank, id) in descending rank.
--! review_queue @gateway queue:text state_any:text state:text account:id office_any:text office:text
--!   lane_open:text lane:text rank:i64 rank_same:i64 after:id most:i64
--!   -> id:id rank:i64 state:text category:text severity:i64 shop_id:text? shop_text:text? shop_name:text?
--!   office:text source:text submitted_ms:i64 due_ms:i64 photos:i64 copies:i64 score_v:i64 score_m:i64
--!   score_json:text lane:text audit_draw:i64 lease_ms:i64? claimed_by:id? claimed_name:text?
SELECT r.id, r.queue_rank, r.state, r.category, r.severity, r.shop_id, r.shop_text, r.shop_name,
  r.office, r.source, r.submitted_ms, r.due_ms, r.photos,
  (SELECT COUNT(*) FROM report c WHERE c.merged_into = r.id),
  r.score_v, r.score_m, r.score_json, r.lane, r.audit_draw, r.lease_ms, r.claimed_by, a.name
FROM report r LEFT JOIN account a ON a.id = r.claimed_by
WHERE r.queue = ? AND (? = '' OR r.state = ?)
  AND EXISTS (SELECT 1 FROM account_office o WHERE o.account = ? AND o.office IN (r.office, '*'))
  AND (? = '' OR r.office = ?)
  AND (CASE ? WHEN 'open' THEN r.lane <> 'shielded' OR r.audit_draw = 1 ELSE r.lane = ? END)
  AND (r.queue_rank < ? OR (r.queue_rank = ? AND r.id > ?))
  AND NOT EXISTS (SELECT 1 FROM verdict_pending p WHERE p.report = r.id)
ORDER BY r.queue_rank DESC, r.id
LIMIT ?

--! review_total @gateway queue:text state_any:text state:text account:id office_any:text office:text
--!   lane_open:text lane:text -> n:i64
SELECT COUNT(*) FROM report r
WHERE r.queue = ? AND (? = '' OR r.state = ?)
  AND EXISTS (SELECT 1 FROM account_office o WHERE o.account = ? AND o.office IN (r.office, '*'))
  AND (? = '' OR r.office = ?)
  AND (CASE ? WHEN 'open' THEN r.lane <> 'shielded' OR r.audit_draw = 1 ELSE r.lane = ? END)
  AND NOT EXISTS (SELECT 1 FROM verdict_pending p WHERE p.report = r.id)

-- One report for a reviewer: no row when none of the account's offices is its office (every: 1 for the
-- service itself and for auditors). linked: the account has declared a link to the shop.
--! review_report @gateway viewer:id every:i64 account:id report:id
--!   -> id:id version:i64 contact:blob owner:id source:text state:text category:text severity:i64 text:text
--!   shop_id:text? shop_text:text? shop_name:text? office:text lat:f64? lng:f64? datum:text? occurred_ms:i64?
--!   photos:i64 submitted_ms:i64 updated_ms:i64 due_ms:i64 match_p:f64? match_json:text? score_version:i64
--!   score_v:i64 score_m:i64 score_json:text lane:text claimed_by:id? claimed_name:text? lease_ms:i64?
--!   question:text? verdict:text? verdict_reason:text? verdict_note:text? verdict_by:id? verdict_ms:i64? merged_into:id?
--!   outcome:text? linked:i64 pending:text? pending_reason:text? pending_note:text? pending_by:id?
--!   pending_ms:i64? pending_due_ms:i64? pending_timer:id?
SELECT r.id, r.version, r.contact, r.owner, r.source, r.state, r.category, r.severity, r.text,
  r.shop_id, r.shop_text, r.shop_name, r.office, r.lat, r.lng, r.datum, r.occurred_ms,
  r.photos, r.submitted_ms, r.updated_ms, r.due_ms, r.match_p, r.match_json, r.score_version,
  r.score_v, r.score_m, r.score_json, r.lane, r.claimed_by, a.name, r.lease_ms,
  r.question, r.verdict, r.verdict_reason, r.verdict_note, r.verdict_by, r.verdict_ms, r.merged_into,
  r.outcome,
  EXISTS (SELECT 1 FROM account_link l WHERE l.account = ? AND l.shop_id = r.shop_id),
  p.verdict, p.reason, p.note, p.decided_by, p.decided_ms, p.due_ms, p.timer
FROM report r
LEFT JOIN account a ON a.id = r.claimed_by
LEFT JOIN verdict_pending p ON p.report = r.id
WHERE (? = 1 OR EXISTS (SELECT 1 FROM account_office o WHERE o.account = ? AND o.office IN (r.office, '*')))
  AND r.id = ?

-- Copies of one report, and other open or judged reports that may be of the same case.
--! review_merged_list @gateway into:id -> id:id version:i64 contact:blob owner:id source:text state:text joint:i64
SELECT id, version, contact, owner, source, state, joint FROM report
WHERE merged_into = ? ORDER BY submitted_ms LIMIT 50

--! review_like_list @gateway shop_id:text category:text since_ms:i64 until_ms:i64 self:id account:id
--!   -> id:id state:text source:text submitted_ms:i64 photos:i64 text:text merged_into:id? joint:i64
SELECT id, state, source, submitted_ms, photos, text, merged_into, joint FROM report r
WHERE shop_id = ? AND category = ? AND submitted_ms BETWEEN ? AND ? AND id <> ? AND state <> 'withdrawn'
  AND EXISTS (SELECT 1 FROM account_office o WHERE o.account = ? AND o.office IN (r.office, '*'))
ORDER BY submitted_ms LIMIT 20

-- How a reporter's earlier reports ended. Shown in buckets only.
--! review_history @gateway owner:id self:id -> reports:i64 valid:i64 invalid:i64 malicious:i64
SELECT COUNT(*), CAST(COALESCE(SUM(verdict IN ('verified', 'partly')), 0) AS SIGNED),
  CAST(COALESCE(SUM(verdict = 'unfounded'), 0) AS SIGNED),
  CAST(COALESCE(SUM(verdict = 'malicious'), 0) AS SIGNED)
FROM report WHERE owner = ? AND id <> ?

--! review_claim @gateway claimed_by:id? lease_ms:i64? state:text updated_ms:i64 id:id
UPDATE report SET claimed_by = ?, lease_ms = ?, state = ?, updated_ms = ? WHERE id = ?

--! review_ask @gateway question:text state:text claimed_by:id lease_ms:i64 updated_ms:i64 id:id
UPDATE report SET question = ?, state = ?, claimed_by = ?, lease_ms = ?, updated_ms = ? WHERE id = ?

--! review_hand_over @gateway office:text state:text updated_ms:i64 id:id
UPDATE report SET office = ?, state = ?, claimed_by = NULL, lease_ms = NULL, updated_ms = ? WHERE id = ?

-- The shop a reviewer found to be meant. How well the old one fitted is no longer of use.
--! review_relink @gateway shop_id:text shop_name:text office:text state:text claimed_by:id? lease_ms:i64?
--!   updated_ms:i64 id:id
UPDATE report SET shop_id = ?, shop_name = ?, office = ?, match_p = NULL, match_json = NULL, state = ?, claimed_by = ?,
  lease_ms = ?, updated_ms = ?
WHERE id = ?

--! review_merge @gateway merged_into:id? joint:i64 updated_ms:i64 id:id
UPDATE report SET merged_into = ?, joint = ?, updated_ms = ? WHERE id = ?

--! review_verdict @gateway state:text verdict:text verdict_reason:text verdict_note:text verdict_by:id
--!   verdict_ms:i64 updated_ms:i64 id:id
UPDATE report SET state = ?, verdict = ?, verdict_reason = ?, verdict_note = ?, verdict_by = ?,
  verdict_ms = ?, question = NULL, claimed_by = NULL, lease_ms = NULL, updated_ms = ?
WHERE id = ?

--! review_close @gateway state:text outcome:text doc_no:text? fine_fen:i64? confiscated_fen:i64?
--!   serious:i64 closed_ms:i64 updated_ms:i64 id:id
UPDATE report SET state = ?, outcome = ?, doc_no = ?, fine_fen = ?, confiscated_fen = ?,
  serious = ?, closed_ms = ?, updated_ms = ?
WHERE id = ?

--! review_skip_version @gateway id:id
UPDATE report SET version = version + 1 WHERE id = ?

--! verdict_pending_put @gateway report:id timer:id verdict:text reason:text note:text decided_by:id
--!   decided_ms:i64 due_ms:i64
INSERT INTO verdict_pending (report, timer, verdict, reason, note, decided_by, decided_ms, due_ms)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE timer = VALUE(timer), verdict = VALUE(verdict), reason = VALUE(reason),
  note = VALUE(note), decided_by = VALUE(decided_by), decided_ms = VALUE(decided_ms),
  due_ms = VALUE(due_ms)

--! verdict_pending_drop @gateway report:id
DELETE FROM verdict_pending WHERE report = ?

-- A timer that is one of its kind: setting it again moves it.
--! timer_set @gateway id:id due_ms:i64 kind:text ref:id
INSERT INTO timer (id, due_ms, kind, ref) VALUES (?, ?, ?, ?)
ON DUPLICATE KEY UPDATE due_ms = VALUE(due_ms)

-- Rows of the statistics: one a day of submission, category, office or outcome.
-- to_decide_ms and decided make the mean time to a decision. every: 1 for who sees all offices.
--! review_stats @gateway by_1:text by_2:text by_3:text now_ms:i64 from_ms:i64 to_ms:i64 every:i64 account:id
--!   -> key:text reports:i64 verified:i64 partly:i64 unfounded:i64 malicious:i64 duplicate:i64
--!   other_authority:i64 unverifiable:i64 open:i64 closed:i64 overdue:i64 decided:i64 to_decide_ms:i64
--!   fine_fen:i64 confiscated_fen:i64
SELECT CASE WHEN ? = 'category' THEN category
            WHEN ? = 'office' THEN office
            WHEN ? = 'outcome' THEN COALESCE(outcome, verdict, state)
            ELSE CAST((submitted_ms + 28800000) DIV 86400000 AS CHAR) END AS k,
  COUNT(*),
  CAST(SUM(verdict <=> 'verified') AS SIGNED), CAST(SUM(verdict <=> 'partly') AS SIGNED), CAST(SUM(verdict <=> 'unfounded') AS SIGNED),
  CAST(SUM(verdict <=> 'malicious') AS SIGNED), CAST(SUM(verdict <=> 'duplicate') AS SIGNED), CAST(SUM(verdict <=> 'other_authority') AS SIGNED),
  CAST(SUM(verdict <=> 'unverifiable') AS SIGNED), CAST(SUM(queue = 'open') AS SIGNED), CAST(SUM(state = 'closed') AS SIGNED),
  CAST(SUM(queue = 'open' AND due_ms < ?) AS SIGNED),
  COUNT(verdict_ms), COALESCE(CAST(SUM(verdict_ms - submitted_ms) AS SIGNED), 0),
  COALESCE(CAST(SUM(fine_fen) AS SIGNED), 0), COALESCE(CAST(SUM(confiscated_fen) AS SIGNED), 0)
FROM report r
WHERE submitted_ms >= ? AND submitted_ms < ?
  AND (? = 1 OR EXISTS (SELECT 1 FROM account_office o
                        WHERE o.account = ? AND o.office IN (r.office, '*')))
GROUP BY k ORDER BY k LIMIT 1000
