import type { Action } from "./action.ts";
import type { QualifiedName } from "./name.ts";
import { qualifiedName, relation, relationsIn, type SqlContext } from "./sql-context.ts";
import { listOf, nameParts, nodeOf, stringValues, type TreeNode, textOf, unwrap, unwrapAs, walkTree } from "./tree.ts";

/** What of a statement's text changes its locks and nothing else. */
export interface LockingDetail {
  /** The parser's name of the kind of object: `OBJECT_INDEX`; null where there is none. */
  readonly object: string | null;
  /** The parser's name of the command: `AT_SetExpression`, `C` of ALTER DOMAIN; "several" for more than one; null where there is none. */
  readonly command: string | null;
  /** Storage parameters and options that are named, in lower case: `fillfactor`, `restart`, `no data`, `not valid`. */
  readonly options: readonly string[];
  /** The object where the action does not name it: of COMMENT, ALTER DOMAIN. */
  readonly name: QualifiedName | null;
  /** The other relation of the command: the parent of INHERIT, the index of CLUSTER ON. */
  readonly other: QualifiedName | null;
  /** Relations that the condition of a policy reads. */
  readonly reads: readonly QualifiedName[];
  /** Functions that the statement calls, as written and in lower case. */
  readonly functions: readonly string[];
  /** Sequences whose values it takes or sets by a literal name: `nextval('s')`. */
  readonly sequences: readonly QualifiedName[];
}

/** The actions with their details; ALTER TABLE has one action a command. */
export function withLocking(
  context: SqlContext,
  type: string,
  node: TreeNode,
  actions: readonly Action[],
): readonly Action[] {
  const whole = statementDetail(context, type, node);
  const commands = type === "AlterTableStmt" ? listOf(node.cmds) : [];
  const own = commands.map((it) => ({ ...whole, ...commandDetail(context, unwrapAs(it, "AlterTableCmd") ?? {}) }));
  return actions.map((action, index) => {
    const detail = own.length === actions.length ? own[index] : undefined;
    return { ...action, locking: detail ?? (own.length > 1 ? { ...whole, command: "several" } : (own[0] ?? whole)) };
  });
}

function statementDetail(context: SqlContext, type: string, node: TreeNode): LockingDetail {
  const calls = calledFunctions(context, node);
  const plain: LockingDetail = {
    object: null,
    command: null,
    options: [],
    name: null,
    other: null,
    reads: [],
    ...calls,
  };
  switch (type) {
    case "AlterTableStmt":
      return { ...plain, object: textOf(node.objtype) };
    case "AlterDomainStmt": {
      const constraint = unwrapAs(node.def, "Constraint");
      const options = constraint?.skip_validation === true ? ["not valid"] : [];
      const name = qualifiedName(context, nameParts(node.typeName));
      return { ...plain, command: textOf(node.subtype), options, name };
    }
    case "CommentStmt":
    case "RenameStmt":
    case "AlterObjectSchemaStmt":
    case "AlterOwnerStmt": {
      const parts = nameParts(node.object);
      const object = textOf(node.objtype ?? node.renameType ?? node.objectType);
      // A trigger, policy, rule or constraint is named behind its table.
      const isPart = /^OBJECT_(TABCONSTRAINT|TRIGGER|POLICY|RULE|COLUMN)$/.test(object ?? "");
      const names = isPart ? parts.slice(0, -1) : parts;
      return { ...plain, object, name: names.length === 0 ? null : qualifiedName(context, names) };
    }
    case "DropStmt":
      return {
        ...plain,
        object: textOf(node.removeType),
        options: node.behavior === "DROP_CASCADE" ? ["cascade"] : [],
      };
    case "GrantStmt":
      return { ...plain, object: textOf(node.objtype), command: textOf(node.targtype) };
    case "CreatePolicyStmt":
    case "AlterPolicyStmt":
      return { ...plain, reads: relationsIn(context, [node.qual, node.with_check]) };
    case "CopyStmt":
      return { ...plain, command: node.relation === undefined ? null : "COPY" };
    case "ExplainStmt": {
      const isRun = listOf(node.options).some((it) => unwrapAs(it, "DefElem")?.defname === "analyze");
      return { ...plain, command: isRun ? null : "EXPLAIN" };
    }
    case "RefreshMatViewStmt":
      return { ...plain, options: node.skipData === true ? ["no data"] : [] };
    case "CreateTableAsStmt":
      return { ...plain, options: nodeOf(node.into).skipData === true ? ["no data"] : [] };
    case "InsertStmt": {
      const { infer } = nodeOf(node.onConflictClause);
      return { ...plain, options: infer === undefined ? [] : ["on conflict"] };
    }
    case "TruncateStmt":
      return {
        ...plain,
        options: [
          ...(node.restart_seqs === true ? ["restart identity"] : []),
          ...(listOf(node.relations).every((it) => unwrapAs(it, "RangeVar")?.inh !== true) ? ["only"] : []),
        ],
      };
    case "AlterSeqStmt":
      return { ...plain, options: optionNames(node.options) };
    default:
      return plain;
  }
}

function commandDetail(context: SqlContext, command: TreeNode): Pick<LockingDetail, "command" | "options" | "other"> {
  const { type, node } = unwrap(command.def);
  const options = type === "List" ? optionNames(node.items) : [];
  const kind = textOf(command.subtype) ?? "AT_AddColumn";
  const index =
    kind === "AT_ReplicaIdentity" ? textOf(node.name) : kind === "AT_ClusterOn" ? textOf(command.name) : null;
  const other =
    type === "RangeVar"
      ? relation(context, node)
      : type === "PartitionCmd"
        ? relation(context, nodeOf(node.name))
        : index === null
          ? null
          : qualifiedName(context, [index]);
  return { command: kind, options, other };
}

function optionNames(options: unknown): readonly string[] {
  return listOf(options)
    .map((it) => textOf(unwrapAs(it, "DefElem")?.defname))
    .filter((it) => it !== null)
    .map((it) => it.toLowerCase());
}

function calledFunctions(context: SqlContext, tree: TreeNode): Pick<LockingDetail, "functions" | "sequences"> {
  const functions = new Set<string>();
  const sequences: QualifiedName[] = [];
  walkTree(tree, (node) => {
    if (!Array.isArray(node.funcname)) return;
    const parts = stringValues(node.funcname).map((it) => it.toLowerCase());
    const name = (parts[0] === "pg_catalog" ? parts.slice(1) : parts).join(".");
    functions.add(name);
    if (name !== "nextval" && name !== "setval") return;
    const argument = unwrap(listOf(node.args)[0]);
    const constant = argument.type === "TypeCast" ? nodeOf(unwrapAs(argument.node.arg, "A_Const")) : argument.node;
    const text = textOf(nodeOf(constant.sval).sval);
    const names = text === null ? null : writtenName(text);
    if (names !== null) sequences.push(qualifiedName(context, names));
    else functions.add(`${name}(?)`);
  });
  return { functions: [...functions], sequences };
}

/** The parts of a name inside a literal (`'public.s'`, `'"S"'`), folded as PostgreSQL folds them; null when it is none. */
function writtenName(text: string): readonly string[] | null {
  const parts = text.match(/"(?:[^"]|"")+"|[^."\s]+/g);
  if (parts === null || parts.join(".") !== text.trim()) return null;
  return parts.map((it) => (it.startsWith('"') ? it.slice(1, -1).replaceAll('""', '"') : it.toLowerCase()));
}
