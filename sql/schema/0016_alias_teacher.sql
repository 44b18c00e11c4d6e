-- A name stays as long as one of those who taught it is still held true: a row a teacher, whose id is a keyed
-- hash of the report. Names from before keep one teacher of their own.
ALTER TABLE shop_alias
  ADD COLUMN teacher BINARY(16) NOT NULL DEFAULT '',
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (shop_id, name, teacher);
