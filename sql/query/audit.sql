--! audit_chain_read @gateway @cli epoch:id after:i64 most:i64 -> n:i64 at_ms:i64 actor:text action:text object:id before_json:text? after_json:text? hash:blob
SELECT n, at_ms, actor, action, object, before_json, after_json, hash
FROM audit WHERE epoch = ? AND n > ? ORDER BY n LIMIT ?

--! audit_of_object @gateway object:id most:i64 -> at_ms:i64 actor:text action:text before_json:text? after_json:text?
SELECT at_ms, actor, action, before_json, after_json
FROM audit WHERE object = ? ORDER BY at_ms, n LIMIT ?
