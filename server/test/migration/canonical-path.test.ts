import { expect, test } from "vitest";
import { canonicalPath } from "../../src/migration/canonical-path.ts";

test.each([
  ["sqlalchemy.types.Integer", "sqlalchemy.Integer"],
  ["sqlalchemy.sql.sqltypes.Integer", "sqlalchemy.Integer"],
  ["sqlalchemy.sql.expression.text", "sqlalchemy.text"],
  ["sqlalchemy.sql.text", "sqlalchemy.text"],
  ["sqlalchemy.schema.Column", "sqlalchemy.Column"],
  ["sqlalchemy.sql.func", "sqlalchemy.func"],
  ["sqlalchemy.sql.functions.now", "sqlalchemy.func.now"],
  ["sqlalchemy.sql.functions.GenericFunction", "sqlalchemy.sql.functions.GenericFunction"],
  ["sqlalchemy.sql.ddl.CreateSchema", "sqlalchemy.schema.CreateSchema"],
  ["sqlalchemy.schema.conv", "sqlalchemy.sql.elements.conv"],
  ["sqlalchemy.quoted_name", "sqlalchemy.sql.elements.quoted_name"],
  ["sqlalchemy.orm.session.Session", "sqlalchemy.orm.Session"],
  ["sqlalchemy.engine.reflection.Inspector", "sqlalchemy.Inspector"],
  ["sqlalchemy.dialects.postgresql.base.UUID", "sqlalchemy.dialects.postgresql.UUID"],
  ["sqlalchemy.dialects.postgresql.json.JSONB", "sqlalchemy.dialects.postgresql.JSONB"],
  ["sqlalchemy.dialects.postgresql.INTEGER", "sqlalchemy.INTEGER"],
  ["sqlalchemy.dialects.mysql.INTEGER", "sqlalchemy.dialects.mysql.INTEGER"],
  ["sqlmodel.Column", "sqlalchemy.Column"],
  ["sqlmodel.Session", "sqlmodel.Session"],
  ["sqlmodel.sql.sqltypes.AutoString", "sqlmodel.sql.sqltypes.AutoString"],
  ["sqlalchemy", "sqlalchemy"],
  ["sqlalchemy.types", "sqlalchemy.types"],
  ["other.types.Integer", "other.types.Integer"],
])("%s is %s", (path, canonical) => {
  expect(canonicalPath(path)).toBe(canonical);
});
