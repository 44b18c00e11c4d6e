-- What a citizen, a whistleblower or the holder of a receipt does with a report.

--! report_by_receipt @gateway receipt_lookup:id -> id:id contact:blob
SELECT id, contact FROM report WHERE receipt_lookup = ?
