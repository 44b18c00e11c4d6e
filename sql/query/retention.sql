-- The end of sealed identities, and what holds it up.

--! payee_old @payout before_day:i64 after:id most:i64 -> id:id
SELECT id FROM payee WHERE created_day < ? AND id > ? ORDER BY id LIMIT ?

--! payee_destroy @payout id:id
DELETE FROM payee WHERE id = ?

-- Whistleblowers' reports whose sender may still have to be paid, asked for or kept.
--! whistle_live @payout after:id ended_ms:i64 most:i64 -> id:id contact:blob
SELECT r.id, r.contact FROM report r
WHERE r.source = 'whistle' AND r.id > ? AND (r.updated_ms >= ?
  OR r.state IN ('received', 'triaged', 'in_review', 'info_needed', 'appealed', 'verified', 'partly')
  OR EXISTS (SELECT 1 FROM legal_hold h WHERE h.report = r.id AND h.released_ms IS NULL)
  OR EXISTS (SELECT 1 FROM reward w WHERE w.report = r.id AND w.state NOT IN ('paid', 'refused', 'lapsed')))
ORDER BY r.id LIMIT ?

--! legal_hold_put @cli report:id reason:text actor:text since_ms:i64
INSERT INTO legal_hold (report, reason, actor, since_ms) VALUES (?, ?, ?, ?)
ON DUPLICATE KEY UPDATE reason = VALUE(reason), actor = VALUE(actor), since_ms = VALUE(since_ms), released_ms = NULL

--! legal_hold_release @cli released_ms:i64 report:id
UPDATE legal_hold SET released_ms = ? WHERE report = ? AND released_ms IS NULL

--! legal_hold_list @cli -> report:id reason:text actor:text since_ms:i64
SELECT report, reason, actor, since_ms FROM legal_hold WHERE released_ms IS NULL ORDER BY since_ms

--! legal_hold_report @cli id:id -> id:id
SELECT id FROM report WHERE id = ?
