-- What happened: a row for each call of a tool and each change by an operator. docs/activity.md says what a row holds and what never.
-- D1 bills a row of an index like one of a table, so what is mostly null is indexed only where it is not.
CREATE TABLE activity (
  time INTEGER NOT NULL, -- milliseconds since 1970, at the end of the answer
  request_id TEXT NOT NULL,
  action TEXT NOT NULL, -- 'tools/call', or the verb and path of a change
  actor TEXT NOT NULL, -- 'url', 'member', 'api_token' or 'admin'
  actor_id TEXT, -- none of a URL: that is its server
  server TEXT,
  account TEXT,
  integration TEXT,
  tool TEXT,
  target TEXT, -- what was changed
  client TEXT,
  client_version TEXT,
  outcome TEXT NOT NULL,
  failed INTEGER NOT NULL,
  status INTEGER NOT NULL,
  vendor_status INTEGER,
  ms INTEGER NOT NULL,
  vendor_ms INTEGER,
  bytes_in INTEGER NOT NULL,
  bytes_out INTEGER NOT NULL,
  rate_left INTEGER,
  PRIMARY KEY (time, request_id)
) WITHOUT ROWID;

-- Each index ends with the primary key, so what it finds is in the order of time.
CREATE INDEX activity_by_actor ON activity (actor_id) WHERE actor_id IS NOT NULL;
CREATE INDEX activity_by_server ON activity (server) WHERE server IS NOT NULL;
CREATE INDEX activity_by_account ON activity (account) WHERE account IS NOT NULL;
CREATE INDEX activity_by_tool ON activity (tool) WHERE tool IS NOT NULL;
CREATE INDEX activity_by_failure ON activity (failed) WHERE failed = 1;

-- The calls of each whole hour, for charts: of all, and of each account, server, member, tool and integration.
CREATE TABLE activity_hours (
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  hour INTEGER NOT NULL, -- hours since 1970
  calls INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  p50 INTEGER NOT NULL,
  p95 INTEGER NOT NULL,
  rate_left INTEGER,
  PRIMARY KEY (kind, value, hour)
) WITHOUT ROWID;

CREATE INDEX activity_hours_by_hour ON activity_hours (kind, hour, value, calls, failed);
