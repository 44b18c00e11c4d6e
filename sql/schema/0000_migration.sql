-- What has been applied. This one file is applied at every start, so it must stay harmless.
CREATE TABLE IF NOT EXISTS migration (
  number INT PRIMARY KEY,
  name VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checksum BINARY(32) NOT NULL,
  applied_ms BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
