-- Photos. Time and place exist twice: what the sender told, and what the server read itself.

-- IGNORE: two commits of one upload make the same photo.
--! photo_put @gateway id:id owner:id sha256:blob blob_key:blob width:i64 height:i64 phash:i64?
--!   taken_ms:i64? lat:f64? lng:f64? datum:text? exif_taken_ms:i64? exif_lat:f64? exif_lng:f64?
--!   created_ms:i64
INSERT IGNORE INTO photo (id, owner, sha256, blob_key, width, height, phash, taken_ms, lat, lng, datum,
  exif_taken_ms, exif_lat, exif_lng, created_ms, state)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'free')

-- What report.submit and report.add must know of a photo before they take it.
--! photo_get @gateway id:id
--!   -> owner:id report:id? state:text sha256:blob phash:i64? taken_ms:i64? lat:f64? lng:f64?
--!   datum:text? exif_taken_ms:i64? exif_lat:f64? exif_lng:f64? created_ms:i64
SELECT owner, report, state, sha256, phash, taken_ms, lat, lng, datum, exif_taken_ms, exif_lat, exif_lng,
  created_ms
FROM photo WHERE id = ?

-- The owner is asked again, so that nobody's photo can be taken by its id.
--! photo_attach @gateway report:id n:i64 id:id owner:id
UPDATE photo SET report = ?, n = ?, state = 'kept'
WHERE id = ? AND owner = ? AND state = 'free'

--! photo_of_report @gateway report:id -> id:id n:i64 state:text width:i64 height:i64
SELECT id, n, state, width, height FROM photo WHERE report = ? ORDER BY n, id

--! photo_blob @gateway id:id -> owner:id report:id? blob_key:blob?
SELECT owner, report, blob_key FROM photo WHERE id = ?

-- Uploaded, but no report took it; or taken by a sweep that did not finish.
--! photo_stale @gateway before_ms:i64 -> id:id
SELECT id FROM photo WHERE state IN ('free', 'stale') AND created_ms < ? ORDER BY created_ms LIMIT 200

-- From now on no report can take it.
--! photo_condemn @gateway id:id
UPDATE photo SET state = 'stale' WHERE id = ? AND state = 'free'

--! photo_drop @gateway id:id
DELETE FROM photo WHERE id = ? AND state = 'stale'

-- Photos of cases that ended long ago; open, appealed and legally held ones are kept whatever their age.
--! photo_overdue @gateway before_ms:i64 ended_ms:i64 -> id:id report:id
SELECT p.id, p.report FROM photo p JOIN report r ON r.id = p.report
WHERE p.state = 'kept' AND p.created_ms < ? AND r.updated_ms < ?
  AND r.state NOT IN ('received', 'triaged', 'in_review', 'info_needed', 'appealed')
  AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.report = p.report AND h.released_ms IS NULL)
ORDER BY p.created_ms LIMIT 200

-- Retention's end: without its key the blob is noise.
--! photo_destroy @gateway @cli id:id
UPDATE photo SET blob_key = NULL, phash = NULL, taken_ms = NULL, lat = NULL, lng = NULL, datum = NULL,
  exif_taken_ms = NULL, exif_lat = NULL, exif_lng = NULL, state = 'destroyed'
WHERE id = ? AND state <> 'destroyed'
