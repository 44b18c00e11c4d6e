--! migration_list @migrate -> number:i64 checksum:blob
SELECT number, checksum FROM migration ORDER BY number

--! migration_put @migrate number:i64 name:text checksum:blob applied_ms:i64
INSERT INTO migration (number, name, checksum, applied_ms) VALUES (?, ?, ?, ?)
