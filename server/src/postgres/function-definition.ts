import { listOf, stringValue, type TreeNode, textOf, unwrapAs } from "./tree.ts";

export interface FunctionDefinition {
  readonly replace: boolean;
  /** SECURITY DEFINER: it runs with the rights of its owner. */
  readonly securityDefiner: boolean;
  readonly volatility: "immutable" | "stable" | "volatile";
  /** The parameters that `SET …` gives it while it runs, in lower case. */
  readonly settings: readonly string[];
  /** Its body is written as SQL (`RETURN …`, `BEGIN ATOMIC`), behind which nothing can stand. */
  readonly hasSqlBody: boolean;
}

/** What the options of a `CreateFunctionStmt` say. */
export function functionDefinition(node: TreeNode): FunctionDefinition {
  const options = listOf(node.options).map((it) => unwrapAs(it, "DefElem") ?? {});
  const option = (name: string): unknown => options.find((it) => it.defname === name)?.arg;
  const volatility = stringValue(option("volatility"));
  const settings = options.flatMap((it) => {
    const set = it.defname === "set" ? unwrapAs(it.arg, "VariableSetStmt") : null;
    return set === null ? [] : [(textOf(set.name) ?? "").toLowerCase()];
  });
  return {
    replace: node.replace === true,
    securityDefiner: unwrapAs(option("security"), "Boolean")?.boolval === true,
    volatility: volatility === "immutable" || volatility === "stable" ? volatility : "volatile",
    settings,
    hasSqlBody: node.sql_body !== undefined,
  };
}
