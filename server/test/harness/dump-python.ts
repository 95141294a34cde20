import type { Span } from "../../src/base/span.ts";
import type {
  Call,
  Comprehension,
  Expression,
  FormattedString,
  Keyword,
  Parameter,
  PyModule,
  Statement,
} from "../../src/python/syntax.ts";

/** A short text of a parsed module, one statement a line, blocks indented; expressions are printed like calls of their node. */
export function dumpModule(module: PyModule): string {
  const lines = module.body.flatMap((it) => dumpStatement(it, ""));
  for (const error of module.errors) lines.push(`error ${error.start}..${error.end} ${quote(module.text, error)}`);
  return lines.join("\n");
}

function quote(text: string, span: Span): string {
  return JSON.stringify(text.slice(span.start, span.end));
}

function block(title: string, body: readonly Statement[], indent: string): string[] {
  if (body.length === 0) return [];
  return [`${indent}${title}`, ...body.flatMap((it) => dumpStatement(it, `${indent}  `))];
}

function dumpStatement(statement: Statement, indent: string): string[] {
  const line = (text: string): string[] => [`${indent}${text}`];
  const x = dumpExpression;
  switch (statement.type) {
    case "FunctionDef": {
      const flags = `${statement.isAsync ? "async " : ""}${statement.isGenerator ? "generator " : ""}`;
      const parameters = statement.parameters.map(dumpParameter).join(", ");
      return [
        ...statement.decorators.map((it) => `${indent}@${x(it)}`),
        ...line(`${flags}def ${statement.name}(${parameters})`),
        ...statement.body.flatMap((it) => dumpStatement(it, `${indent}  `)),
      ];
    }
    case "ClassDef":
      return [
        ...statement.decorators.map((it) => `${indent}@${x(it)}`),
        ...line(`class ${statement.name}(${dumpArguments(statement.bases, statement.keywords)})`),
        ...statement.body.flatMap((it) => dumpStatement(it, `${indent}  `)),
      ];
    case "Return":
      return line(`return ${statement.value === null ? "" : x(statement.value)}`.trimEnd());
    case "Delete":
      return line(`del ${statement.targets.map(x).join(", ")}`);
    case "Assign":
      return line(`${statement.targets.map(x).join(" = ")} = ${x(statement.value)}`);
    case "AugAssign":
      return line(`${x(statement.target)} ${statement.operator}= ${x(statement.value)}`);
    case "AnnAssign": {
      const value = statement.value === null ? "" : ` = ${x(statement.value)}`;
      return line(`${x(statement.target)}: ${x(statement.annotation)}${value}`);
    }
    case "For":
      return [
        ...block(
          `${statement.isAsync ? "async " : ""}for ${x(statement.target)} in ${x(statement.iterable)}`,
          statement.body,
          indent,
        ),
        ...block("else", statement.orElse, indent),
      ];
    case "While":
      return [
        ...block(`while ${x(statement.test)}`, statement.body, indent),
        ...block("else", statement.orElse, indent),
      ];
    case "If":
      return [
        ...line(`if ${x(statement.test)}`),
        ...statement.body.flatMap((it) => dumpStatement(it, `${indent}  `)),
        ...block("else", statement.orElse, indent),
      ];
    case "With": {
      const items = statement.items.map((it) =>
        it.target === null ? x(it.context) : `${x(it.context)} as ${x(it.target)}`,
      );
      return [
        ...line(`${statement.isAsync ? "async " : ""}with ${items.join(", ")}`),
        ...statement.body.flatMap((it) => dumpStatement(it, `${indent}  `)),
      ];
    }
    case "Raise": {
      const cause = statement.cause === null ? "" : ` from ${x(statement.cause)}`;
      return line(`raise ${statement.exception === null ? "" : x(statement.exception)}${cause}`.trimEnd());
    }
    case "Try":
      return [
        ...block("try", statement.body, indent),
        ...statement.handlers.flatMap((it) => {
          const name = it.name === null ? "" : ` as ${it.name}`;
          return block(`except ${it.exception === null ? "" : x(it.exception)}${name}`.trimEnd(), it.body, indent);
        }),
        ...block("else", statement.orElse, indent),
        ...block("finally", statement.finalBody, indent),
      ];
    case "Assert":
      return line(`assert ${x(statement.test)}`);
    case "Import":
      return line(`import ${statement.names.map(dumpAlias).join(", ")}`);
    case "ImportFrom":
      return line(
        `from ${".".repeat(statement.level)}${statement.module} import ${statement.names.map(dumpAlias).join(", ")}`.trimEnd(),
      );
    case "Global":
      return line(`${statement.nonlocal ? "nonlocal" : "global"} ${statement.names.join(", ")}`);
    case "ExpressionStatement":
      return line(x(statement.value));
    case "Match":
      return [
        ...line(`match ${x(statement.subject)}`),
        ...statement.cases.flatMap((it) => block("case", it, `${indent}  `)),
        ...(statement.captures.length === 0 ? [] : line(`  captures ${statement.captures.join(", ")}`)),
      ];
    case "Pass":
      return line("pass");
    case "Break":
      return line("break");
    case "Continue":
      return line("continue");
    case "ErrorStatement":
      return line("ERROR");
  }
}

function dumpAlias(alias: { readonly name: string; readonly asName: string | null }): string {
  return alias.asName === null ? alias.name : `${alias.name} as ${alias.asName}`;
}

function dumpParameter(parameter: Parameter): string {
  const mark = { positionalOnly: "/", normal: "", varArgs: "*", keywordOnly: "kw:", kwArgs: "**" }[parameter.kind];
  return `${mark}${parameter.name}${parameter.defaultValue === null ? "" : `=${dumpExpression(parameter.defaultValue)}`}`;
}

function dumpArguments(args: readonly Expression[], keywords: readonly Keyword[]): string {
  return [
    ...args.map(dumpExpression),
    ...keywords.map((it) =>
      it.name === null ? `**${dumpExpression(it.value)}` : `${it.name}=${dumpExpression(it.value)}`,
    ),
  ].join(", ");
}

function dumpCall(call: Call): string {
  return `${dumpExpression(call.callee)}(${dumpArguments(call.args, call.keywords)}${call.closed ? ")" : "…"}`;
}

function dumpFormatted(value: FormattedString): string {
  const parts = value.parts.map((it) => {
    if (it.type === "StringLiteral") return JSON.stringify(it.value).slice(1, -1);
    const conversion = it.conversion === "" ? "" : `!${it.conversion}`;
    const format = it.format === null ? "" : `:${dumpFormatted(it.format)}`;
    return `{${it.selfDocumenting ?? ""}${dumpExpression(it.value)}${conversion}${format}}`;
  });
  return `${value.isTemplate ? "t" : "f"}"${parts.join("")}"`;
}

function dumpComprehension(it: Comprehension): string {
  const x = dumpExpression;
  const value = it.value === null ? "" : `: ${x(it.value)}`;
  const clauses = it.clauses.map(
    (clause) =>
      ` for ${x(clause.target)} in ${x(clause.iterable)}${clause.conditions.map((c) => ` if ${x(c)}`).join("")}`,
  );
  return `${it.kind}(${x(it.element)}${value}${clauses.join("")})`;
}

/** One expression; operators are always in parentheses, so that precedence shows. */
export function dumpExpression(expression: Expression): string {
  const x = dumpExpression;
  const list = (elements: readonly Expression[]): string => elements.map(x).join(", ");
  switch (expression.type) {
    case "Name":
      return expression.id;
    case "Constant":
      if (expression.value === "ellipsis") return "...";
      if (expression.value === null) return "None";
      if (typeof expression.value === "boolean") return expression.value ? "True" : "False";
      return `${expression.value}${expression.isFloat ? "f" : ""}`;
    case "StringLiteral":
      return JSON.stringify(expression.value);
    case "BytesLiteral":
      return "bytes";
    case "FormattedString":
      return dumpFormatted(expression);
    case "Attribute":
      return `${x(expression.value)}.${expression.name}`;
    case "Subscript":
      return `${x(expression.value)}[${x(expression.index)}]`;
    case "Call":
      return dumpCall(expression);
    case "List":
      return `[${list(expression.elements)}]`;
    case "Tuple":
      return `tuple(${list(expression.elements)})`;
    case "Set":
      return `{${list(expression.elements)}}`;
    case "Dict":
      return `{${expression.entries.map((it) => (it.key === null ? `**${x(it.value)}` : `${x(it.key)}: ${x(it.value)}`)).join(", ")}}`;
    case "BinaryOperation":
      return `(${x(expression.left)} ${expression.operator} ${x(expression.right)})`;
    case "UnaryOperation":
      return `(${expression.operator} ${x(expression.operand)})`;
    case "BooleanOperation":
      return `(${expression.values.map(x).join(` ${expression.operator} `)})`;
    case "Compare":
      return `(${x(expression.left)}${expression.rest.map((it) => ` ${it.operator} ${x(it.right)}`).join("")})`;
    case "Conditional":
      return `(${x(expression.body)} if ${x(expression.test)} else ${x(expression.orElse)})`;
    case "Lambda":
      return `lambda(${expression.parameters.map(dumpParameter).join(", ")}: ${x(expression.body)})`;
    case "Comprehension":
      return dumpComprehension(expression);
    case "NamedExpression":
      return `(${expression.target.id} := ${x(expression.value)})`;
    case "Starred":
      return `*${x(expression.value)}`;
    case "Slice": {
      const bound = (it: Expression | null): string => (it === null ? "" : x(it));
      return `${bound(expression.lower)}:${bound(expression.upper)}${expression.step === null ? "" : `:${x(expression.step)}`}`;
    }
    case "Await":
      return `await ${x(expression.value)}`;
    case "Yield":
      return expression.value === null ? "yield" : `yield ${x(expression.value)}`;
    case "ErrorExpression":
      return "?";
  }
}
