import { known } from "../base/static.ts";
import type { Action } from "./action.ts";
import { alterTable } from "./alter-table.ts";
import { createTable, createTableAs } from "./create-table.ts";
import { copy, dataStatement, isDataStatement, lockTable, truncate } from "./data-statements.ts";
import { drop } from "./drop-statement.ts";
import { grantOf } from "./grant-definition.ts";
import { createIndex, reindex } from "./index-statements.ts";
import { cluster, setParameter, transaction, vacuum } from "./maintenance-statements.ts";
import { alterOwner, rename, setSchema } from "./rename-statements.ts";
import { act, nameIn, qualifiedName, relation, relationsIn, type SqlContext } from "./sql-context.ts";
import { listOf, nameParts, nodeOf, stringValue, type TreeNode, textOf, unwrap, unwrapAs } from "./tree.ts";
import {
  alterEnum,
  createDomain,
  createEnum,
  createFunction,
  createType,
  onTable,
  sequence,
} from "./type-statements.ts";
import { viewColumns } from "./view-columns.ts";

/** What one statement of PostgreSQL's parse tree does. A kind of statement that is not told apart becomes "other" with the relations it names. */
export function statementActions(context: SqlContext, type: string, node: TreeNode): readonly Action[] {
  if (isDataStatement(type)) return dataStatement(context, type, node);
  switch (type) {
    case "AlterTableStmt":
      return alterTable(context, node);
    case "CreateStmt":
      return createTable(context, node);
    case "CreateForeignTableStmt":
      return createTable(context, nodeOf(node.base), { isForeign: true });
    case "CreateTableAsStmt":
      return createTableAsStatement(context, node);
    case "DropStmt":
      return drop(context, node);
    case "IndexStmt":
      return createIndex(context, node);
    case "ReindexStmt":
      return reindex(context, node);
    case "RenameStmt":
      return rename(context, node);
    case "AlterObjectSchemaStmt":
      return setSchema(context, node);
    case "AlterOwnerStmt":
      return alterOwner(context, node);
    case "CreateEnumStmt":
      return createEnum(context, node);
    case "AlterEnumStmt":
      return alterEnum(context, node);
    case "CreateDomainStmt":
      return createDomain(context, node);
    case "CompositeTypeStmt":
      return createType(context, relation(context, nodeOf(node.typevar)), "composite");
    case "CreateRangeStmt":
      return createType(context, qualifiedName(context, nameParts(node.typeName)), "range");
    case "DefineStmt":
      if (node.kind !== "OBJECT_TYPE") return [act(context, { kind: "other", statement: type, relations: [] })];
      return createType(context, qualifiedName(context, nameParts(node.defnames)), "base");
    case "CreateSeqStmt":
      return sequence(context, node, "createSequence");
    case "AlterSeqStmt":
      return sequence(context, node, "alterSequence");
    case "CreateSchemaStmt":
      return createSchema(context, node);
    case "ViewStmt":
      return createView(context, node);
    case "RefreshMatViewStmt":
      return [
        act(context, {
          kind: "refreshView",
          view: relation(context, nodeOf(node.relation)),
          concurrently: node.concurrent === true,
        }),
      ];
    case "CreateTrigStmt":
      return onTable(context, "createTrigger", node.relation, node.trigname, node.funcname);
    case "CreatePolicyStmt":
      return onTable(context, "createPolicy", node.table, node.policy_name).map((it) =>
        it.kind === "createPolicy" ? { ...it, policy: node.permissive === true ? "permissive" : "restrictive" } : it,
      );
    case "RuleStmt":
      return onTable(context, "createRule", node.relation, node.rulename);
    case "CreateFunctionStmt":
      return createFunction(context, node);
    case "CreateExtensionStmt":
      return [
        act(context, {
          kind: "createExtension",
          extension: nameIn(context, textOf(node.extname) ?? ""),
          ifExists: node.if_not_exists === true,
        }),
      ];
    case "CommentStmt":
      return comment(context, node);
    case "TruncateStmt":
      return truncate(context, node);
    case "LockStmt":
      return lockTable(context, node);
    case "CopyStmt":
      return copy(context, node);
    case "ClusterStmt":
      return cluster(context, node);
    case "VacuumStmt":
      return vacuum(context, node);
    case "VariableSetStmt":
      return setParameter(context, node);
    case "TransactionStmt":
      return transaction(context, node);
    case "DoStmt":
      return [act(context, { kind: "doBlock", ...blockCode(node) })];
    case "ExplainStmt":
      return explain(context, node);
    case "CallStmt":
      return [anything(context, "what the procedure does")];
    case "ExecuteStmt":
      return [anything(context, "what the prepared statement does")];
    case "DropOwnedStmt":
      return [{ ...anything(context, "which objects the role owns"), statement: type }];
    case "ImportForeignSchemaStmt":
      return [anything(context, "which tables the foreign schema has")];
    case "GrantStmt":
      return [
        act(context, { kind: "other", statement: type, relations: relationsIn(context, node), ...grantOf(node) }),
      ];
    default:
      return [act(context, { kind: "other", statement: type, relations: relationsIn(context, node) })];
  }
}

/** Correct SQL whose effect lies in the database. */
function anything(context: SqlContext, detail: string): Extract<Action, { kind: "unknown" }> {
  return { kind: "unknown", why: { reason: "query", detail }, touches: null, span: context.toFile(context.span) };
}

/** The text of a DO block, when its language is PL/pgSQL (the default). */
function blockCode(node: TreeNode): { readonly code?: string } {
  const options = listOf(node.args).map((it) => unwrapAs(it, "DefElem") ?? {});
  const value = (name: string) => stringValue(options.find((it) => it.defname === name)?.arg);
  const code = value("as");
  const language = value("language") ?? "plpgsql";
  return code === null || language.toLowerCase() !== "plpgsql" ? {} : { code };
}

function createTableAsStatement(context: SqlContext, node: TreeNode): readonly Action[] {
  const into = nodeOf(node.into);
  if (node.objtype !== "OBJECT_MATVIEW") {
    return [createTableAs(context, into, node.query, node.if_not_exists === true)];
  }
  const view = relation(context, nodeOf(into.rel));
  const reads = relationsIn(context, node.query, [view]);
  const columns = viewColumns(into.colNames, node.query);
  return [act(context, { kind: "createView", view, materialized: true, replace: false, reads, ...columns })];
}

function createView(context: SqlContext, node: TreeNode): readonly Action[] {
  const view = relation(context, nodeOf(node.view));
  const reads = relationsIn(context, node.query, [view]);
  const columns = viewColumns(node.aliases, node.query);
  const replace = node.replace === true;
  return [act(context, { kind: "createView", view, materialized: false, replace, reads, ...columns })];
}

/** CREATE SCHEMA may hold CREATE TABLE and other statements; without a name it takes that of the role. */
function createSchema(context: SqlContext, node: TreeNode): readonly Action[] {
  const role = textOf(nodeOf(node.authrole).rolename);
  const name = textOf(node.schemaname) ?? role ?? "";
  const schema = nameIn(context, name);
  const created = act(context, { kind: "createSchema", schema, ifNotExists: node.if_not_exists === true });
  const elements = listOf(node.schemaElts).flatMap((it) => {
    const element = unwrap(it);
    const named = withSchema(element.node, name);
    return statementActions(context, element.type, named);
  });
  return [created, ...elements];
}

/** The elements of CREATE SCHEMA are made in that schema. */
function withSchema(node: TreeNode, schema: string): TreeNode {
  const place = (key: string): TreeNode => {
    const target = nodeOf(node[key]);
    if (typeof target.relname !== "string" || target.schemaname !== undefined) return {};
    return { [key]: { ...target, schemaname: schema } };
  };
  return { ...node, ...place("relation"), ...place("view"), ...place("sequence") };
}

function comment(context: SqlContext, node: TreeNode): readonly Action[] {
  const words = textOf(node.comment);
  const literal = context.tokens.findLast((it) => it.kind === "string");
  const text = words === null ? null : known(words, context.toFile(literal ?? context.span));
  const on = context.tokens.find((it) => it.value === "on" && it.kind === "name");
  const kind = on === undefined ? undefined : context.tokens[context.tokens.indexOf(on) + 1];
  const part = { start: kind?.end ?? context.span.start, end: context.span.end };
  const parts = nameParts(node.object);
  if (node.objtype === "OBJECT_TABLE") {
    const table = qualifiedName(context, parts, part);
    return [act(context, { kind: "comment", object: "table", table, column: null, text })];
  }
  if (node.objtype === "OBJECT_COLUMN") {
    const table = qualifiedName(context, parts.slice(0, -1), part);
    const column = nameIn(context, parts.at(-1) ?? "", { start: lastPartStart(context, part), end: part.end });
    return [act(context, { kind: "comment", object: "column", table, column, text })];
  }
  return [act(context, { kind: "comment", object: "other", table: null, column: null, text })];
}

/** Behind the last dot of the name that begins the part. */
function lastPartStart(context: SqlContext, part: { readonly start: number; readonly end: number }): number {
  const dots = context.tokens.filter((it) => it.start >= part.start && it.text === ".");
  return dots.at(-1)?.end ?? part.start;
}

/** EXPLAIN ANALYZE runs what it explains. */
function explain(context: SqlContext, node: TreeNode): readonly Action[] {
  const analyze = listOf(node.options).some((it) => unwrapAs(it, "DefElem")?.defname === "analyze");
  const query = unwrap(node.query);
  if (analyze) return statementActions(context, query.type, query.node);
  return [act(context, { kind: "select", tables: [], reads: relationsIn(context, node.query) })];
}
