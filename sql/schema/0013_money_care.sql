-- Money after the first attempt: withdrawing, reconciling, returns, clawbacks; who is never paid.

-- cancel_ms: since when this attempt is to be withdrawn. reconciled_ms: asked for again after its end.
-- returned_ms: the bank gave the money back after it was paid.
ALTER TABLE transfer ADD COLUMN cancel_ms BIGINT NULL;
ALTER TABLE transfer ADD COLUMN reconciled_ms BIGINT NULL;
ALTER TABLE transfer ADD COLUMN returned_ms BIGINT NULL;
ALTER TABLE transfer ADD KEY (rail, intent_ms), ADD KEY (intent_ms);

-- One comparison with the rails: everything that ended before until_ms. day: the daily one's, NULL by hand.
CREATE TABLE reconcile_run (
  n BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  day INT NULL UNIQUE,
  until_ms BIGINT NOT NULL,
  started_ms BIGINT NULL,
  done_ms BIGINT NULL,
  checked BIGINT NOT NULL DEFAULT 0,
  differences BIGINT NOT NULL DEFAULT 0
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE reconcile_difference (
  bill CHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  at_ms BIGINT NOT NULL,
  ours VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  theirs VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_fen BIGINT NOT NULL,
  PRIMARY KEY (bill, at_ms)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What two people decided about a transfer: cancel, return (the bank gave it back), clawback. Only the command line
-- writes it and only the payer acts on it; line: the bank statement's line, which counts once.
CREATE TABLE money_order (
  n BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  bill CHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_fen BIGINT NOT NULL,
  line VARCHAR(44) CHARACTER SET ascii COLLATE ascii_bin NULL UNIQUE,
  decision VARCHAR(120) NOT NULL,
  actor VARCHAR(130) NOT NULL,
  at_ms BIGINT NOT NULL,
  state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'new', -- new, done, refused
  KEY (state, n),
  KEY (bill)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Staff are never payees: keyed hashes of their identity numbers, phones and accounts, under the payer's key.
CREATE TABLE barred_payee (
  hash BINARY(16) PRIMARY KEY,
  added_ms BIGINT NOT NULL,
  added_by VARCHAR(60) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
