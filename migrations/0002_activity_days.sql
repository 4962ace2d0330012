-- The calls of each whole day, so that who and what has the most of thirty days is not summed up hour by hour. Days whose hours are counted already are
-- filled in here; upkeep fills in the next ones.
CREATE TABLE activity_days (
  kind TEXT NOT NULL,
  day INTEGER NOT NULL, -- days since 1970
  value TEXT NOT NULL,
  calls INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  PRIMARY KEY (kind, day, value)
) WITHOUT ROWID;

INSERT INTO activity_days (kind, day, value, calls, failed)
SELECT kind, hour / 24, value, sum(calls), sum(failed) FROM activity_hours
WHERE kind IN ('all', 'server', 'member', 'tool') AND hour / 24 < (SELECT max(hour) + 1 FROM activity_hours WHERE kind = 'all') / 24
GROUP BY kind, hour / 24, value;
