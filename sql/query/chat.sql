-- The chatbot's conversations.

--! conv_get @gateway id:id -> version:i64 draft:blob
SELECT version, draft FROM conv WHERE id = ?

--! conv_put @gateway id:id draft:blob updated_day:i64
INSERT INTO conv (id, draft, updated_day) VALUES (?, ?, ?)
ON DUPLICATE KEY UPDATE draft = VALUE(draft), updated_day = VALUE(updated_day)

--! conv_purge @gateway before_day:i64
DELETE FROM conv WHERE updated_day < ? LIMIT 1000

--! guard_conv @gateway ids:text -> id:id version:i64
SELECT t.id, t.version
FROM JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(32) PATH '$')) j STRAIGHT_JOIN conv t ON t.id = UNHEX(j.id)
FOR UPDATE

--! bump_conv @gateway id:id
UPDATE conv SET version = version + 1 WHERE id = ?

-- The sender's latest report, for 进度.
--! chat_last_report @gateway owner:id -> id:id state:text
SELECT id, state FROM report WHERE owner = ? ORDER BY submitted_ms DESC, id DESC LIMIT 1

-- A question that waits for this sender.
--! chat_question @gateway owner:id -> id:id question:text?
SELECT id, question FROM report WHERE owner = ? AND state = 'info_needed'
ORDER BY updated_ms DESC LIMIT 1
