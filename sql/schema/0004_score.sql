-- What the filter knows. Nothing here joins a report to an account: standing and score_trace
-- know the reporter as report.owner does, device and address are keyed hashes that are
-- forgotten after 30 days, and a whistleblower leaves neither.

-- A card is data. A draft becomes the card of the house when two different people released it;
-- released_ms of the latest tells which card is in force.
CREATE TABLE score_card (
  version INT PRIMARY KEY,
  state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- draft, released, retired, refused
  body TEXT NOT NULL,
  report MEDIUMTEXT NOT NULL,  -- JSON: hold-out before and after, harm by group
  made_by VARCHAR(60) NOT NULL,
  made_ms BIGINT NOT NULL,
  first_by VARCHAR(60) NULL,
  released_by VARCHAR(60) NULL,
  released_ms BIGINT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Verdicts so far, weighted by their time (domain/standing.h): recording is an addition.
CREATE TABLE standing (
  owner BINARY(16) PRIMARY KEY,
  valid DOUBLE NOT NULL,
  invalid DOUBLE NOT NULL,
  malicious DOUBLE NOT NULL
) ENGINE=InnoDB;

CREATE TABLE shop_standing (
  shop_id VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PRIMARY KEY,
  valid DOUBLE NOT NULL,
  invalid DOUBLE NOT NULL,
  malicious DOUBLE NOT NULL
) ENGINE=InnoDB;

-- The personal credit score of those who agreed, as it was last told. score NULL: they have none.
CREATE TABLE credit (
  owner BINARY(16) PRIMARY KEY,
  score INT NULL,
  fetched_ms BIGINT NOT NULL,
  KEY (fetched_ms)
) ENGINE=InnoDB;

-- The evidence of one report as it was when the report came; a refit and the shadow score read it
-- again. at_ms of a whistleblower's report is cut to the hour, as the report's own time is.
CREATE TABLE score_trace (
  report BINARY(16) PRIMARY KEY,
  owner BINARY(16) NOT NULL,
  shop_id VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  at_ms BIGINT NOT NULL,
  day INT NOT NULL,
  device BINARY(16) NULL,
  address BINARY(16) NULL,
  print VARBINARY(68) NULL,      -- of the text (domain/near_text.h)
  evidence VARBINARY(200) NOT NULL,
  hard TINYINT UNSIGNED NOT NULL,
  severity TINYINT NOT NULL,
  sampled_of INT NOT NULL,       -- 1, or how many shielded reports an audit sample stands for
  KEY (day, report)
) ENGINE=InnoDB;

-- Tells every gateway's windows what happened; an hour later the windows read score_trace instead.
CREATE TABLE score_feed (
  n BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  report BINARY(16) NOT NULL,
  verdict TINYINT NOT NULL,      -- -1: the report itself; else enum standing_verdict
  at_ms BIGINT NOT NULL,
  KEY (at_ms)
) ENGINE=InnoDB;
