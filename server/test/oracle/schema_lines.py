"""What a database holds, as lines of text that name everything about each thing."""

# What a migration can change, each as text that names everything about it.
SCHEMA = {
    "column": """
        SELECT concat(c.oid::regclass, '.', a.attname, ' ', format_type(a.atttypid, a.atttypmod),
                      CASE WHEN a.attnotnull THEN ' NOT NULL' END,
                      ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated)
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
         WHERE c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped AND c.relnamespace IN ({own})""",
    "constraint": """
        SELECT concat(conrelid::regclass, ' ', conname, ' ', pg_get_constraintdef(oid)) FROM pg_constraint
         WHERE connamespace IN ({own}) AND contype <> 'n'""",
    "index": "SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE c.relnamespace IN ({own})",
    "type": """
        SELECT concat(t.oid::regtype, ' ', string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder))
          FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.oid""",
    "relation": "SELECT concat(relkind, ' ', oid::regclass) FROM pg_class WHERE relnamespace IN ({own}) AND relkind IN ('S', 'v', 'm')",
    "comment": """
        SELECT concat(objoid::regclass, '.', objsubid, ' ', description) FROM pg_description
         WHERE classoid = 'pg_class'::regclass AND objoid IN (SELECT oid FROM pg_class WHERE relnamespace IN ({own}))""",
    "schema": "SELECT nspname FROM pg_namespace WHERE oid IN ({own})",
}
OWN = "SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"


def schema(engine):
    with engine.connect() as connection:
        lines = []
        for kind, query in SCHEMA.items():
            lines += [f"{kind} {row[0]}" for row in connection.exec_driver_sql(query.replace("{own}", OWN))]
    return sorted(line for line in lines if "alembic_version" not in line)


def empty(engine):
    """A new database for each case would be cleaner and takes seconds."""
    with engine.begin() as connection:
        own = [row[0] for row in connection.exec_driver_sql(OWN.replace("oid", "quote_ident(nspname)", 1))]
        connection.exec_driver_sql(f"DROP SCHEMA {', '.join(own)} CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
