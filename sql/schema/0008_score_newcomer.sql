-- Harm to newcomers is a figure in the console; counted when the report came, since accounts age.
ALTER TABLE score_trace ADD COLUMN newcomer TINYINT NOT NULL DEFAULT 0;
