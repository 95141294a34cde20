import type { Rule } from "../rule.ts";
import { addColumnNotNullWithoutDefault } from "./add-column-not-null-without-default.ts";
import { dropTable } from "./drop-table.ts";
import { emptyDowngrade } from "./empty-downgrade.ts";
import { unknownRuleInSuppression } from "./unknown-rule-in-suppression.ts";
import { unnamedConstraint } from "./unnamed-constraint.ts";
import { unusedSuppression } from "./unused-suppression.ts";

/** Every rule, by id. A new rule is one file and one line here. */
export const rules: readonly Rule[] = [
  addColumnNotNullWithoutDefault,
  dropTable,
  emptyDowngrade,
  unknownRuleInSuppression,
  unnamedConstraint,
  unusedSuppression,
];
