-- How often a verifier's findings paid one account, by quarter: the auditor's figure of who pays whom. The account stands here as a
-- keyed hash of verifier, quarter and account, and the row names no reward and no report: what one person earned in several
-- anonymous sessions is counted together, and a dump still cannot join those reports.
CREATE TABLE payee_count (
  verifier BINARY(16) NOT NULL,
  payee BINARY(16) NOT NULL, -- read by @payout
  quarter INT NOT NULL, -- its first day, counted from 1970
  n INT NOT NULL,
  PRIMARY KEY (verifier, payee),
  KEY (quarter)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
