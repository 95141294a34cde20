import { describe, expect, test } from "vitest";
import { bindArguments } from "../../src/migration/bind-arguments.ts";
import { canonicalPath } from "../../src/migration/canonical-path.ts";
import { batchAlterTable, type DirectiveForm, directives } from "../../src/migration/directives.ts";
import type { Signature } from "../../src/migration/signature.ts";
import type { CallArgument } from "../../src/python/host.ts";
import { random } from "./random.ts";
import { pythonOf, runPython } from "./run-python.ts";

interface Parameter {
  readonly name: string;
  readonly kind: "POSITIONAL_OR_KEYWORD" | "KEYWORD_ONLY" | "VAR_POSITIONAL" | "VAR_KEYWORD";
  readonly default: string | null;
}

interface Answer {
  readonly version: string;
  readonly operations: Readonly<Record<string, readonly Parameter[]>>;
  readonly batch: Readonly<Record<string, readonly Parameter[]>>;
  readonly public: readonly string[];
  readonly same: readonly (boolean | null)[];
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly errors: readonly (string | null)[];
}

interface WrongCall {
  readonly name: string;
  readonly batch: boolean;
  readonly positional: number;
  readonly keywords: readonly string[];
}

function ask(variable: Parameters<typeof pythonOf>[0], request: Partial<Record<string, unknown>>): Answer {
  const whole = { directives: [], pairs: [], modules: [], calls: [], ...request };
  return runPython(pythonOf(variable), "migration_driver.py", whole) as Answer;
}

const names = [...directives.keys(), "batch_alter_table"];

function formOf(name: string, batch: boolean): DirectiveForm | null {
  if (name === "batch_alter_table") return batch ? null : batchAlterTable;
  const entry = directives.get(name);
  return (batch ? entry?.batch : entry?.operation) ?? null;
}

function parametersOf(signature: Signature): readonly Parameter[] {
  return [
    ...signature.positional.map((it) => ({ name: it.name, kind: "POSITIONAL_OR_KEYWORD", default: it.defaultText })),
    ...(signature.rest === null ? [] : [{ name: signature.rest, kind: "VAR_POSITIONAL", default: null }]),
    ...signature.keywordOnly.map((it) => ({ name: it.name, kind: "KEYWORD_ONLY", default: it.defaultText })),
    ...(signature.kw === null ? [] : [{ name: signature.kw, kind: "VAR_KEYWORD", default: null }]),
  ] as readonly Parameter[];
}

describe("the table of directives", () => {
  test("has the signatures of Alembic 1.20", () => {
    const answer = ask("LIMBECK_TEST_PYTHON_NEW", { directives: names });
    expect(answer.version).toBe("1.20.0");
    for (const name of names) {
      expect({ name, of: parametersOf((formOf(name, false) as DirectiveForm).signature) }).toEqual({
        name,
        of: answer.operations[name],
      });
      const batch = formOf(name, true);
      if (name === "batch_alter_table") continue;
      expect({ name, of: batch === null ? undefined : parametersOf(batch.signature) }).toEqual({
        name,
        of: answer.batch[name],
      });
    }
  });

  test("names every directive of Alembic 1.20", () => {
    const others = ["Operations", "context", "create_module_class_proxy", "f", "get_bind", "get_context"];
    const special = ["implementation_for", "inline_literal", "register_operation"];
    const answer = ask("LIMBECK_TEST_PYTHON_NEW", {});
    expect(answer.public.filter((it) => !others.includes(it) && !special.includes(it)).sort()).toEqual(
      [...names].sort(),
    );
  });

  test("counts what Alembic 1.8 took by position and 1.11 no longer takes", () => {
    const answer = ask("LIMBECK_TEST_PYTHON_OLD", { directives: names });
    expect(answer.version).toBe("1.8.1");
    for (const batch of [false, true]) {
      for (const name of names) {
        const form = formOf(name, batch);
        const old = (batch ? answer.batch : answer.operations)[name];
        if (form === null || old === undefined) continue;
        const { positional, keywordOnly, legacyPositional, rest } = form.signature;
        if (rest !== null) continue;
        const oldNames = old.filter((it) => it.kind === "POSITIONAL_OR_KEYWORD").map((it) => it.name);
        const ours = [...positional, ...keywordOnly.slice(0, legacyPositional)].map((it) => it.name);
        expect({ name, batch, ours }).toEqual({ name, batch, ours: oldNames });
      }
    }
  });

  test("3,000 wrong calls get Python's own words", () => {
    const source = random(7);
    const calls: WrongCall[] = Array.from({ length: 3000 }, () => {
      const batch = source.chance(0.4);
      const name = source.pick(names.filter((it) => it !== "batch_alter_table" && formOf(it, batch) !== null));
      const signature = (formOf(name, batch) as DirectiveForm).signature;
      const all = [...signature.positional, ...signature.keywordOnly].map((it) => it.name);
      const keywords = new Set(
        Array.from({ length: source.below(4) }, () =>
          source.chance(0.2) ? "extra_thing" : source.pick([...all, "x_y"]),
        ),
      );
      return { name, batch, positional: source.below(signature.positional.length + 3), keywords: [...keywords] };
    });
    const { errors } = ask("LIMBECK_TEST_PYTHON_NEW", { calls });
    let wrong = 0;
    calls.forEach((call, i) => {
      const form = formOf(call.name, call.batch) as DirectiveForm;
      const bound = bindArguments(form, argumentsOf(call), call.name);
      // Alembic 1.20 refuses what older versions took by position; only the sentence about it is left out here.
      if (bound.legacyPositional.length > 0 && bound.bindingError === null) {
        expect(errors[i], JSON.stringify(call)).not.toBeNull();
        return;
      }
      if (bound.legacyPositional.length > 0) return;
      if (errors[i] !== null) wrong++;
      expect(bound.bindingError, JSON.stringify(call)).toBe(errors[i]);
    });
    expect(wrong).toBeGreaterThan(1000);
  });
});

function argumentsOf(call: WrongCall): readonly CallArgument[] {
  const span = { start: 0, end: 0 };
  const argument = (name: string | null): CallArgument => ({
    name,
    nameSpan: null,
    value: { type: "none", span },
    span,
    spreadUnknown: false,
  });
  return [...Array.from({ length: call.positional }, () => argument(null)), ...call.keywords.map(argument)];
}

const modules = [
  "sqlalchemy",
  "sqlalchemy.types",
  "sqlalchemy.schema",
  "sqlalchemy.sql",
  "sqlalchemy.sql.sqltypes",
  "sqlalchemy.sql.expression",
  "sqlalchemy.sql.schema",
  "sqlalchemy.sql.elements",
  "sqlalchemy.sql.selectable",
  "sqlalchemy.sql.dml",
  "sqlalchemy.sql.ddl",
  "sqlalchemy.sql.naming",
  "sqlalchemy.engine",
  "sqlalchemy.engine.base",
  "sqlalchemy.engine.reflection",
  "sqlalchemy.inspection",
  "sqlalchemy.orm",
  "sqlalchemy.orm.session",
  "sqlalchemy.ext.declarative",
  "sqlalchemy.dialects.postgresql",
  "sqlalchemy.dialects.postgresql.base",
  "sqlalchemy.dialects.postgresql.json",
  "sqlalchemy.dialects.postgresql.array",
  "sqlalchemy.dialects.postgresql.ranges",
  "sqlalchemy.dialects.postgresql.hstore",
  "sqlalchemy.dialects.postgresql.ext",
  "sqlalchemy.dialects.postgresql.dml",
  "sqlalchemy.dialects.postgresql.types",
  "sqlalchemy.dialects.postgresql.named_types",
];

describe.each(["LIMBECK_TEST_PYTHON_NEW", "LIMBECK_TEST_PYTHON_OLD"] as const)("canonical paths, %s", (variable) => {
  test("every alias is the object that it is said to be", () => {
    const found = ask(variable, { modules }).names;
    const paths = Object.entries(found).flatMap(([module, members]) => members.map((it) => `${module}.${it}`));
    const pairs = paths.map((it) => [it, canonicalPath(it)] as const).filter(([path, canonical]) => path !== canonical);
    expect(pairs.length).toBeGreaterThan(300);
    const { same } = ask(variable, { pairs });
    expect(pairs.filter(([path], i) => same[i] === false && !wrappers.includes(path))).toEqual([]);
  });

  test("every name of the package itself has one path in all its public modules", () => {
    const found = ask(variable, { modules }).names;
    const pairs = Object.entries(found).flatMap(([module, members]) =>
      members
        .filter(
          (it) =>
            /^sqlalchemy\.(?:types|schema|sql)/.test(module) &&
            canonicalPath(`sqlalchemy.${it}`) === `sqlalchemy.${it}`,
        )
        .filter((it) => found.sqlalchemy?.includes(it) && wanted.test(it))
        .map((it) => [`${module}.${it}`, `sqlalchemy.${it}`] as const),
    );
    const { same } = ask(variable, { pairs });
    const split = pairs.filter(([path, top], i) => same[i] === true && canonicalPath(path) !== canonicalPath(top));
    expect(split).toEqual([]);
  });
});

/** Types, schema items and functions: what migrations use. Base classes of SQLAlchemy's own machinery are not asked for. */
const wanted =
  /^[a-z]+_?$|^[A-Z]+$|Constraint$|^(?:Column|Table|Index|Identity|Computed|Sequence|MetaData|ForeignKey)$/;

/** A deprecated function that warns and calls the one of `sqlalchemy.orm`, and names that modules import for their own operators. */
const wrappers: readonly string[] = [
  "sqlalchemy.ext.declarative.declarative_base",
  "sqlalchemy.sql.sqltypes.type_coerce",
  "sqlalchemy.sql.elements.and_",
  "sqlalchemy.sql.elements.or_",
  "sqlalchemy.sql.selectable.and_",
];
