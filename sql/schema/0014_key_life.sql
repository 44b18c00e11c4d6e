-- Which blobs still use a sealing key: what a new key has to take over, and what keeps an old one from being retired.
ALTER TABLE payee ADD KEY (key_id);
ALTER TABLE payer_mail ADD KEY (key_id);

-- What the payer knows and gateways show in /metrics. Numbers alone.
CREATE TABLE payer_figure (
  name VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
  value BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
