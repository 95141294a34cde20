/** The database of the lock cases: every table holds rows, and each kind of neighbour (foreign keys, partitions, children, views) is there once. */
export const lockFixture = `
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN email AS text;
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE SEQUENCE numbers;

CREATE TABLE customers (id integer PRIMARY KEY, name varchar(50));
INSERT INTO customers SELECT n, 'c' || n FROM generate_series(1, 300) n;

CREATE TABLE orders (
  id integer PRIMARY KEY,
  customer_id integer NOT NULL,
  code varchar(20),
  note text,
  amount numeric(10, 2),
  placed timestamp,
  shipped timestamptz,
  state mood,
  contact email,
  address cidr,
  flags varbit(8),
  quantity integer,
  proven integer,
  promised integer,
  amount_text varchar(30) DEFAULT 'x',
  CONSTRAINT fk_orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id),
  CONSTRAINT ck_orders_proven CHECK (proven IS NOT NULL),
  CONSTRAINT ck_orders_quantity CHECK (quantity > 0)
);
INSERT INTO orders SELECT n, n, 'code' || n, 'note', n, now(), now(), 'ok', 'a@b', '10.0.0.0/8', B'101', n, n, n FROM generate_series(1, 300) n;
ALTER TABLE orders ADD CONSTRAINT ck_orders_promised CHECK (promised IS NOT NULL) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT uq_orders_code UNIQUE (code);
CREATE INDEX ix_orders_placed ON orders (placed);
CREATE INDEX ix_orders_note ON orders (note) WHERE note IS NOT NULL;

CREATE TABLE lines (order_id integer, product text, CONSTRAINT fk_lines_order FOREIGN KEY (order_id) REFERENCES orders (id));
INSERT INTO lines SELECT n, 'p' FROM generate_series(1, 300) n;
CREATE INDEX ix_lines_order ON lines (order_id);

CREATE TABLE notes (id integer NOT NULL, body text, author integer, day date, small smallint, price numeric, at timestamp(3), kind char(5), data json, ok boolean);
INSERT INTO notes SELECT n, 'b' || n, n, '2024-01-01', 1, 1.5, now(), 'k', '{}', true FROM generate_series(1, 300) n;
CREATE UNIQUE INDEX ix_notes_id ON notes (id);
CREATE UNIQUE INDEX ix_notes_author ON notes (author);

CREATE TABLE events (day date NOT NULL, customer_id integer, body text, CONSTRAINT fk_events_customer FOREIGN KEY (customer_id) REFERENCES customers (id)) PARTITION BY RANGE (day);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
INSERT INTO events SELECT '2024-01-01', n, 'b' FROM generate_series(1, 300) n;
INSERT INTO events SELECT '2026-01-01', n, 'b' FROM generate_series(1, 300) n;
CREATE INDEX ix_events_body ON events (body);

CREATE TABLE logs (day date NOT NULL, body text) PARTITION BY RANGE (day);
CREATE TABLE logs_2024 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
INSERT INTO logs SELECT '2024-01-01', 'b' FROM generate_series(1, 300) n;
CREATE TABLE logs_2025 (day date NOT NULL, body text);
INSERT INTO logs_2025 SELECT '2025-01-01', 'b' FROM generate_series(1, 300) n;
CREATE TABLE logs_2026 (day date NOT NULL, body text, CONSTRAINT ck_logs_2026 CHECK (day >= '2026-01-01' AND day < '2027-01-01'));
INSERT INTO logs_2026 SELECT '2026-01-01', 'b' FROM generate_series(1, 300) n;

CREATE TABLE animals (id integer, name text);
INSERT INTO animals SELECT n, 'a' FROM generate_series(1, 300) n;
CREATE TABLE cats (lives integer) INHERITS (animals);
INSERT INTO cats SELECT n, 'c', 9 FROM generate_series(1, 300) n;

CREATE VIEW order_list AS SELECT id, code FROM orders;
CREATE MATERIALIZED VIEW order_totals AS SELECT customer_id, count(*) AS orders FROM orders GROUP BY customer_id;
CREATE UNIQUE INDEX ix_order_totals ON order_totals (customer_id);

CREATE TABLE counters (id serial PRIMARY KEY, value positive);
INSERT INTO counters (value) SELECT n FROM generate_series(1, 300) n;

CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE guarded (id integer, body text);
INSERT INTO guarded SELECT n, 'g' FROM generate_series(1, 300) n;
CREATE TRIGGER tr_guarded BEFORE UPDATE ON guarded FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE POLICY po_guarded ON guarded USING (true);
CREATE RULE ru_guarded AS ON DELETE TO guarded DO INSTEAD NOTHING;
CREATE STATISTICS st_guarded ON id, body FROM guarded;
`;
