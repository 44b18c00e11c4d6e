-- What reviewers work with beside the report's own row.

-- A verdict inside its undo window. When its timer fires it moves into the report and takes effect.
CREATE TABLE verdict_pending (
  report BINARY(16) PRIMARY KEY,
  timer BINARY(16) NOT NULL,
  verdict VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  note TEXT NOT NULL,
  decided_by BINARY(16) NOT NULL,
  decided_ms BIGINT NOT NULL,
  due_ms BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The order of the queue. Expected value: a weight by severity times the probability that the report is
-- valid (score_v, ten points to the unit of log-odds), plus 144 points for each day that its legal clock
-- has come nearer. A clock that is a constant of the row makes the rank one too, so pages are stable.
-- queue: 'open' while a reviewer has something to do, 'merged' for copies, else the state.
ALTER TABLE report
  ADD COLUMN queue_rank BIGINT AS (
    ROUND(1000 * ELT(GREATEST(1, LEAST(5, severity)), 1, 2, 4, 7, 12) / (1 + EXP(-score_v / 10)))
    - due_ms DIV 600000) PERSISTENT,
  ADD COLUMN queue VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin AS (
    CASE WHEN merged_into IS NOT NULL THEN 'merged'
         WHEN state IN ('received', 'triaged', 'in_review', 'info_needed', 'appealed') THEN 'open'
         ELSE state END) PERSISTENT,
  ADD KEY (queue, queue_rank, id),
  ADD KEY (office, queue, queue_rank, id),
  ADD KEY (merged_into),
  ADD KEY (submitted_ms);
