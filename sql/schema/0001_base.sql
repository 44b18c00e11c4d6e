-- ezhili's spine. Ids are BINARY(16), times are milliseconds since 1970 UTC, money is fen.
--
-- No column here joins a report to the account that sent it: report.owner, mailbox.topic
-- and idempotency.scope are keyed hashes under different keys, and the keys are not in
-- the database. report.contact is the account's id, encrypted by the gateways.
-- There are no foreign keys across aggregates: every write is one the code decided, and
-- bulk inserts of an overloaded evening should not pay for the check again.

CREATE TABLE setting (
  name VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
  value VARCHAR(4000) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- People who sign in: staff (login), citizens (phone), whistleblowers (identity code).
-- Anonymous citizens have no row.
CREATE TABLE account (
  id BINARY(16) PRIMARY KEY,
  version BIGINT NOT NULL DEFAULT 1,
  roles BIGINT NOT NULL,
  login VARCHAR(60) NULL UNIQUE,
  name VARCHAR(60) NOT NULL,
  phone_hash BINARY(16) NULL UNIQUE,
  phone_sealed VARBINARY(1024) NULL,
  code_hash BINARY(16) NULL UNIQUE,
  password VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NULL,
  totp_secret VARBINARY(64) NULL,
  disabled TINYINT NOT NULL DEFAULT 0,
  created_day INT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Which offices' reports a reviewer sees; office '*' is all of them.
CREATE TABLE account_office (
  account BINARY(16) NOT NULL,
  office VARCHAR(40) NOT NULL,
  PRIMARY KEY (account, office)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A reviewer's declared link to a shop (owner, relative, former employee): a conflict of interest.
CREATE TABLE account_link (
  account BINARY(16) NOT NULL,
  shop_id VARCHAR(40) NOT NULL,
  PRIMARY KEY (account, shop_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Tokens signed out before their time.
CREATE TABLE token_revoked (
  token BINARY(16) PRIMARY KEY,
  expires_ms BIGINT NOT NULL,
  KEY (expires_ms)
) ENGINE=InnoDB;

CREATE TABLE otp (
  phone_hash BINARY(16) PRIMARY KEY,
  code_hash BINARY(16) NOT NULL,
  expires_ms BIGINT NOT NULL,
  sent_ms BIGINT NOT NULL,
  tries INT NOT NULL DEFAULT 0
) ENGINE=InnoDB;

-- Wrong receipt codes, identity codes and passwords, by keyed hash of what was tried from where.
CREATE TABLE auth_failure (
  who BINARY(16) PRIMARY KEY,
  failures INT NOT NULL,
  last_ms BIGINT NOT NULL,
  KEY (last_ms)
) ENGINE=InnoDB;

-- One row a change: a repeat of the key gets the stored result, in the same transaction as the change.
CREATE TABLE idempotency (
  scope BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  params BINARY(16) NOT NULL,
  result MEDIUMBLOB NOT NULL, -- encrypted by the gateways: it may hold a token or a receipt
  created_day INT NOT NULL,
  PRIMARY KEY (scope, id),
  KEY (created_day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE mailbox (
  topic BINARY(16) PRIMARY KEY,
  seq BIGINT NOT NULL
) ENGINE=InnoDB;

CREATE TABLE outbox (
  topic BINARY(16) NOT NULL,
  seq BIGINT NOT NULL,
  method VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  params MEDIUMTEXT NOT NULL,
  created_day INT NOT NULL,
  PRIMARY KEY (topic, seq),
  KEY (created_day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Wakes gateways; one row a batch, kept a minute.
CREATE TABLE hint (
  n BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  at_ms BIGINT NOT NULL,
  body MEDIUMTEXT NOT NULL,
  KEY (at_ms)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What must happen later: undo windows, leases, lapses. Fired through the ordinary message path.
CREATE TABLE timer (
  id BINARY(16) PRIMARY KEY,
  due_ms BIGINT NOT NULL,
  kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ref BINARY(16) NOT NULL,
  KEY (due_ms),
  KEY (ref)
) ENGINE=InnoDB;

-- One hash chain a writer (epoch); no writer waits for another's row.
CREATE TABLE audit (
  epoch BINARY(16) NOT NULL,
  n BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  actor VARCHAR(60) NOT NULL,
  action VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  object BINARY(16) NOT NULL,
  before_json MEDIUMTEXT NULL,
  after_json MEDIUMTEXT NULL,
  hash BINARY(32) NOT NULL,
  PRIMARY KEY (epoch, n),
  KEY (object, at_ms)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A finding about a shop. Today every finding is somebody's report.
CREATE TABLE report (
  id BINARY(16) PRIMARY KEY,
  version BIGINT NOT NULL DEFAULT 1,
  owner BINARY(16) NOT NULL,
  contact VARBINARY(80) NOT NULL,
  source VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- anonymous, citizen, whistle
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  category CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  severity TINYINT NOT NULL,
  text TEXT NOT NULL,
  shop_id VARCHAR(40) NULL,
  shop_text VARCHAR(400) NULL,
  shop_name VARCHAR(200) NULL,
  office VARCHAR(40) NOT NULL,
  lat DOUBLE NULL,
  lng DOUBLE NULL,
  datum VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NULL,
  accuracy_m DOUBLE NULL,
  occurred_ms BIGINT NULL,
  order_ref VARCHAR(80) NULL,
  photos TINYINT NOT NULL,
  submitted_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  due_ms BIGINT NOT NULL,
  receipt_lookup BINARY(16) NOT NULL UNIQUE,
  receipt_hash BINARY(32) NOT NULL,
  match_p DOUBLE NULL,
  match_json TEXT NULL,
  score_version INT NOT NULL,
  score_v INT NOT NULL,
  score_m INT NOT NULL,
  score_json TEXT NOT NULL,
  lane VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  audit_draw TINYINT NOT NULL DEFAULT 0,
  claimed_by BINARY(16) NULL,
  lease_ms BIGINT NULL,
  question VARCHAR(4000) NULL,
  verdict VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  verdict_reason VARCHAR(40) NULL,
  verdict_note TEXT NULL,
  verdict_by BINARY(16) NULL,
  verdict_ms BIGINT NULL,
  merged_into BINARY(16) NULL,
  outcome VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL,
  doc_no VARCHAR(80) NULL,
  fine_fen BIGINT NULL,
  confiscated_fen BIGINT NULL,
  serious TINYINT NULL,
  closed_ms BIGINT NULL,
  KEY (owner, submitted_ms),
  KEY (shop_id, category, submitted_ms)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What the reporter sees happen, and what was added; n is the report's version at that time.
CREATE TABLE report_step (
  report BINARY(16) NOT NULL,
  n BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  who VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- reporter, office, system
  note VARCHAR(4000) NOT NULL DEFAULT '',
  PRIMARY KEY (report, n)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Mailboxes' sequence numbers mean something only within one epoch: a restored backup gets a new one.
INSERT INTO setting (name, value) VALUES ('epoch', REPLACE(UUID(), '-', ''));
