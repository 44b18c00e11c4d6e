-- Hints are numbered by their writer, as the audit log is: a writer's rows come in the order of their
-- numbers, so nothing is read twice and a reader notices what it missed. They also tell the filter's
-- memories what came, for which score_feed kept a row a report.
DROP TABLE score_feed;
DROP TABLE hint;
CREATE TABLE hint (
  epoch BINARY(16) NOT NULL,
  n BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  body MEDIUMTEXT NOT NULL,
  PRIMARY KEY (epoch, n),
  KEY (at_ms)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- "Has its sender reported this shop for this lately?" finds its answer in the index, also on the shop's
-- hundredth report of the week. It still begins with what the neighbours of a lead are looked up by.
-- A report's first step is the report: it is not stored again.
ALTER TABLE report DROP KEY shop_id, ADD KEY (shop_id, category, owner, submitted_ms);
DELETE FROM report_step WHERE n = 1 AND state = 'received' AND note = '' AND code = '';
