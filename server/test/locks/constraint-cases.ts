import type { LockCase } from "./lock-case.ts";

const notValidForeignKey =
  "ALTER TABLE notes ADD CONSTRAINT fk FOREIGN KEY (author) REFERENCES customers (id) NOT VALID";
const notValidCheck = "ALTER TABLE notes ADD CONSTRAINT ck CHECK (id > 0) NOT VALID";

export const constraintCases: readonly LockCase[] = [
  { sql: "ALTER TABLE notes ADD CONSTRAINT ck CHECK (id > 0)" },
  { sql: notValidCheck },
  { sql: "ALTER TABLE notes VALIDATE CONSTRAINT ck", setup: notValidCheck, remark: "a CHECK" },
  { sql: "ALTER TABLE orders VALIDATE CONSTRAINT ck_orders_proven", remark: "valid already" },
  { sql: "ALTER TABLE animals ADD CONSTRAINT ck CHECK (id > 0)", remark: "a table with children" },
  { sql: "ALTER TABLE animals ADD CONSTRAINT ck CHECK (id > 0) NO INHERIT", remark: "a table with children" },
  { sql: "ALTER TABLE events ADD CONSTRAINT ck CHECK (customer_id > 0)", remark: "a partitioned table" },
  { sql: "ALTER TABLE events ADD CONSTRAINT ck CHECK (customer_id > 0) NOT VALID", remark: "a partitioned table" },
  { sql: "ALTER TABLE notes ADD CONSTRAINT ck CHECK (id > 0) NOT ENFORCED", from: 18 },
  { sql: "ALTER TABLE notes ADD CONSTRAINT nn NOT NULL body", from: 18 },
  { sql: "ALTER TABLE notes ADD CONSTRAINT nn NOT NULL body NOT VALID", from: 18 },
  {
    sql: "ALTER TABLE notes VALIDATE CONSTRAINT nn",
    setup: "ALTER TABLE notes ADD CONSTRAINT nn NOT NULL body NOT VALID",
    from: 18,
    remark: "a NOT NULL",
  },
  {
    sql: "ALTER TABLE notes ALTER COLUMN body SET NOT NULL",
    setup: "ALTER TABLE notes ADD CONSTRAINT nn NOT NULL body NOT VALID",
    from: 18,
    remark: "a NOT NULL that is not valid",
  },
  {
    sql: "ALTER TABLE notes DROP CONSTRAINT nn",
    setup: "ALTER TABLE notes ADD CONSTRAINT nn NOT NULL body",
    from: 18,
    remark: "a NOT NULL",
  },
  { sql: "ALTER TABLE notes ADD CONSTRAINT fk FOREIGN KEY (author) REFERENCES customers (id)" },
  { sql: notValidForeignKey },
  { sql: "ALTER TABLE notes ADD CONSTRAINT fk FOREIGN KEY (author) REFERENCES customers (id) NOT ENFORCED", from: 18 },
  { sql: "ALTER TABLE notes ADD CONSTRAINT fk FOREIGN KEY (author) REFERENCES notes (id)", remark: "to itself" },
  { sql: "ALTER TABLE notes VALIDATE CONSTRAINT fk", setup: notValidForeignKey, remark: "a foreign key" },
  { sql: "ALTER TABLE notes ALTER CONSTRAINT fk DEFERRABLE", setup: notValidForeignKey },
  {
    sql: "ALTER TABLE logs ADD COLUMN c integer, ADD CONSTRAINT fk FOREIGN KEY (c) REFERENCES customers (id)",
    remark: "a partitioned table",
  },
  {
    sql: "ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES notes (id)",
    remark: "a partitioned table",
  },
  {
    sql: "ALTER TABLE notes ADD CONSTRAINT fk FOREIGN KEY (day) REFERENCES logs (day)",
    setup:
      "DELETE FROM logs; INSERT INTO logs VALUES ('2024-01-01', 'b'); ALTER TABLE logs ADD CONSTRAINT pk_logs PRIMARY KEY (day)",
    remark: "to a partitioned table",
  },
  { sql: "ALTER TABLE notes ADD CONSTRAINT uq UNIQUE (body)" },
  { sql: "ALTER TABLE notes ADD CONSTRAINT uq UNIQUE (author) DEFERRABLE INITIALLY DEFERRED" },
  { sql: "ALTER TABLE notes ADD CONSTRAINT uq UNIQUE USING INDEX ix_notes_author" },
  { sql: "ALTER TABLE notes ADD CONSTRAINT pk PRIMARY KEY (id)", remark: "NOT NULL already" },
  { sql: "ALTER TABLE notes ADD CONSTRAINT pk PRIMARY KEY (author)", remark: "a nullable column" },
  { sql: "ALTER TABLE notes ADD CONSTRAINT pk PRIMARY KEY USING INDEX ix_notes_id", remark: "NOT NULL already" },
  { sql: "ALTER TABLE notes ADD CONSTRAINT pk PRIMARY KEY USING INDEX ix_notes_author", remark: "a nullable column" },
  { sql: "ALTER TABLE notes ADD CONSTRAINT ex EXCLUDE USING btree (id WITH =)" },
  {
    sql: "ALTER TABLE logs ADD CONSTRAINT uq UNIQUE (day, body)",
    setup: "DELETE FROM logs; INSERT INTO logs VALUES ('2024-01-01', 'b')",
    remark: "a partitioned table",
  },
  { sql: "ALTER TABLE orders DROP CONSTRAINT ck_orders_quantity", remark: "a CHECK" },
  { sql: "ALTER TABLE orders DROP CONSTRAINT uq_orders_code", remark: "a UNIQUE" },
  { sql: "ALTER TABLE orders DROP CONSTRAINT fk_orders_customer", remark: "a foreign key" },
  { sql: "ALTER TABLE lines DROP CONSTRAINT IF EXISTS absent", remark: "there is no such constraint" },
  {
    sql: "ALTER TABLE customers DROP CONSTRAINT customers_pkey CASCADE",
    remark: "a primary key that foreign keys need",
  },
  { sql: "ALTER TABLE counters DROP CONSTRAINT counters_pkey", remark: "a primary key" },
  { sql: "ALTER TABLE events DROP CONSTRAINT fk_events_customer", remark: "a foreign key of a partitioned table" },
  { sql: "ALTER TABLE orders RENAME CONSTRAINT ck_orders_quantity TO ck_q", remark: "a CHECK" },
  { sql: "ALTER TABLE orders RENAME CONSTRAINT uq_orders_code TO uq_c", remark: "a UNIQUE" },
  { sql: "ALTER TABLE orders RENAME CONSTRAINT fk_orders_customer TO fk_c", remark: "a foreign key" },
  { sql: "COMMENT ON CONSTRAINT uq_orders_code ON orders IS 'x'" },
  { sql: "ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 1000)" },
  { sql: "ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 1000) NOT VALID" },
  {
    sql: "ALTER DOMAIN positive VALIDATE CONSTRAINT small",
    setup: "ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 1000) NOT VALID",
  },
  { sql: "ALTER DOMAIN positive SET NOT NULL" },
  { sql: "ALTER DOMAIN positive DROP CONSTRAINT positive_check" },
  { sql: "ALTER DOMAIN positive SET DEFAULT 1" },

  {
    sql: "ALTER TABLE events VALIDATE CONSTRAINT ck",
    setup: "ALTER TABLE events ADD CONSTRAINT ck CHECK (customer_id > 0) NOT VALID",
    remark: "a CHECK of a partitioned table",
  },
  {
    sql: "ALTER TABLE animals VALIDATE CONSTRAINT ck",
    setup: "ALTER TABLE animals ADD CONSTRAINT ck CHECK (id > 0) NOT VALID",
    remark: "a CHECK of a table with children",
  },
  {
    sql: "ALTER TABLE animals DROP CONSTRAINT ck",
    setup: "ALTER TABLE animals ADD CONSTRAINT ck CHECK (id > 0)",
    remark: "a CHECK of a table with children",
  },
  {
    sql: "ALTER TABLE events DROP CONSTRAINT ck",
    setup: "ALTER TABLE events ADD CONSTRAINT ck CHECK (customer_id > 0)",
    remark: "a CHECK of a partitioned table",
  },
  {
    sql: "ALTER TABLE events RENAME CONSTRAINT ck TO ck2",
    setup: "ALTER TABLE events ADD CONSTRAINT ck CHECK (customer_id > 0)",
    remark: "a CHECK of a partitioned table",
  },
  { sql: "ALTER TABLE events ALTER CONSTRAINT fk_events_customer DEFERRABLE", remark: "a partitioned table" },
  {
    sql: "ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES notes (id) NOT VALID",
    from: 18,
    remark: "a partitioned table",
  },
  {
    sql: "ALTER TABLE events VALIDATE CONSTRAINT fk",
    setup: "ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES notes (id) NOT VALID",
    from: 18,
    remark: "a foreign key of a partitioned table",
  },
  {
    sql: "ALTER TABLE logs DROP CONSTRAINT uq_logs",
    setup: "DELETE FROM logs; ALTER TABLE logs ADD CONSTRAINT uq_logs UNIQUE (day, body)",
    remark: "a UNIQUE of a partitioned table",
  },
  {
    sql: "ALTER TABLE logs ADD CONSTRAINT pk_logs PRIMARY KEY (day)",
    setup: "DELETE FROM logs; INSERT INTO logs VALUES ('2024-01-01', 'b')",
    remark: "a partitioned table",
  },
  { sql: "ALTER TABLE notes ADD CONSTRAINT uq UNIQUE NULLS NOT DISTINCT (id)", from: 15 },
];
