-- What a step says is a code and what somebody typed, so that each reader gets it in their own language
-- (domain/step_text.h). Steps written before have no code, and their note is the whole text.
ALTER TABLE report_step ADD COLUMN code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';
