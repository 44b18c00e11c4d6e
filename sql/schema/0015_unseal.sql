-- A case officer's request to open a whistleblower's identity. Three tables, so that nobody changes what
-- another wrote: gateways only add a request and a decision, the payer alone adds the outcome.

-- The officer asks with sign_key; to box_key the identity is sealed. Only the command line writes it.
CREATE TABLE officer_key (
  account BINARY(16) NOT NULL,
  sign_key BINARY(32) NOT NULL,
  box_key BINARY(32) NOT NULL,
  added_ms BIGINT NOT NULL,
  added_by VARCHAR(60) NOT NULL,
  second_by VARCHAR(60) NOT NULL,
  revoked_ms BIGINT NULL,
  PRIMARY KEY (account, sign_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE unseal_request (
  id BINARY(16) PRIMARY KEY,
  report BINARY(16) NOT NULL,
  officer BINARY(16) NOT NULL,
  login VARCHAR(60) NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  at_ms BIGINT NOT NULL, -- as signed
  sig BINARY(64) NOT NULL,
  KEY (at_ms),
  KEY (officer, at_ms)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE unseal_decision (
  request BINARY(16) PRIMARY KEY,
  approver BINARY(16) NOT NULL,
  login VARCHAR(60) NOT NULL,
  approved TINYINT NOT NULL,
  note VARCHAR(1000) NOT NULL,
  sig BINARY(64) NULL, -- of an approval
  at_ms BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE unseal_outcome (
  request BINARY(16) PRIMARY KEY,
  state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- open, none, bad, expired
  sealed VARBINARY(1024) NULL, -- to the officer's own key; gone when it expires
  at_ms BIGINT NOT NULL,
  until_ms BIGINT NOT NULL,
  KEY (state, until_ms)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
