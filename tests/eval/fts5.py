#!/usr/bin/python3
"""SQLite FTS5 with trigrams on a city of shops.py: a peer for the matcher's bench.

  fts5.py DIR N     the first N reports; prints {"report_id", "shop_id", "ms"} a line
"""
import csv
import json
import re
import sqlite3
import sys
import time


def main():
    folder, most = sys.argv[1], int(sys.argv[2])
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE shop USING fts5(text, tokenize='trigram')")
    with open(folder + "/registry.csv", encoding="utf8", newline="") as f:
        db.executemany("INSERT INTO shop(rowid, text) VALUES (?, ?)",
                       ((int(r["shop_id"]), "\n".join((r["sign"], r["mt"], r["ele"], r["old"], r["company"], r["address"])))
                        for r in csv.DictReader(f)))
    with open(folder + "/reports.jsonl", encoding="utf8") as f:
        for line in list(f)[:most]:
            r = json.loads(line)
            words = [re.sub(r"[^\w]", "", r[k]) for k in ("name", "address")]
            grams = {w[i:i + 3] for w in words for i in range(len(w) - 2)}
            start = time.process_time()
            row = None
            if grams:
                row = db.execute("SELECT rowid FROM shop WHERE shop MATCH ? ORDER BY bm25(shop) LIMIT 1",
                                 (" OR ".join('"%s"' % g for g in grams),)).fetchone()
            print(json.dumps({"report_id": r["report_id"], "shop_id": row and row[0],
                              "ms": (time.process_time() - start) * 1000}))


if __name__ == "__main__":
    main()
