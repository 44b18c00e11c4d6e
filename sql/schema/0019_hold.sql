-- Cases whose photos and identities are kept beyond their time: a lawsuit, an inquiry. Only the command line writes it.
CREATE TABLE legal_hold (
  report BINARY(16) PRIMARY KEY,
  reason VARCHAR(400) NOT NULL,
  actor VARCHAR(130) NOT NULL,
  since_ms BIGINT NOT NULL,
  released_ms BIGINT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE payee ADD KEY (created_day);
