-- A merged report whose sender shares the reward: made jointly, or it added key evidence. The reviewer who merges says so.
ALTER TABLE report ADD COLUMN joint TINYINT NOT NULL DEFAULT 0;
