import type { QualifiedName } from "./name.ts";
import type { SqlParser } from "./sql-parser.ts";
import { listOf, nodeOf, numberOf, stringValues, type TreeNode, textOf, unwrap, unwrapAs, walkTree } from "./tree.ts";

/** A string constant of a statement, with what decides which type PostgreSQL reads it as. */
export interface SqlConstant {
  readonly text: string;
  /** Where it begins in the SQL, in UTF-16. */
  readonly at: number;
  /** The type that a cast or the definition of the column in the same statement gives it: `["shop", "state"]`. */
  readonly type: readonly string[] | null;
  /** The column that it is compared with, assigned to, or the default of. */
  readonly column: ConstantColumn | null;
  /** Whether it becomes the value of a column of a row (INSERT, the SET of UPDATE), or is read for another purpose. */
  readonly use: "stored" | "read";
}

export interface ConstantColumn {
  /** Null: the statement does not say of which relation; `relations` are those that it names. */
  readonly table: QualifiedName | null;
  readonly relations: readonly QualifiedName[];
  /** A number: the column at that place of the table, from 0 (INSERT without a list of columns). */
  readonly name: string | number;
}

type Target =
  | {
      readonly kind: "column";
      readonly table: QualifiedName | null;
      readonly name: string | number;
      readonly stored?: true;
    }
  | { readonly kind: "type"; readonly type: readonly string[] };

interface Scope {
  readonly found: SqlConstant[];
  readonly toUtf16: (location: number) => number;
  readonly relations: readonly QualifiedName[];
  /** By what the statement calls them: the alias, or the name. */
  readonly byAlias: ReadonlyMap<string, QualifiedName>;
  /** Types of the columns that the statement itself defines. */
  readonly defined: ReadonlyMap<string, readonly string[]>;
  /** The table that the statement is about. */
  readonly own: QualifiedName | null;
}

/**
 * The string constants of SQL text that have a type by what stands around them: a comparison, an assignment, a default, a cast. Null when the text cannot be read. Names in
 * subqueries are looked up among those of the whole statement.
 */
export function sqlConstants(sql: string, parser: SqlParser): readonly SqlConstant[] | null {
  const parsed = parser.parse(sql);
  if (!parsed.ok) return null;
  const found: SqlConstant[] = [];
  for (const { type, node, toUtf16 } of parsed.statements) visit({ [type]: node }, null, scopeOf(node, found, toUtf16));
  return found;
}

function scopeOf(node: TreeNode, found: SqlConstant[], toUtf16: Scope["toUtf16"]): Scope {
  const relations: QualifiedName[] = [];
  const byAlias = new Map<string, QualifiedName>();
  const defined = new Map<string, readonly string[]>();
  walkTree(node, (it) => {
    if (typeof it.relname === "string") {
      const name = relationName(it);
      relations.push(name);
      byAlias.set(textOf(nodeOf(it.alias).aliasname) ?? it.relname, name);
    }
    const type = nodeOf(it.typeName).names;
    if (typeof it.colname === "string" && type !== undefined) defined.set(it.colname, stringValues(type));
  });
  const own = nodeOf(node.relation);
  return {
    found,
    toUtf16,
    relations,
    byAlias,
    defined,
    own: typeof own.relname === "string" ? relationName(own) : null,
  };
}

function relationName(node: TreeNode): QualifiedName {
  const span = { start: 0, end: 0 };
  const schema = textOf(node.schemaname);
  return {
    schema: schema === null ? null : { known: true, value: schema, span },
    name: { known: true, value: textOf(node.relname) ?? "", span },
  };
}

/** Walks an expression or a statement; `target` is what a constant standing right here is read as. */
function visit(value: unknown, target: Target | null, scope: Scope): void {
  if (Array.isArray(value)) {
    for (const it of value) visit(it, target, scope);
    return;
  }
  const { type, node } = unwrap(value);
  switch (type) {
    case "A_Const":
      addConstant(node, target, scope);
      return;
    case "TypeCast":
      visit(node.arg, { kind: "type", type: stringValues(nodeOf(node.typeName).names) }, scope);
      return;
    case "List":
      visit(node.items, target, scope);
      return;
    case "A_ArrayExpr":
      visit(node.elements, target, scope);
      return;
    case "CoalesceExpr":
    case "MinMaxExpr":
      visit(node.args, target ?? firstTarget(listOf(node.args), scope), scope);
      return;
    case "A_Expr":
      visit(node.lexpr, targetOf(node.rexpr, scope), scope);
      visit(node.rexpr, targetOf(node.lexpr, scope), scope);
      return;
    case "CaseExpr":
      visitCase(node, target, scope);
      return;
    case "UpdateStmt":
      visitAssignments(node.targetList, relationName(nodeOf(node.relation)), scope);
      visitFields(node, ["targetList"], scope);
      return;
    case "InsertStmt":
      visitInsert(node, scope);
      return;
    case "ColumnDef":
      for (const it of listOf(node.constraints)) {
        const constraint = unwrapAs(it, "Constraint");
        const isDefault = constraint?.contype === "CONSTR_DEFAULT";
        visit(constraint?.raw_expr, isDefault ? columnTarget(textOf(node.colname) ?? "", scope) : null, scope);
      }
      // The USING of ALTER COLUMN … TYPE.
      visit(node.raw_default, { kind: "type", type: stringValues(nodeOf(node.typeName).names) }, scope);
      return;
    case "AlterTableCmd": {
      const isDefault = node.subtype === "AT_ColumnDefault";
      visit(node.def, isDefault ? columnTarget(textOf(node.name) ?? "", scope) : null, scope);
      return;
    }
    default:
      visitFields(node, [], scope);
  }
}

function visitFields(node: TreeNode, except: readonly string[], scope: Scope): void {
  for (const [name, child] of Object.entries(node)) {
    if (except.includes(name) || typeof child !== "object" || child === null) continue;
    // Fields hold wrapped nodes, lists of them, or (a relation, a nested SELECT of UNION) a bare node.
    if (Array.isArray(child) || isWrapped(child)) visit(child, null, scope);
    else visitFields(child as TreeNode, [], scope);
  }
}

/** `{ "ColumnRef": {…} }`: one entry, named as a type. */
function isWrapped(value: object): boolean {
  const [name, ...others] = Object.keys(value);
  return name !== undefined && others.length === 0 && /^[A-Z]/.test(name);
}

function addConstant(node: TreeNode, target: Target | null, scope: Scope): void {
  const text = node.sval === undefined ? null : (textOf(nodeOf(node.sval).sval) ?? "");
  if (text === null || target === null) return;
  const at = scope.toUtf16(numberOf(node.location));
  if (target.kind === "type") {
    scope.found.push({ text, at, type: target.type, column: null, use: "read" });
    return;
  }
  const type = typeof target.name === "string" ? (scope.defined.get(target.name) ?? null) : null;
  const column = { table: target.table, relations: scope.relations, name: target.name };
  const use = target.stored === true ? "stored" : "read";
  scope.found.push({ text, at, type, column: type === null ? column : null, use });
}

function columnTarget(name: string, scope: Scope): Target {
  return { kind: "column", table: scope.own, name };
}

/** What a constant beside this expression is read as: the type of a column, or of a cast. */
function targetOf(value: unknown, scope: Scope): Target | null {
  const { type, node } = unwrap(value);
  if (type === "TypeCast") return { kind: "type", type: stringValues(nodeOf(node.typeName).names) };
  if (type !== "ColumnRef") return null;
  const fields = stringValues(node.fields);
  const name = fields.at(-1) ?? "";
  if (name === "") return null;
  const owner = fields.length > 1 ? scope.byAlias.get(fields.at(-2) ?? "") : undefined;
  return { kind: "column", table: owner ?? null, name };
}

function firstTarget(values: readonly unknown[], scope: Scope): Target | null {
  for (const it of values) {
    const found = targetOf(it, scope);
    if (found !== null) return found;
  }
  return null;
}

function visitCase(node: TreeNode, target: Target | null, scope: Scope): void {
  const compared = targetOf(node.arg, scope);
  const clauses = listOf(node.args).map((it) => nodeOf(unwrapAs(it, "CaseWhen")));
  const result = target ?? firstTarget([...clauses.map((it) => it.result), node.defresult], scope);
  visit(node.arg, null, scope);
  for (const it of clauses) {
    visit(it.expr, compared, scope);
    visit(it.result, result, scope);
  }
  visit(node.defresult, result, scope);
}

function visitAssignments(targets: unknown, table: QualifiedName, scope: Scope): void {
  for (const it of listOf(targets)) {
    const target = unwrapAs(it, "ResTarget");
    const isWhole = listOf(target?.indirection).length === 0;
    const name = textOf(target?.name);
    visit(target?.val, isWhole && name !== null ? { kind: "column", table, name, stored: true } : null, scope);
  }
}

function visitInsert(node: TreeNode, scope: Scope): void {
  const table = relationName(nodeOf(node.relation));
  const names = listOf(node.cols).map((it) => textOf(unwrapAs(it, "ResTarget")?.name));
  const target = (index: number): Target | null => {
    const name = names.length === 0 ? index : names[index];
    return name === undefined || name === null ? null : { kind: "column", table, name, stored: true };
  };
  visitRows(unwrapAs(node.selectStmt, "SelectStmt"), target, scope);
  visitAssignments(nodeOf(node.onConflictClause).targetList, table, scope);
  visitFields(node, ["selectStmt"], scope);
}

/** The rows that a query gives: VALUES, or the targets of a SELECT, also on both sides of a UNION. */
function visitRows(query: TreeNode | null, target: (index: number) => Target | null, scope: Scope): void {
  if (query === null) return;
  for (const row of listOf(query.valuesLists)) {
    for (const [index, it] of listOf(unwrapAs(row, "List")?.items).entries()) visit(it, target(index), scope);
  }
  for (const [index, it] of listOf(query.targetList).entries()) {
    visit(unwrapAs(it, "ResTarget")?.val, target(index), scope);
  }
  for (const side of [query.larg, query.rarg]) {
    if (side !== undefined) visitRows(nodeOf(side), target, scope);
  }
  visitFields(query, ["valuesLists", "targetList", "larg", "rarg"], scope);
}
