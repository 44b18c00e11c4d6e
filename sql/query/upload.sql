-- Uploads in progress.

--! upload_put @gateway id:id owner:id handle:i64 hash:blob size:i64 blob_key:blob created_ms:i64
INSERT INTO upload (id, owner, handle, hash, size, blob_key, created_ms)
VALUES (?, ?, ?, ?, ?, ?, ?)

-- The same picture announced before, unless it has gone into a report already.
--! upload_same @gateway owner:id hash:blob size:i64 fresh_ms:i64
--!   -> id:id handle:i64 photo_state:text?
SELECT u.id, u.handle, p.state FROM upload u LEFT JOIN photo p ON p.id = u.id
WHERE u.owner = ? AND u.hash = ? AND u.size = ? AND u.created_ms >= ?
  AND (u.done = 0 OR p.state = 'free')
ORDER BY u.created_ms DESC LIMIT 1

--! upload_by_handle @gateway owner:id handle:i64 fresh_ms:i64
--!   -> id:id hash:blob size:i64 blob_key:blob done:i64 photo_state:text? width:i64? height:i64?
SELECT u.id, u.hash, u.size, u.blob_key, u.done, p.state, p.width, p.height
FROM upload u LEFT JOIN photo p ON p.id = u.id
WHERE u.owner = ? AND u.handle = ? AND u.created_ms >= ?
ORDER BY u.created_ms DESC LIMIT 1

-- A person's unfinished uploads, oldest first.
--! upload_open @gateway owner:id -> id:id
SELECT id FROM upload WHERE owner = ? AND done = 0 ORDER BY created_ms, id

--! upload_pending_bytes @gateway -> bytes:i64
SELECT CAST(COALESCE(SUM(size), 0) AS SIGNED) FROM upload WHERE done = 0

--! upload_finish @gateway id:id
UPDATE upload SET done = 1 WHERE id = ?

-- Past their time; photo_state is NULL when no photo came of it, and whatever lies in the
-- evidence store under this id then belongs to nobody.
--! upload_expired @gateway before_ms:i64 -> id:id photo_state:text?
SELECT u.id, p.state FROM upload u LEFT JOIN photo p ON p.id = u.id
WHERE u.created_ms < ? ORDER BY u.created_ms LIMIT 200

--! upload_drop @gateway id:id
DELETE FROM upload WHERE id = ?
