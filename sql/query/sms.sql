-- Text messages: gateways leave them, sealed; the sender takes them.

--! sms_mail_put @gateway id:id sender:id sealed:blob due_ms:i64 expires_ms:i64
INSERT INTO sms_mail (id, sender, sealed, due_ms, expires_ms) VALUES (?, ?, ?, ?, ?)

--! sms_mail_due @sms sender:id now_ms:i64 most:i64 -> id:id sealed:blob expires_ms:i64 tries:i64
SELECT id, sealed, expires_ms, tries FROM sms_mail WHERE sender = ? AND due_ms <= ? ORDER BY due_ms LIMIT ?

-- Before the first byte goes out, so that a row that kills us is not tried for ever.
--! sms_mail_tried @sms due_ms:i64 id:id
UPDATE sms_mail SET tries = tries + 1, due_ms = ? WHERE id = ?

--! sms_mail_later @sms due_ms:i64 id:id
UPDATE sms_mail SET due_ms = ? WHERE id = ?

--! sms_mail_done @sms id:id
DELETE FROM sms_mail WHERE id = ?

-- Anybody's: also those of a node that is gone.
--! sms_mail_purge @sms expires_ms:i64
DELETE FROM sms_mail WHERE expires_ms <= ? LIMIT 1000

--! sms_hour_get @gateway hour:i64 -> sent:i64
SELECT sent FROM sms_hour WHERE hour = ?

--! sms_hour_add @gateway hour:i64
INSERT INTO sms_hour (hour, sent) VALUES (?, 1) ON DUPLICATE KEY UPDATE sent = sent + 1

--! sms_hour_purge @sms before:i64
DELETE FROM sms_hour WHERE hour < ?
