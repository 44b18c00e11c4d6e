-- Text messages with a one-time code. A gateway seals phone and code to the key of its own node's sender and
-- leaves the row; the sender deletes it once the supplier has answered, or when the code is worth nothing any
-- more. A row names nobody, and nothing joins it to an account: its id is random.
CREATE TABLE sms_mail (
  id BINARY(16) PRIMARY KEY,
  sender BINARY(16) NOT NULL,     -- whose key it is sealed to
  sealed VARBINARY(80) NOT NULL, -- read by @sms
  due_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  tries INT NOT NULL DEFAULT 0,
  KEY (sender, due_ms),
  KEY (expires_ms)
) ENGINE=InnoDB;

-- How many messages went out in an hour, all phones: each costs money.
CREATE TABLE sms_hour (
  hour BIGINT PRIMARY KEY,
  sent BIGINT NOT NULL
) ENGINE=InnoDB;

-- Codes a phone and hour; and one guess at a time, or many at once would share one try.
ALTER TABLE otp ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE otp ADD COLUMN hour_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE otp ADD COLUMN sent INT NOT NULL DEFAULT 0;
