import type { Span } from "../base/span.ts";
import type { Static, Unknown } from "../base/static.ts";
import type { DataDetail } from "./data-detail.ts";
import type { FunctionDefinition } from "./function-definition.ts";
import type { GrantDefinition } from "./grant-definition.ts";
import type { LockingDetail } from "./locking-detail.ts";
import type { QualifiedName } from "./name.ts";

/*
 * What a statement does to the database, in PostgreSQL's own terms. Operations and SQL text both become these.
 * Spans are places in the migration file (UTF-16); an action that came from a part that is not written in the file
 * has the span of the call that made it.
 */

export type Action = ActionKind & {
  readonly span: Span;
  /** ALTER TABLE IF EXISTS: nothing happens without the table. */
  readonly ifTableExists?: boolean;
  /** ALTER TABLE ONLY: the tables below are left alone. */
  readonly only?: boolean;
  /** Of SQL text; absent: not told. */
  readonly locking?: LockingDetail;
};

export type ActionKind =
  | CreateTable
  | DropTable
  | { readonly kind: "renameTable"; readonly table: QualifiedName; readonly newName: Static<string> }
  | {
      readonly kind: "setSchema";
      readonly object: RelationKind;
      readonly name: QualifiedName;
      readonly schema: Static<string>;
    }
  | {
      readonly kind: "addColumn";
      readonly table: QualifiedName;
      readonly column: ColumnDefinition;
      readonly ifNotExists: boolean;
    }
  | {
      readonly kind: "dropColumn";
      readonly table: QualifiedName;
      readonly column: Static<string>;
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | {
      readonly kind: "renameColumn";
      readonly table: QualifiedName;
      readonly column: Static<string>;
      readonly newName: Static<string>;
    }
  | {
      readonly kind: "alterColumnType";
      readonly table: QualifiedName;
      readonly column: Static<string>;
      readonly type: Static<string>;
      readonly using: Static<string> | null;
      readonly collation: Static<string> | null;
    }
  | { readonly kind: "setNotNull"; readonly table: QualifiedName; readonly column: Static<string> }
  | { readonly kind: "dropNotNull"; readonly table: QualifiedName; readonly column: Static<string> }
  | {
      readonly kind: "setDefault";
      readonly table: QualifiedName;
      readonly column: Static<string>;
      readonly default: Static<string>;
    }
  | { readonly kind: "dropDefault"; readonly table: QualifiedName; readonly column: Static<string> }
  | {
      readonly kind:
        | "addIdentity"
        | "setIdentity"
        | "dropIdentity"
        | "dropExpression"
        | "setStatistics"
        | "setStorage"
        | "setCompression"
        | "setColumnOptions";
      readonly table: QualifiedName;
      readonly column: Static<string>;
      /** ADD and SET GENERATED … AS IDENTITY in SQL text; null: SET changes something else. */
      readonly identity?: "always" | "byDefault" | null;
    }
  | { readonly kind: "addConstraint"; readonly table: QualifiedName; readonly constraint: ConstraintDefinition }
  | {
      readonly kind: "dropConstraint";
      readonly table: QualifiedName;
      readonly name: Static<string>;
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | {
      readonly kind: "renameConstraint";
      readonly table: QualifiedName;
      readonly name: Static<string>;
      readonly newName: Static<string>;
    }
  | { readonly kind: "validateConstraint"; readonly table: QualifiedName; readonly name: Static<string> }
  | CreateIndex
  | {
      readonly kind: "dropIndex";
      readonly index: QualifiedName;
      readonly table: QualifiedName | null;
      readonly concurrently: boolean;
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | { readonly kind: "renameIndex"; readonly index: QualifiedName; readonly newName: Static<string> }
  | {
      readonly kind: "reindex";
      readonly target: QualifiedName | null;
      readonly object: "index" | "table" | "schema" | "database" | "system";
      readonly concurrently: boolean;
    }
  | { readonly kind: "createEnum"; readonly type: QualifiedName; readonly values: Static<readonly string[]> }
  | {
      readonly kind: "addEnumValue";
      readonly type: QualifiedName;
      readonly value: Static<string>;
      readonly ifNotExists: boolean;
      readonly neighbour: { readonly value: Static<string>; readonly after: boolean } | null;
    }
  | {
      readonly kind: "renameEnumValue";
      readonly type: QualifiedName;
      readonly value: Static<string>;
      readonly newValue: Static<string>;
    }
  | {
      readonly kind: "createDomain";
      readonly type: QualifiedName;
      readonly base: Static<string>;
      readonly notNull: boolean;
      readonly hasCheck: boolean;
    }
  | { readonly kind: "renameType"; readonly type: QualifiedName; readonly newName: Static<string> }
  | { readonly kind: "dropType"; readonly type: QualifiedName; readonly ifExists: boolean; readonly cascade: boolean }
  | {
      readonly kind: "createSequence" | "alterSequence";
      readonly sequence: QualifiedName;
      readonly detail?: SequenceDetail;
    }
  | {
      readonly kind: "dropSequence";
      readonly sequence: QualifiedName;
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | { readonly kind: "createSchema"; readonly schema: Static<string>; readonly ifNotExists: boolean }
  | {
      readonly kind: "dropSchema";
      readonly schema: Static<string>;
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | {
      readonly kind: "createView";
      readonly view: QualifiedName;
      readonly materialized: boolean;
      readonly replace: boolean;
      readonly reads: readonly QualifiedName[];
      /** What its columns are called, in order; null for one that cannot be told. Absent: how many there are cannot be told either (`SELECT *`). */
      readonly columns?: readonly (string | null)[];
    }
  | {
      readonly kind: "dropView";
      readonly view: QualifiedName;
      readonly materialized: boolean;
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | { readonly kind: "refreshView"; readonly view: QualifiedName; readonly concurrently: boolean }
  | {
      readonly kind: "createTrigger" | "dropTrigger" | "createPolicy" | "dropPolicy" | "createRule" | "dropRule";
      readonly table: QualifiedName;
      readonly name: Static<string>;
      /** CREATE TRIGGER: what it calls. */
      readonly function?: QualifiedName;
      /** CREATE POLICY: one of which any allows a row (permissive), or of which all must (restrictive). */
      readonly policy?: "permissive" | "restrictive";
    }
  | {
      readonly kind: "createFunction" | "dropFunction";
      readonly function: QualifiedName;
      /** The body of a function in SQL or PL/pgSQL, when it is written as a string. */
      readonly code?: string;
      /** DROP … CASCADE. */
      readonly cascade?: boolean;
      /** CREATE FUNCTION and CREATE PROCEDURE in SQL text. */
      readonly definition?: FunctionDefinition;
    }
  | {
      readonly kind: "createExtension" | "dropExtension";
      readonly extension: Static<string>;
      readonly ifExists: boolean;
      /** DROP … CASCADE. */
      readonly cascade?: boolean;
    }
  | {
      readonly kind: "comment";
      readonly object: "table" | "column" | "other";
      readonly table: QualifiedName | null;
      readonly column: Static<string> | null;
      readonly text: Static<string> | null;
    }
  | {
      readonly kind: "attachPartition" | "detachPartition";
      readonly table: QualifiedName;
      readonly partition: QualifiedName;
      readonly concurrently: boolean;
      readonly isDefault: boolean;
    }
  | {
      readonly kind: "tableOption";
      readonly table: QualifiedName;
      readonly option:
        | "setLogged"
        | "setUnlogged"
        | "setTablespace"
        | "setAccessMethod"
        | "setParameters"
        | "clusterOn"
        | "enableTrigger"
        | "disableTrigger"
        | "enableRowSecurity"
        | "disableRowSecurity"
        | "forceRowSecurity"
        | "replicaIdentity"
        | "owner"
        | "inherit"
        | "noInherit"
        | "other";
    }
  | {
      readonly kind: "insert" | "select";
      readonly tables: readonly QualifiedName[];
      readonly reads: readonly QualifiedName[];
      /** The functions that SQL text calls. */
      readonly calls?: readonly string[];
      readonly data?: DataDetail;
    }
  | {
      readonly kind: "update" | "delete";
      readonly table: QualifiedName;
      readonly reads: readonly QualifiedName[];
      readonly hasWhere: boolean;
      readonly columns: readonly Static<string>[];
      readonly calls?: readonly string[];
      readonly data?: DataDetail;
    }
  | { readonly kind: "truncate"; readonly tables: readonly QualifiedName[]; readonly cascade: boolean }
  | { readonly kind: "lockTable"; readonly tables: readonly QualifiedName[]; readonly mode: string }
  | { readonly kind: "cluster" | "vacuum" | "analyze"; readonly table: QualifiedName | null; readonly full: boolean }
  | { readonly kind: "set"; readonly parameter: string; readonly value: string | null; readonly local: boolean }
  | { readonly kind: "transaction"; readonly command: "begin" | "commit" | "rollback" | "savepoint" | "other" }
  | {
      readonly kind: "doBlock";
      /** The code of a block in PL/pgSQL or SQL; absent when it is not told. */
      readonly code?: string;
    }
  | { readonly kind: "createType"; readonly type: QualifiedName; readonly form: "composite" | "range" | "base" }
  | { readonly kind: "renameView"; readonly view: QualifiedName; readonly newName: Static<string> }
  | { readonly kind: "renameSchema"; readonly schema: Static<string>; readonly newName: Static<string> }
  /** Known to be harmless to tables, or of a kind that no rule looks at yet; `statement` is the parser's node name (`GrantStmt`). */
  | {
      readonly kind: "other";
      readonly statement: string;
      readonly relations: readonly QualifiedName[];
      /** GRANT of privileges on objects. */
      readonly grant?: GrantDefinition;
    }
  /** Could not be read. `touches` names what it can have touched; null: anything. */
  | {
      readonly kind: "unknown";
      readonly why: Unknown;
      readonly touches: readonly QualifiedName[] | null;
      /** It writes rows and nothing else: no table, column or type is changed by it. */
      readonly rowsOnly?: true;
      /** The parser's node name, for correct SQL whose effect lies in the database (`DropOwnedStmt`). */
      readonly statement?: string;
    };

export type RelationKind =
  | "table"
  | "view"
  | "materialized view"
  | "index"
  | "sequence"
  | "type"
  | "function"
  | "other";

export interface CreateTable {
  readonly kind: "createTable";
  readonly table: QualifiedName;
  readonly columns: readonly ColumnDefinition[];
  readonly constraints: readonly ConstraintDefinition[];
  readonly ifNotExists: boolean;
  readonly temporary: boolean;
  readonly partitionOf: QualifiedName | null;
  readonly isPartitioned: boolean;
  readonly inherits: readonly QualifiedName[];
  /** CREATE TABLE … AS, SELECT INTO, LIKE: the columns come from elsewhere. */
  readonly columnsFrom: "list" | "query" | "like" | "type";
  readonly reads: readonly QualifiedName[];
  /** PARTITION BY: the columns, null for an expression. Absent: the table is not partitioned, or it is not told by what. */
  readonly partitionKey?: readonly (string | null)[];
  /** Set when columns or constraints may be missing here. */
  readonly open: Unknown | null;
  readonly detail?: TableDetail;
}

export interface DropTable {
  readonly kind: "dropTable";
  readonly table: QualifiedName;
  readonly ifExists: boolean;
  readonly cascade: boolean;
}

export interface CreateIndex {
  readonly kind: "createIndex";
  /** Null: PostgreSQL chooses. */
  readonly name: Static<string> | null;
  readonly table: QualifiedName;
  /** Column names in order; null for an expression. */
  readonly columns: readonly (Static<string> | null)[];
  readonly include: readonly Static<string>[];
  readonly unique: boolean;
  readonly concurrently: boolean;
  readonly ifNotExists: boolean;
  readonly only: boolean;
  readonly method: Static<string> | null;
  readonly where: Static<string> | null;
  readonly detail?: IndexDetail;
}

export interface ColumnDefinition {
  readonly name: Static<string>;
  /** Type as PostgreSQL's DDL spells it: `VARCHAR(20)`; unknown when it cannot be read. */
  readonly type: Static<string>;
  /** Null when nothing says: nullable, unless it is part of the primary key. */
  readonly nullable: Static<boolean> | null;
  /** SQL text of the default. */
  readonly default: Static<string> | null;
  readonly identity: "always" | "byDefault" | null;
  readonly generated: "stored" | "virtual" | "unspecified" | null;
  /** SERIAL, BIGSERIAL, SMALLSERIAL. */
  readonly serial: boolean;
  readonly collation: Static<string> | null;
  /** Constraints written with the column. */
  readonly constraints: readonly ConstraintDefinition[];
  readonly span: Span;
  /** Something about the column is not known (an unknown `*args`). */
  readonly open: Unknown | null;
  readonly detail?: ColumnDetail;
}

export interface ConstraintDefinition {
  readonly type: "primaryKey" | "unique" | "check" | "foreignKey" | "exclude" | "notNull";
  /** Null: no name is given; PostgreSQL chooses. */
  readonly name: Static<string> | null;
  readonly columns: readonly Static<string>[];
  /** Foreign keys. */
  readonly references: {
    readonly table: QualifiedName;
    readonly columns: readonly Static<string>[];
    readonly onDelete: string | null;
    readonly onUpdate: string | null;
  } | null;
  /** CHECK: SQL text. */
  readonly expression: Static<string> | null;
  readonly notValid: boolean;
  readonly deferrable: boolean;
  /** ADD CONSTRAINT … USING INDEX. */
  readonly usingIndex: Static<string> | null;
  readonly span: Span;
  readonly detail?: ConstraintDetail;
}

/*
 * What only SQL text tells. Absent: the action does not come from SQL text, and these facts are not told.
 */

export interface TableDetail {
  readonly isForeign: boolean;
  /** PARTITION OF … DEFAULT. */
  readonly isDefaultPartition: boolean;
  /** `LIKE t INCLUDING …`: the table, what is included (in capitals), and before which of the written columns it stands. */
  readonly likes: readonly {
    readonly table: QualifiedName;
    readonly including: readonly string[];
    readonly before: number;
  }[];
}

export interface ColumnDetail {
  /** GENERATED ALWAYS AS (…): SQL text. */
  readonly generatedAs: string | null;
  /** The columns that it names. */
  readonly generatedFrom: readonly string[];
  /** IDENTITY (SEQUENCE NAME …). */
  readonly sequence: QualifiedName | null;
}

export interface ConstraintDetail {
  readonly initiallyDeferred: boolean;
  readonly matchFull: boolean;
  /** ON DELETE SET NULL (…). */
  readonly onDeleteColumns: readonly string[];
  readonly nullsNotDistinct: boolean;
  readonly include: readonly string[];
  readonly noInherit: boolean;
  readonly enforced: boolean;
  /** CHECK and EXCLUDE: the columns that the expressions name. */
  readonly expressionColumns: readonly string[];
  /** EXCLUDE: the text from the access method on. */
  readonly exclusion: string | null;
  readonly method: string | null;
}

export interface IndexDetail {
  readonly elements: readonly {
    /** Null for an expression. */
    readonly column: string | null;
    /** As written, with collation, operator class and order. */
    readonly text: string;
    /** Nothing but the column: the default collation, operator class and order. */
    readonly isPlain: boolean;
    /** How PostgreSQL calls the column of an expression: the function's name, or "expr". */
    readonly label: string;
    readonly columns: readonly string[];
  }[];
  readonly whereColumns: readonly string[];
  readonly nullsNotDistinct: boolean;
}

export interface SequenceDetail {
  readonly ifNotExists: boolean;
  /** ALTER SEQUENCE … RENAME TO. */
  readonly newName: Static<string> | null;
  /** "none" for OWNED BY NONE; null when it says nothing of it. */
  readonly ownedBy: { readonly table: QualifiedName; readonly column: string } | "none" | null;
}
