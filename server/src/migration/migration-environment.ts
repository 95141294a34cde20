/** What env.py says and a migration can ask for while it runs. */
export interface MigrationEnvironment {
  /** `op.get_context().version_table_schema` */
  readonly versionTableSchema: { readonly known: boolean; readonly value: string | null };
}
