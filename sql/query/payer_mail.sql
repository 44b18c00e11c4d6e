-- What gateways leave for the payer. They insert and cannot read.

--! payer_mail_put @gateway kind:text ref:id client_key:id? key_id:text? contact:blob? meta:text? body:blob?
INSERT INTO payer_mail (kind, ref, client_key, key_id, contact, meta, body) VALUES (?, ?, ?, ?, ?, ?, ?)

--! payer_mail_due @payout now_ms:i64 most:i64 -> n:i64 kind:text ref:id client_key:id? key_id:text? contact:blob? meta:text? body:blob?
SELECT n, kind, ref, client_key, key_id, contact, meta, body FROM payer_mail WHERE due_ms <= ? ORDER BY n LIMIT ?

--! payer_mail_done @payout n:i64
DELETE FROM payer_mail WHERE n = ?

--! payer_mail_later @payout due_ms:i64 n:i64
UPDATE payer_mail SET due_ms = ? WHERE n = ?
