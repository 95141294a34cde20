import type { AnalysisConfig } from "../../project/project-config.ts";
import { type Dialect, quote, tableText } from "./dialect.ts";
import { unrendered } from "./unrendered.ts";

/** One change of the rows of the version table. */
export type VersionChange =
  | { readonly kind: "insert"; readonly revision: string }
  | { readonly kind: "delete"; readonly revision: string }
  | { readonly kind: "update"; readonly from: string; readonly to: string };

/** The statements that Alembic prints on its own table (alembic-semantics 3.9), without the closing semicolon. */
export function versionTable(dialect: Dialect, config: AnalysisConfig) {
  const known = config.versionTableKnown || config.envFile === null;
  const name = known ? config.versionTable : unrendered("the version table: env.py computes its name");
  const table = tableText(dialect, { schema: config.versionTableSchema, name });
  const withKey = config.versionTablePk;
  return {
    create(): string {
      const key = withKey ? `, \n    CONSTRAINT ${quote(dialect, `${name}_pkc`)} PRIMARY KEY (version_num)` : "";
      return `CREATE TABLE ${table} (\n    version_num VARCHAR(32) NOT NULL${key}\n)`;
    },
    drop: (): string => `DROP TABLE ${table}`,
    /** Ids are put between quotes as they are. */
    change(change: VersionChange): string {
      const returning = withKey ? ` RETURNING ${table}.version_num` : "";
      switch (change.kind) {
        case "insert":
          return `INSERT INTO ${table} (version_num) VALUES ('${change.revision}')${returning}`;
        case "update":
          return `UPDATE ${table} SET version_num='${change.to}' WHERE ${table}.version_num = '${change.from}'`;
        case "delete":
          return `DELETE FROM ${table} WHERE ${table}.version_num = '${change.revision}'`;
      }
    },
  };
}
