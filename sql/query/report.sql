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

--! report_by_receipt @gateway receipt_lookup:id since_ms:i64 -> id:id contact:blob
SELECT id, contact FROM report WHERE receipt_lookup = ? AND updated_ms > ?

-- What the rows say of reports that just come, for all that wait in one round trip: the records of sender and
-- shop, the account's age, the credit score, and which own report one repeats. asks is a JSON array of
-- [owner, shop id, category, account, credit owner]; owners and account are hexadecimal.
--! report_facts @gateway since_ms:i64 asks:text
--!   -> i:i64 duplicate_of:id? valid:f64? invalid:f64? malicious:f64? shop_valid:f64? shop_invalid:f64?
--!   shop_malicious:f64? created_day:i64? credit:i64? credit_ms:i64?
SELECT k.i,
  (SELECT r.id FROM report r FORCE INDEX (shop_id) WHERE r.shop_id = k.shop AND r.category = k.category AND r.owner = UNHEX(k.owner)
     AND r.submitted_ms > ? AND r.state <> 'withdrawn' ORDER BY r.submitted_ms LIMIT 1),
  o.valid, o.invalid, o.malicious, s.valid, s.invalid, s.malicious, a.created_day, c.score, c.fetched_ms
FROM JSON_TABLE(?, '$[*]' COLUMNS (
    i FOR ORDINALITY,
    owner CHAR(32) PATH '$[0]',
    shop VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$[1]',
    category CHAR(3) CHARACTER SET ascii COLLATE ascii_bin PATH '$[2]',
    account CHAR(32) PATH '$[3]',
    credit CHAR(32) PATH '$[4]')) k
LEFT JOIN standing o ON o.owner = UNHEX(k.owner)
LEFT JOIN shop_standing s ON s.shop_id = k.shop
LEFT JOIN account a ON a.id = UNHEX(k.account)
LEFT JOIN credit c ON c.owner = UNHEX(k.credit)

--! report_own @gateway id:id -> version:i64 owner:id contact:blob state:text category:text text:text shop_id:text?
--!   shop_name:text? shop_text:text? office:text submitted_ms:i64 updated_ms:i64 due_ms:i64 receipt_hash:blob
--!   question:text? photos:i64 occurred_ms:i64? verdict:text? verdict_ms:i64? merged_into:id?
SELECT version, owner, contact, state, category, text, shop_id, shop_name, shop_text, office, submitted_ms, updated_ms,
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

-- Withdrawn freely: what its sender told is forgotten. The row stays, so that its owner and its receipt find it
-- as withdrawn and the daily quota counts it.
--! report_withdraw @gateway state:text updated_ms:i64 id:id
UPDATE report SET state = ?, contact = '', text = '', photos = 0, shop_text = NULL, lat = NULL, lng = NULL, datum = NULL,
  accuracy_m = NULL, occurred_ms = NULL, order_ref = NULL, question = NULL, match_json = NULL, claimed_by = NULL,
  lease_ms = NULL, updated_ms = ?
WHERE id = ?

--! report_withdraw_steps @gateway report:id
UPDATE report_step SET note = '' WHERE report = ?

-- Without its key a picture is noise; the sweep removes the bytes.
--! report_withdraw_photos @gateway report:id
UPDATE photo SET state = 'stale', blob_key = NULL, phash = NULL, taken_ms = NULL, lat = NULL, lng = NULL, datum = NULL,
  exif_taken_ms = NULL, exif_lat = NULL, exif_lng = NULL, sha256 = REPEAT(CHAR(0), 32)
WHERE report = ? AND state = 'kept'

--! report_withdraw_uploads @gateway report:id
UPDATE upload SET blob_key = REPEAT(CHAR(0), 32), hash = REPEAT(CHAR(0), 32)
WHERE id IN (SELECT p.id FROM photo p WHERE p.report = ?)

-- Reports that were to be decided together with it stand by themselves again.
--! report_withdraw_copies @gateway updated_ms:i64 into:id
UPDATE report SET merged_into = NULL, updated_ms = ? WHERE merged_into = ?

-- Withdrawn later: what it tells stays and is decided; nobody can reach its sender any more.
--! report_contact_end @gateway state:text updated_ms:i64 id:id
UPDATE report SET state = ?, contact = '', question = NULL, updated_ms = ? WHERE id = ?

--! report_step_put @gateway report:id n:i64 at_ms:i64 state:text who:text code:text note:text
INSERT INTO report_step (report, n, at_ms, state, who, code, note) VALUES (?, ?, ?, ?, ?, ?, ?)

-- The first step is that the report came.
--! report_step_list @gateway first:id report:id -> at_ms:i64 state:text who:text code:text note:text
SELECT at_ms, state, who, code, note FROM (
  SELECT 1 AS n, submitted_ms AS at_ms, 'received' AS state, 'reporter' AS who, '' AS code, '' AS note
  FROM report WHERE id = ?
  UNION ALL
  SELECT n, at_ms, state, who, code, note FROM report_step WHERE report = ?
) AS steps ORDER BY n LIMIT 200
