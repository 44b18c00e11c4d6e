-- The personal credit score is asked for by ezhili-sms, the process that may know a phone. A gateway leaves the
-- phone sealed in the person's row; the answer takes its place. Who takes back the consent has the row deleted,
-- the question with it, so that a late answer finds nothing to fill.
ALTER TABLE credit ADD COLUMN sender BINARY(16) NULL; -- whose key sealed is for
ALTER TABLE credit ADD COLUMN sealed VARBINARY(80) NULL; -- read by @sms
ALTER TABLE credit ADD COLUMN consent VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL;
ALTER TABLE credit ADD COLUMN due_ms BIGINT NULL; -- when to ask, or to ask again; NULL: answered
ALTER TABLE credit ADD COLUMN expires_ms BIGINT NULL;
ALTER TABLE credit ADD COLUMN tries INT NOT NULL DEFAULT 0;
ALTER TABLE credit ADD KEY sender_due (sender, due_ms);
