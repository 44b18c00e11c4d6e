-- One conversation a principal; its id is a keyed hash, its draft encrypted by the gateways, so that
-- neither joins a person to a report.
CREATE TABLE conv (
  id BINARY(16) PRIMARY KEY,
  version BIGINT NOT NULL DEFAULT 1,
  draft VARBINARY(21000) NOT NULL,
  updated_day INT NOT NULL,
  KEY (updated_day)
) ENGINE=InnoDB;
