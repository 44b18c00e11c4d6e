-- The business registration data and the offices (市场监督管理所) that answer for its streets.
-- Ids come from the authority's own register, so they are texts. Points are GCJ-02.

CREATE TABLE shop (
  shop_id VARCHAR(40) PRIMARY KEY,
  company VARCHAR(200) NOT NULL,
  sign VARCHAR(200) NOT NULL,
  mt VARCHAR(200) NOT NULL DEFAULT '',      -- its name on Meituan
  ele VARCHAR(200) NOT NULL DEFAULT '',     -- its name on Ele.me
  former VARCHAR(200) NOT NULL DEFAULT '',
  address VARCHAR(300) NOT NULL,
  area CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- GB/T 2260
  street_code VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  street VARCHAR(60) NOT NULL,
  lat DOUBLE NULL,
  lng DOUBLE NULL,
  uscc VARCHAR(18) NOT NULL DEFAULT '',
  licence VARCHAR(20) NOT NULL DEFAULT '',
  valid_from VARCHAR(10) NOT NULL DEFAULT '', -- dates as printed on the permit
  valid_to VARCHAR(10) NOT NULL DEFAULT '',
  scope VARCHAR(400) NOT NULL DEFAULT '',
  status VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- active, closed
  category VARCHAR(60) NOT NULL DEFAULT '',
  sales BIGINT NOT NULL DEFAULT 0,          -- orders a month
  no_dine_in TINYINT NOT NULL DEFAULT 0,
  flags VARCHAR(80) NOT NULL DEFAULT '',    -- uscc,licence: a number whose check digit is wrong
  updated_ms BIGINT NOT NULL,
  KEY (street_code),
  KEY (uscc),
  KEY (licence)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Names that confirmed links have taught the matcher; never from one unverified reporter.
CREATE TABLE shop_alias (
  shop_id VARCHAR(40) NOT NULL,
  name VARCHAR(200) NOT NULL,
  taught_ms BIGINT NOT NULL,
  PRIMARY KEY (shop_id, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE office (
  office VARCHAR(40) PRIMARY KEY,
  name VARCHAR(120) NOT NULL,
  area CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A street belongs to one office. A street without one falls to its district's office,
-- whose id is the district's code.
CREATE TABLE office_street (
  street_code VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
  street VARCHAR(60) NOT NULL,
  office VARCHAR(40) NOT NULL,
  KEY (office)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
