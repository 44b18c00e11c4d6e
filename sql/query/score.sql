-- The filter: cards, standing, evidence as it was.

--! score_card_released @gateway @cli -> version:i64 body:text
SELECT version, body FROM score_card WHERE state = 'released' ORDER BY released_ms DESC, version DESC LIMIT 1

--! score_card_list @gateway @cli -> version:i64 state:text made_by:text made_ms:i64 first_by:text?
--!   released_by:text? released_ms:i64? report:text
SELECT version, state, made_by, made_ms, first_by, released_by, released_ms, report
FROM score_card ORDER BY version DESC LIMIT 100

--! score_card_get @gateway @cli version:i64 -> state:text body:text report:text made_by:text first_by:text?
SELECT state, body, report, made_by, first_by FROM score_card WHERE version = ?

--! score_card_last @gateway @cli -> version:i64
SELECT COALESCE(MAX(version), 0) FROM score_card

--! score_card_put @gateway @cli version:i64 state:text body:text report:text made_by:text made_ms:i64
--!   released_ms:i64?
INSERT INTO score_card (version, state, body, report, made_by, made_ms, released_ms) VALUES (?, ?, ?, ?, ?, ?, ?)

-- The card that came with the house, so that there is a way back to it.
--! score_card_seed @gateway version:i64 body:text made_ms:i64
INSERT IGNORE INTO score_card (version, state, body, report, made_by, made_ms, first_by, released_by)
VALUES (?, 'retired', ?, '{}', 'ezhili', ?, 'ezhili', 'ezhili')

-- Each of the two says yes once; the state in the condition makes a late second press harmless.
--! score_card_first @gateway first_by:text version:i64
UPDATE score_card SET first_by = ? WHERE version = ? AND state = 'draft' AND first_by IS NULL

--! score_card_release @gateway released_by:text released_ms:i64 version:i64 first_by:text
UPDATE score_card SET state = 'released', released_by = ?, released_ms = ?
WHERE version = ? AND state IN ('draft', 'retired') AND first_by = ?

--! score_card_retire @gateway except:i64
UPDATE score_card SET state = 'retired' WHERE state = 'released' AND version <> ?

--! score_card_refuse @gateway version:i64
UPDATE score_card SET state = 'refused' WHERE version = ? AND state = 'draft'

--! standing_get @gateway @cli owner:id -> valid:f64 invalid:f64 malicious:f64
SELECT valid, invalid, malicious FROM standing WHERE owner = ?

--! standing_add @gateway @cli owner:id valid:f64 invalid:f64 malicious:f64
INSERT INTO standing (owner, valid, invalid, malicious) VALUES (?, ?, ?, ?)
ON DUPLICATE KEY UPDATE valid = valid + VALUES(valid), invalid = invalid + VALUES(invalid),
  malicious = malicious + VALUES(malicious)

--! shop_standing_add @gateway @cli shop_id:text valid:f64 invalid:f64 malicious:f64
INSERT INTO shop_standing (shop_id, valid, invalid, malicious) VALUES (?, ?, ?, ?)
ON DUPLICATE KEY UPDATE valid = valid + VALUES(valid), invalid = invalid + VALUES(invalid),
  malicious = malicious + VALUES(malicious)

-- The personal credit score. owner is a hash of its own (KEY_CREDIT).
--! credit_age @gateway owner:id -> fetched_ms:i64 due_ms:i64?
SELECT fetched_ms, due_ms FROM credit WHERE owner = ?

--! credit_want @gateway owner:id sender:id sealed:blob consent:text due_ms:i64 expires_ms:i64
REPLACE INTO credit (owner, fetched_ms, sender, sealed, consent, due_ms, expires_ms) VALUES (?, 0, ?, ?, ?, ?, ?)

-- The consent is not given any more, or was never.
--! credit_drop @gateway owner:id
DELETE FROM credit WHERE owner = ?

--! credit_due @sms sender:id now_ms:i64 most:i64
--!   -> owner:id sealed:blob consent:text expires_ms:i64 tries:i64
SELECT owner, sealed, consent, expires_ms, tries FROM credit
WHERE sender = ? AND due_ms <= ? AND sealed IS NOT NULL ORDER BY due_ms LIMIT ?

--! credit_tried @sms due_ms:i64 owner:id
UPDATE credit SET tries = tries + 1, due_ms = ? WHERE owner = ? AND sealed IS NOT NULL

--! credit_answer @sms score:i64? fetched_ms:i64 owner:id
UPDATE credit SET score = ?, fetched_ms = ?, sender = NULL, sealed = NULL, consent = NULL, due_ms = NULL,
  expires_ms = NULL
WHERE owner = ? AND sealed IS NOT NULL

--! credit_unanswered @sms owner:id
DELETE FROM credit WHERE owner = ? AND sealed IS NOT NULL

-- Scores past their time, and questions that a node which is gone left behind.
--! credit_purge @sms before_ms:i64 now_ms:i64
DELETE FROM credit WHERE fetched_ms < ? AND (expires_ms IS NULL OR expires_ms < ?) LIMIT 1000

--! score_trace_put @gateway report:id owner:id shop_id:text? at_ms:i64 day:i64 device:id? address:id?
--!   print:blob? evidence:blob hard:i64 severity:i64 sampled_of:i64 newcomer:i64
INSERT INTO score_trace (report, owner, shop_id, at_ms, day, device, address, print, evidence, hard, severity,
  sampled_of, newcomer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

-- What the windows take in of reports that were just committed; ids is a JSON array of hexadecimal ids.
--! score_trace_of @gateway ids:text
--!   -> report:id owner:id shop_id:text? at_ms:i64 device:id? address:id? print:blob? hard:i64
SELECT t.report, t.owner, t.shop_id, t.at_ms, t.device, t.address, t.print, t.hard
FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$')) j STRAIGHT_JOIN score_trace t ON t.report = UNHEX(j.id)

--! photo_print_of @gateway ids:text -> report:id owner:id phash:i64
SELECT p.report, p.owner, p.phash
FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$')) j STRAIGHT_JOIN photo p ON p.report = UNHEX(j.id)
WHERE p.phash IS NOT NULL

-- What the windows begin with after a start, a page at a time. sampled_of: how many reports it stands for in a
-- refit. The drawn ones stand for the whole shielded lane, so one that was read without being drawn stands for
-- none: it would be counted twice.
--! score_trace_since @gateway @cli day:i64 day_same:i64 after:id
--!   -> report:id owner:id shop_id:text? at_ms:i64 day:i64 device:id? address:id? print:blob? hard:i64
--!   verdict:text? evidence:blob severity:i64 sampled_of:i64
SELECT t.report, t.owner, t.shop_id, t.at_ms, t.day, t.device, t.address, t.print, t.hard, r.verdict, t.evidence,
  t.severity, CAST(IF(r.lane <> 'shielded' OR r.audit_draw = 1, t.sampled_of, 0) AS SIGNED)
FROM score_trace t JOIN report r ON r.id = t.report
WHERE t.day > ? OR (t.day = ? AND t.report > ?)
ORDER BY t.day, t.report LIMIT 5000

-- Bounded below, so that years of reports are not read again for nothing.
--! score_trace_forget @gateway @cli day_from:i64 day:i64
UPDATE score_trace SET device = NULL, address = NULL
WHERE day >= ? AND day < ? AND (device IS NOT NULL OR address IS NOT NULL) LIMIT 5000

-- A sender who withdrew is not recognised again; keep_print: the words are, when the report stays.
--! score_trace_withdraw @gateway keep_print:i64 report:id
UPDATE score_trace SET device = NULL, address = NULL, print = IF(? = 1, print, NULL) WHERE report = ?

--! photo_print_since @gateway created_ms:i64 created_same:i64 after:id
--!   -> id:id owner:id phash:i64 created_ms:i64
SELECT id, owner, phash, created_ms FROM photo
WHERE state = 'kept' AND phash IS NOT NULL AND (created_ms > ? OR (created_ms = ? AND id > ?))
ORDER BY created_ms, id LIMIT 10000

-- The filter's health by day of arrival. false_shielded: of the drawn samples that were read, those found valid.
-- newcomers_wronged: an estimate, of the drawn alone, each for those it stands for; shielded reports that somebody read
-- without a draw were picked by somebody, so they speak for no others.
--! score_health @gateway day_from:i64 day_to:i64
--!   -> day:i64 reports:i64 priority:i64 shielded:i64 drawn:i64 drawn_read:i64 false_shielded:i64
--!   newcomers:i64 newcomers_shielded:i64 newcomers_wronged:i64 severe:i64
SELECT t.day, COUNT(*), CAST(SUM(r.lane = 'priority') AS SIGNED), CAST(SUM(r.lane = 'shielded') AS SIGNED),
  CAST(SUM(r.audit_draw = 1) AS SIGNED), CAST(SUM(r.audit_draw = 1 AND r.verdict IS NOT NULL) AS SIGNED),
  CAST(SUM(r.audit_draw = 1 AND COALESCE(r.verdict IN ('verified', 'partly'), 0)) AS SIGNED),
  CAST(SUM(t.newcomer) AS SIGNED), CAST(SUM(t.newcomer AND r.lane = 'shielded') AS SIGNED),
  CAST(SUM(IF(t.newcomer AND r.audit_draw = 1 AND r.verdict IN ('verified', 'partly', 'unfounded'), t.sampled_of, 0))
    AS SIGNED),
  CAST(SUM(t.severity = 5) AS SIGNED)
FROM score_trace t JOIN report r ON r.id = t.report
WHERE t.day BETWEEN ? AND ?
GROUP BY t.day ORDER BY t.day

-- Expected against observed share of valid reports, by tens of V points; of the shielded lane the drawn alone, each
-- for those it stands for.
--! score_calibration @gateway day_from:i64 day_to:i64 -> band:i64 judged:i64 expected:f64 observed:f64
SELECT CAST(FLOOR(r.score_v / 10) AS SIGNED), COUNT(*),
  SUM(t.sampled_of / (1 + EXP(-r.score_v / 10e0))) / SUM(t.sampled_of),
  SUM(t.sampled_of * (r.verdict IN ('verified', 'partly'))) / SUM(t.sampled_of) + 0e0
FROM score_trace t JOIN report r ON r.id = t.report
WHERE t.day BETWEEN ? AND ? AND r.verdict IN ('verified', 'partly', 'unfounded', 'malicious')
  AND (r.lane <> 'shielded' OR r.audit_draw = 1)
GROUP BY 1 ORDER BY 1
