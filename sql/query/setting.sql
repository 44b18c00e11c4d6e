--! setting_get @gateway @payout @cli name:text -> value:text
SELECT value FROM setting WHERE name = ?

--! setting_put @cli name:text value:text
REPLACE INTO setting (name, value) VALUES (?, ?)
