-- What a citizen, a whistleblower or the holder of a receipt does with a report.

--! report_put @gateway id:id owner:id contact:blob source:text state:text category:text severity:i64 text:text
--!   shop_id:text? shop_text:text? shop_name:text? office:text lat:f64? lng:f64? datum:text? accuracy_m:f64?
--!   occurred_ms:i64? order_ref:text? photos:i64 submitted_ms:i64 updated_ms:i64 due_ms:i64 receipt_lookup:id
--!   receipt_hash:blob match_p:f64? match_json:text? score_version:i64 score_v:i64 score_m:i64 score_json:text
--!   lane:text audit_draw:i64
INSERT INTO report (id, owner, contact, source, state, category, severity, text, shop_id, shop_text, shop_name,
  office, lat, lng, datum, accuracy_m, occurred_ms, order_ref, photos, submitted_ms, updated_ms, due_ms,
  receipt_lookup, receipt_hash, match_p, match_json, score_version, score_v, score_m, score_json, lane, audit_draw)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

--! report_by_receipt @gateway receipt_lookup:id -> id:id contact:blob
SELECT id, contact FROM report WHERE receipt_lookup = ?

-- The sender's last days: for the daily quota and for "you reported this already".
--! report_recent @gateway owner:id since_ms:i64 -> id:id shop_id:text? category:text submitted_ms:i64 state:text
SELECT id, shop_id, category, submitted_ms, state FROM report
WHERE owner = ? AND submitted_ms >= ? ORDER BY submitted_ms DESC LIMIT 200

--! report_own @gateway id:id -> version:i64 owner:id state:text category:text text:text shop_id:text?
--!   shop_name:text? shop_text:text? office:text submitted_ms:i64 updated_ms:i64 due_ms:i64 receipt_hash:blob
--!   question:text? photos:i64 occurred_ms:i64? verdict:text? verdict_ms:i64? merged_into:id?
SELECT version, owner, state, category, text, shop_id, shop_name, shop_text, office, submitted_ms, updated_ms,
  due_ms, receipt_hash, question, photos, occurred_ms, verdict, verdict_ms, merged_into
FROM report WHERE id = ?

--! report_list @gateway owner:id before_ms:i64 same_ms:i64 before_id:id most:i64
--!   -> id:id state:text category:text shop_name:text? shop_text:text? submitted_ms:i64 updated_ms:i64
SELECT id, state, category, shop_name, shop_text, submitted_ms, updated_ms FROM report
WHERE owner = ? AND (submitted_ms < ? OR (submitted_ms = ? AND id < ?))
ORDER BY submitted_ms DESC, id DESC LIMIT ?

--! report_state @gateway state:text updated_ms:i64 id:id
UPDATE report SET state = ?, updated_ms = ? WHERE id = ?

--! report_answered @gateway state:text photos:i64 updated_ms:i64 id:id
UPDATE report SET state = ?, photos = photos + ?, question = IF(state = 'info_needed', question, NULL),
  updated_ms = ?
WHERE id = ?

--! report_step_put @gateway report:id n:i64 at_ms:i64 state:text who:text note:text
INSERT INTO report_step (report, n, at_ms, state, who, note) VALUES (?, ?, ?, ?, ?, ?)

--! report_step_list @gateway report:id -> at_ms:i64 state:text who:text note:text
SELECT at_ms, state, who, note FROM report_step WHERE report = ? ORDER BY n LIMIT 200
