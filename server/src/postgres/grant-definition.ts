import { listOf, type TreeNode, textOf, unwrapAs } from "./tree.ts";

export interface GrantDefinition {
  readonly allPrivileges: boolean;
  readonly toPublic: boolean;
  /** ON ALL … IN SCHEMA. */
  readonly wholeSchema: boolean;
  /** WITH GRANT OPTION. */
  readonly grantOption: boolean;
  /** The kind of object: `table`, `schema`, `function`. */
  readonly object: string;
}

/** What a `GrantStmt` gives, and to whom; nothing for REVOKE. */
export function grantOf(node: TreeNode): { readonly grant?: GrantDefinition } {
  if (node.is_grant !== true) return {};
  const toPublic = listOf(node.grantees).some((it) => unwrapAs(it, "RoleSpec")?.roletype === "ROLESPEC_PUBLIC");
  return {
    grant: {
      allPrivileges: listOf(node.privileges).length === 0,
      toPublic,
      wholeSchema: node.targtype === "ACL_TARGET_ALL_IN_SCHEMA",
      grantOption: node.grant_option === true,
      object: (textOf(node.objtype) ?? "").replace("OBJECT_", "").toLowerCase(),
    },
  };
}
