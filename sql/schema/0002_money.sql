-- Rewards, approvals, the ledger, transfers, sealed identities, and what gateways leave
-- for the payer. Gateways insert seals and cannot read them (a table they only INSERT into);
-- nothing here joins a payee to a report without the payer's key: payee.id, payee.person,
-- transfer.payee_day and transfer.payee_case are keyed hashes of different uses.

ALTER TABLE account ADD COLUMN trade VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL;
ALTER TABLE account ADD COLUMN platform VARCHAR(40) NULL;
ALTER TABLE account ADD COLUMN employment VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL;

-- domain/reward_rule.h. Conduct in [from_ms, until_ms); employments: bits not, full, part, outsourced.
CREATE TABLE reward_rule (
  name VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
  kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  level TINYINT NOT NULL,
  from_ms BIGINT NOT NULL,
  until_ms BIGINT NOT NULL DEFAULT 0,
  share_ppm BIGINT NOT NULL,
  floor_fen BIGINT NOT NULL,
  cap_fen BIGINT NOT NULL,
  partly_ppm BIGINT NOT NULL,
  employments INT NOT NULL,
  basis VARCHAR(200) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO reward_rule (name, kind, level, from_ms, until_ms, share_ppm, floor_fen, cap_fen, partly_ppm, employments, basis) VALUES
  ('national.1@2021', 'national', 1, 1638288000000, 1704038400000, 50000, 500000, 100000000, 1000000, 11, '国市监稽规〔2021〕4号；兼职骑手除外'),
  ('national.2@2021', 'national', 2, 1638288000000, 0, 30000, 300000, 100000000, 1000000, 15, '国市监稽规〔2021〕4号'),
  ('national.3@2021', 'national', 3, 1638288000000, 0, 10000, 100000, 100000000, 1000000, 15, '国市监稽规〔2021〕4号'),
  ('national.1@2024', 'national', 1, 1704038400000, 0, 50000, 500000, 100000000, 1000000, 15, '国市监稽规〔2021〕4号；临时用工亦属内部知情人'),
  ('city.1@2023', 'city', 1, 1672502400000, 0, 0, 5000, 5000, 500000, 15, '随手拍小额奖励'),
  ('city.2@2023', 'city', 2, 1672502400000, 0, 0, 5000, 5000, 500000, 15, '随手拍小额奖励'),
  ('city.3@2023', 'city', 3, 1672502400000, 0, 0, 10000, 10000, 500000, 15, '随手拍小额奖励'),
  ('city.4@2023', 'city', 4, 1672502400000, 0, 0, 20000, 20000, 500000, 15, '随手拍小额奖励'),
  ('city.5@2023', 'city', 5, 1672502400000, 0, 0, 30000, 30000, 500000, 15, '随手拍小额奖励');

CREATE TABLE reward (
  id BINARY(16) PRIMARY KEY,
  version BIGINT NOT NULL DEFAULT 1,
  report BINARY(16) NOT NULL,
  owner BINARY(16) NOT NULL, -- the report's
  state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_fen BIGINT NOT NULL,
  rule VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  small TINYINT NOT NULL, -- counts against the caps of small rewards
  sharers INT NOT NULL,
  pool VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  verifier BINARY(16) NOT NULL,
  tax_fen BIGINT NOT NULL DEFAULT 0,
  tax_basis VARCHAR(80) NOT NULL DEFAULT '财税字[1994]020号',
  proposed_ms BIGINT NOT NULL,
  due_ms BIGINT NULL, -- claimed until then, else lapsed
  attempts INT NOT NULL DEFAULT 0,
  field VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL, -- what was wrong with the last claim
  updated_ms BIGINT NOT NULL,
  KEY (report),
  KEY (owner, proposed_ms),
  KEY (state, due_ms),
  KEY (proposed_ms)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Which Ed25519 keys approve. Only the command line writes it.
CREATE TABLE approver_key (
  account BINARY(16) NOT NULL,
  public_key BINARY(32) NOT NULL,
  added_ms BIGINT NOT NULL,
  added_by VARCHAR(60) NOT NULL,
  second_by VARCHAR(60) NOT NULL,
  revoked_ms BIGINT NULL,
  PRIMARY KEY (account, public_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A signed approval as it came; the payer sets state good or bad after checking it.
CREATE TABLE approval (
  reward BINARY(16) NOT NULL,
  approver BINARY(16) NOT NULL,
  login VARCHAR(60) NOT NULL,
  note VARCHAR(4000) NOT NULL,
  sig BINARY(64) NOT NULL,
  at_ms BIGINT NOT NULL,
  state VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'new',
  PRIMARY KEY (reward, approver),
  KEY (state, at_ms)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Left by gateways for the payer: enrol, claim, notify. Deleted in the transaction that deals with it.
CREATE TABLE payer_mail (
  n BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ref BINARY(16) NOT NULL,
  client_key BINARY(16) NULL,
  key_id VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  contact VARBINARY(80) NULL,
  meta VARCHAR(8000) NULL,
  body MEDIUMBLOB NULL,
  due_ms BIGINT NOT NULL DEFAULT 0,
  KEY (due_ms)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Public sealing keys, each signed by the offline root key.
CREATE TABLE seal_key (
  key_id VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
  alg VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  public_key BINARY(32) NOT NULL,
  signature BINARY(64) NOT NULL,
  made_ms BIGINT NOT NULL,
  retired_ms BIGINT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A whistleblower's deposited identity, still sealed. id: the payer's keyed hash of the principal;
-- person: of the identity number. Weeks, not days: a day could single somebody out.
CREATE TABLE payee (
  id BINARY(16) PRIMARY KEY,
  person BINARY(16) NOT NULL,
  alg VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  key_id VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sealed VARBINARY(2048) NOT NULL, -- read by @payout
  employment VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_day INT NOT NULL,
  KEY (person)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- domain/transfer.h: one attempt to send a reward.
CREATE TABLE transfer (
  id BINARY(16) PRIMARY KEY,
  version BIGINT NOT NULL DEFAULT 1,
  bill CHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
  reward BINARY(16) NOT NULL,
  attempt INT NOT NULL,
  rail VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_fen BIGINT NOT NULL,
  pool VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payee_day BINARY(16) NOT NULL,
  payee_case BINARY(16) NOT NULL,
  body VARBINARY(8192) NULL, -- read by @payout
  state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  todo VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- resolve, submit, query, none
  next_ms BIGINT NOT NULL,
  tries INT NOT NULL DEFAULT 0,
  external VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  package VARCHAR(2000) CHARACTER SET ascii COLLATE ascii_bin NULL,
  reason VARCHAR(120) NULL,
  intent_ms BIGINT NOT NULL,
  settled_ms BIGINT NULL,
  KEY (reward, attempt),
  KEY (todo, next_ms),
  KEY (payee_day),
  KEY (payee_case),
  KEY (settled_ms)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE ledger_tx (
  event VARCHAR(50) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
  at_ms BIGINT NOT NULL,
  actor VARCHAR(130) NOT NULL,
  note VARCHAR(200) NOT NULL DEFAULT '',
  KEY (at_ms)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE ledger_entry (
  event VARCHAR(50) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  pool VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reward BINARY(16) NULL,
  fen BIGINT NOT NULL,
  PRIMARY KEY (event, account),
  KEY (reward, account)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE ledger_balance (
  pool VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fen BIGINT NOT NULL,
  PRIMARY KEY (pool, account),
  CONSTRAINT never_below_zero CHECK (fen >= 0 OR account IN ('FUNDING', 'CLAWBACK'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE rail_state (
  rail VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
  stopped TINYINT NOT NULL DEFAULT 0,
  reason VARCHAR(120) NOT NULL DEFAULT '',
  since_ms BIGINT NOT NULL DEFAULT 0,
  until_ms BIGINT NOT NULL DEFAULT 0
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO rail_state (rail) VALUES ('wechat'), ('pain001');

-- Who may send: one payout process at a time, on whichever node.
CREATE TABLE payout_lease (
  name VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
  holder BINARY(16) NOT NULL,
  until_ms BIGINT NOT NULL,
  fence BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO payout_lease (name, holder, until_ms, fence) VALUES ('payout', REPEAT(CHAR(0), 16), 0, 0);

CREATE TRIGGER ledger_tx_stays BEFORE UPDATE ON ledger_tx FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the ledger is append-only';
CREATE TRIGGER ledger_tx_kept BEFORE DELETE ON ledger_tx FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the ledger is append-only';
CREATE TRIGGER ledger_entry_stays BEFORE UPDATE ON ledger_entry FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the ledger is append-only';
CREATE TRIGGER ledger_entry_kept BEFORE DELETE ON ledger_entry FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the ledger is append-only';
CREATE TRIGGER transfer_fixed BEFORE UPDATE ON transfer FOR EACH ROW IF NEW.bill <> OLD.bill OR NEW.amount_fen <> OLD.amount_fen OR NEW.reward <> OLD.reward OR NEW.payee_case <> OLD.payee_case OR (OLD.body IS NOT NULL AND NOT NEW.body <=> OLD.body AND OLD.todo <> 'resolve') THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'bill, amount and payee stay'; END IF;
