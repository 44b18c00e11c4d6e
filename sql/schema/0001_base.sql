-- ezhili's tables. Ids are BINARY(16), times are milliseconds since 1970 UTC, money is fen.

CREATE TABLE setting (
  name VARCHAR(40) CHARACTER SET ascii PRIMARY KEY,
  value VARCHAR(255) NOT NULL
) ENGINE=InnoDB;
