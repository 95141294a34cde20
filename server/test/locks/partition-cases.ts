import type { LockCase } from "./lock-case.ts";

export const partitionCases: readonly LockCase[] = [
  { sql: "CREATE TABLE p (day date NOT NULL) PARTITION BY RANGE (day)" },
  { sql: "CREATE TABLE logs_2027 PARTITION OF logs FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')" },
  {
    sql: "CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
    remark: "the parent has a default partition, a foreign key and an index",
  },
  { sql: "CREATE TABLE logs_rest PARTITION OF logs DEFAULT" },
  { sql: "ALTER TABLE logs ATTACH PARTITION logs_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')" },
  {
    sql: "ALTER TABLE logs ATTACH PARTITION logs_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    remark: "a CHECK proves the bound",
  },
  {
    sql: "ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
    setup:
      "CREATE TABLE events_2025 (day date NOT NULL, customer_id integer, body text); INSERT INTO events_2025 VALUES ('2025-02-02', 1, 'b')",
    remark: "the parent has a default partition, a foreign key and an index",
  },
  { sql: "ALTER TABLE logs DETACH PARTITION logs_2024" },
  {
    sql: "ALTER TABLE events DETACH PARTITION events_2024",
    remark: "the parent has a default partition, a foreign key and an index",
  },
  {
    sql: "ALTER TABLE logs DETACH PARTITION logs_2024 CONCURRENTLY",
    heldUpBy: ["LOCK TABLE ONLY logs IN ACCESS SHARE MODE", "LOCK TABLE logs_2024 IN ACCESS SHARE MODE"],
  },
  { sql: "DROP TABLE logs_2024", remark: "a partition" },
  {
    sql: "DROP TABLE events_2024",
    remark: "a partition of a parent with a default partition, a foreign key and an index",
  },
  { sql: "DROP TABLE events", remark: "a partitioned table" },
  { sql: "ALTER TABLE events RENAME TO happenings", remark: "a partitioned table" },
  { sql: "ALTER TABLE events OWNER TO CURRENT_USER", remark: "a partitioned table" },
  { sql: "TRUNCATE events", remark: "a partitioned table" },
  { sql: "TRUNCATE logs_2024", remark: "a partition" },
  { sql: "ALTER TABLE notes INHERIT base", setup: "CREATE TABLE base (id integer NOT NULL)" },
  { sql: "ALTER TABLE cats NO INHERIT animals" },
  { sql: "DROP TABLE cats", remark: "a child by inheritance" },
  { sql: "DROP TABLE animals CASCADE", remark: "a table with children" },
  { sql: "TRUNCATE animals", remark: "a table with children" },
  { sql: "ALTER TABLE animals SET (fillfactor = 90)", remark: "a table with children" },
  { sql: "COMMENT ON TABLE events IS 'x'", remark: "a partitioned table" },
  { sql: "SELECT * FROM events", remark: "a partitioned table" },
  { sql: "UPDATE events SET body = 'c'", remark: "a partitioned table" },
  { sql: "INSERT INTO events VALUES ('2024-02-02', 1, 'x')", remark: "a partitioned table" },
  { sql: "DELETE FROM animals", remark: "a table with children" },
  { sql: "LOCK TABLE events IN SHARE MODE", remark: "a partitioned table" },
  { sql: "ANALYZE events", remark: "a partitioned table" },

  { sql: "ALTER TABLE logs ATTACH PARTITION logs_2025 DEFAULT" },
  {
    sql: "CREATE TABLE logs_2027 PARTITION OF logs FOR VALUES FROM ('2027-01-01') TO ('2028-01-01') PARTITION BY RANGE (day)",
  },
  { sql: "ALTER TABLE cats INHERIT beings", setup: "CREATE TABLE beings (lives integer)" },
  { sql: "ALTER TABLE animals RENAME TO beasts", remark: "a table with children" },
  { sql: "TRUNCATE ONLY animals", remark: "a table with children" },
  { sql: "SELECT * FROM animals", remark: "a table with children" },
  {
    sql: "CLUSTER events USING ix_events_body",
    from: 15,
    remark: "a partitioned table",
    heldUpBy: [
      "LOCK TABLE ONLY events IN ACCESS SHARE MODE",
      "COMMENT ON INDEX events_2024_body_idx IS 'x'",
      "COMMENT ON INDEX events_rest_body_idx IS 'x'",
    ],
  },
  {
    sql: "VACUUM events",
    remark: "a partitioned table",
    heldUpBy: [
      "LOCK TABLE ONLY events IN SHARE UPDATE EXCLUSIVE MODE",
      "LOCK TABLE events_2024 IN SHARE UPDATE EXCLUSIVE MODE",
      "LOCK TABLE events_rest IN SHARE UPDATE EXCLUSIVE MODE",
    ],
  },
];
