-- Photos and the uploads they come from. The picture itself lies encrypted in the evidence
-- store; its key is only here, so that forgetting the key destroys the picture.

-- One row an announced upload; its id names the staged bytes and later the photo. Kept until
-- it expires, so that a repeated begin or commit finds what the first one made.
CREATE TABLE upload (
  id BINARY(16) PRIMARY KEY,
  owner BINARY(16) NOT NULL,
  handle BIGINT NOT NULL,
  hash BINARY(32) NOT NULL,        -- BLAKE2b-256, announced by the sender
  size BIGINT NOT NULL,
  blob_key BINARY(32) NOT NULL,
  done TINYINT NOT NULL DEFAULT 0, -- the photo exists (or has been refused)
  created_ms BIGINT NOT NULL,
  KEY (owner, handle),
  KEY (owner, hash),
  KEY (done, size),
  KEY (created_ms)
) ENGINE=InnoDB;

CREATE TABLE photo (
  id BINARY(16) PRIMARY KEY,
  owner BINARY(16) NOT NULL,
  report BINARY(16) NULL,
  n TINYINT NOT NULL DEFAULT 0,    -- its place among the report's photos
  state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- free, stale, kept, destroyed
  sha256 BINARY(32) NOT NULL,      -- of the bytes as they were sent
  blob_key BINARY(32) NULL,
  width INT NOT NULL,
  height INT NOT NULL,
  phash BIGINT NULL,               -- 64-bit perceptual hash; NULL: too plain to be compared
  taken_ms BIGINT NULL,            -- when and where, as the sender told
  lat DOUBLE NULL,
  lng DOUBLE NULL,
  datum VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NULL,
  exif_taken_ms BIGINT NULL,       -- and as the file itself said; never of a whistleblower's
  exif_lat DOUBLE NULL,            -- WGS-84
  exif_lng DOUBLE NULL,
  created_ms BIGINT NOT NULL,
  KEY (report, n),
  KEY (owner, created_ms),
  KEY (state, created_ms)
) ENGINE=InnoDB;
