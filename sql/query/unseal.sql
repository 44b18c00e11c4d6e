-- Requests to open an identity: asked, decided by somebody else, carried out by the payer.

--! officer_key_list @gateway @payout account:id -> sign_key:blob box_key:blob
SELECT sign_key, box_key FROM officer_key WHERE account = ? AND revoked_ms IS NULL

--! officer_key_put @cli account:id sign_key:blob box_key:blob added_ms:i64 added_by:text second_by:text
INSERT IGNORE INTO officer_key (account, sign_key, box_key, added_ms, added_by, second_by) VALUES (?, ?, ?, ?, ?, ?)

--! officer_key_revoke @cli revoked_ms:i64 account:id
UPDATE officer_key SET revoked_ms = ? WHERE account = ? AND revoked_ms IS NULL

--! unseal_request_put @gateway id:id report:id officer:id login:text reason:text at_ms:i64 sig:blob
INSERT INTO unseal_request (id, report, officer, login, reason, at_ms, sig) VALUES (?, ?, ?, ?, ?, ?, ?)

--! unseal_decision_put @gateway request:id approver:id login:text approved:i64 note:text sig:blob? at_ms:i64
INSERT INTO unseal_decision (request, approver, login, approved, note, sig, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)

-- Newest first: an officer's own, or everybody's.
--! unseal_list @gateway officer:id every:i64 most:i64 -> id:id report:id officer:id login:text reason:text at_ms:i64 decided_by:text? approved:i64? note:text? decided_ms:i64? outcome:text? until_ms:i64?
SELECT r.id, r.report, r.officer, r.login, r.reason, r.at_ms, d.login, d.approved, d.note, d.at_ms, o.state, o.until_ms
FROM unseal_request r LEFT JOIN unseal_decision d ON d.request = r.id LEFT JOIN unseal_outcome o ON o.request = r.id
WHERE r.officer = ? OR ? = 1 ORDER BY r.at_ms DESC LIMIT ?

--! unseal_get @gateway id:id -> id:id report:id officer:id login:text reason:text at_ms:i64 decided_by:text? outcome:text? sealed:blob?
SELECT r.id, r.report, r.officer, r.login, r.reason, r.at_ms, d.login, o.state, o.sealed
FROM unseal_request r LEFT JOIN unseal_decision d ON d.request = r.id LEFT JOIN unseal_outcome o ON o.request = r.id WHERE r.id = ?

--! unseal_waiting @payout most:i64 -> id:id report:id officer:id login:text reason:text at_ms:i64 sig:blob approver:id approver_login:text note:text approver_sig:blob?
SELECT r.id, r.report, r.officer, r.login, r.reason, r.at_ms, r.sig, d.approver, d.login, d.note, d.sig
FROM unseal_decision d JOIN unseal_request r ON r.id = d.request LEFT JOIN unseal_outcome o ON o.request = r.id
WHERE d.approved = 1 AND o.request IS NULL LIMIT ?

--! unseal_staff @payout id:id -> roles:i64 login:text? disabled:i64
SELECT roles, login, disabled FROM account WHERE id = ?

--! unseal_outcome_put @payout request:id state:text sealed:blob? at_ms:i64 until_ms:i64
INSERT INTO unseal_outcome (request, state, sealed, at_ms, until_ms) VALUES (?, ?, ?, ?, ?)

--! unseal_over @payout now_ms:i64 most:i64 -> request:id report:id
SELECT o.request, r.report FROM unseal_outcome o JOIN unseal_request r ON r.id = o.request WHERE o.state = 'open' AND o.until_ms < ? LIMIT ?

--! unseal_close @payout request:id
UPDATE unseal_outcome SET state = 'expired', sealed = NULL WHERE request = ?
