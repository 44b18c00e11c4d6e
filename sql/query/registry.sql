--! shop_put @cli shop_id:text company:text sign:text mt:text ele:text former:text address:text area:text street_code:text
--!   street:text lat:f64? lng:f64? uscc:text licence:text valid_from:text valid_to:text scope:text status:text
--!   category:text sales:i64 no_dine_in:i64 flags:text updated_ms:i64
REPLACE INTO shop (shop_id, company, sign, mt, ele, former, address, area, street_code, street, lat, lng, uscc,
  licence, valid_from, valid_to, scope, status, category, sales, no_dine_in, flags, updated_ms)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)

--! shop_get @gateway shop_id:text -> shop_id:text company:text sign:text mt:text ele:text former:text address:text
--!   area:text street_code:text street:text lat:f64? lng:f64? uscc:text licence:text valid_from:text valid_to:text
--!   scope:text status:text category:text sales:i64 no_dine_in:i64 flags:text
SELECT shop_id, company, sign, mt, ele, former, address, area, street_code, street, lat, lng, uscc, licence,
  valid_from, valid_to, scope, status, category, sales, no_dine_in, flags
FROM shop WHERE shop_id = ?

--! shop_after @cli after:text most:i64 -> shop_id:text company:text sign:text mt:text ele:text former:text
--!   address:text area:text street_code:text street:text lat:f64? lng:f64? uscc:text licence:text status:text
--!   category:text sales:i64 no_dine_in:i64
SELECT shop_id, company, sign, mt, ele, former, address, area, street_code, street, lat, lng, uscc, licence,
  status, category, sales, no_dine_in
FROM shop WHERE shop_id > ? ORDER BY shop_id LIMIT ?

--! shop_count @cli -> n:i64 active:i64 newest_ms:i64
SELECT COUNT(*), COALESCE(SUM(status = 'active'), 0), COALESCE(MAX(updated_ms), 0) FROM shop

--! shop_alias_put @gateway shop_id:text name:text teacher:id taught_ms:i64
INSERT IGNORE INTO shop_alias (shop_id, name, teacher, taught_ms) VALUES (?, ?, ?, ?)

-- What this teacher taught; another one's word for the same name stays.
--! shop_alias_drop @gateway shop_id:text teacher:id
DELETE FROM shop_alias WHERE shop_id = ? AND teacher = ?

--! shop_alias_of @cli from:text to:text -> shop_id:text name:text
SELECT DISTINCT shop_id, name FROM shop_alias WHERE shop_id > ? AND shop_id <= ? ORDER BY shop_id, name

-- What the index is made of, in short: differs whenever the shops (each import says so) or the taught names do.
--! registry_state @cli -> changed:text shops:i64 names:i64 names_crc:i64
SELECT COALESCE((SELECT value FROM setting WHERE name = 'registry_changed'), ''), EXISTS (SELECT 1 FROM shop),
  COUNT(*), COALESCE(BIT_XOR(CRC32(CONCAT_WS('\n', shop_id, name))), 0)
FROM (SELECT DISTINCT shop_id, name FROM shop_alias) a

--! office_put @cli office:text name:text area:text
REPLACE INTO office (office, name, area) VALUES (?, ?, ?)

--! office_street_put @cli street_code:text street:text office:text
REPLACE INTO office_street (street_code, street, office) VALUES (?, ?, ?)

--! office_get @gateway office:text -> office:text name:text area:text
SELECT office, name, area FROM office WHERE office = ?

-- The office of a street; when the street has none, the district's.
--! office_of_street @gateway street_code:text area:text -> office:text name:text
SELECT o.office, o.name
FROM office o LEFT JOIN office_street s ON s.office = o.office AND s.street_code = ?
WHERE s.street_code IS NOT NULL OR o.office = ?
ORDER BY s.street_code IS NULL LIMIT 1

--! office_list @gateway @cli -> office:text name:text area:text
SELECT office, name, area FROM office ORDER BY area, office

--! office_street_list @gateway @cli -> street_code:text street:text office:text
SELECT street_code, street, office FROM office_street ORDER BY street_code
