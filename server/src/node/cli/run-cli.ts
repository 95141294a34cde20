import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { TargetRequest } from "../../graph/resolve-target.ts";
import { version } from "../version.ts";
import { check, checkFormats } from "./check.ts";
import { graph, graphFormats } from "./graph.ts";
import type { ExitCode, Io } from "./io.ts";
import { resolve } from "./resolve.ts";
import { rules } from "./rules.ts";
import { schema, schemaFormats } from "./schema.ts";
import { sql } from "./sql.ts";
import { UsageError } from "./usage-error.ts";

const plainFormats = ["text", "json"] as const;

interface CheckFlags {
  readonly config?: string;
  readonly name?: string;
  readonly format: string;
  readonly failOn: "error" | "warning" | "information" | "hint" | "never";
  readonly since?: string;
  readonly base?: string;
  readonly select: readonly string[];
  readonly ignore: readonly string[];
  readonly alembic?: string;
  readonly sqlalchemy?: string;
  readonly postgres?: number;
}

interface SqlFlags extends CheckFlags {
  readonly downgrade?: boolean;
  readonly strict?: boolean;
  readonly each?: boolean;
  readonly locks?: boolean;
  readonly transactionPerMigration?: boolean;
}

interface ResolveFlags {
  readonly config?: string;
  readonly name?: string;
  readonly for: TargetRequest["purpose"];
  readonly current?: readonly string[];
}

/** Runs one command line (without `node` and the script) and says with which code to exit. Never rejects. */
export async function runCli(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = createProgram(io, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(withLeadingMinus(argv), { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) io.err(`${error.message}\n`);
    else io.err(`limbeck failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 2;
  }
}

function createProgram(io: Io, done: (code: ExitCode) => void): Command {
  const program = new Command("limbeck")
    .description(
      "Lints Alembic migrations for PostgreSQL and shows their chain, without Python and without a database.",
    )
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      getOutHelpWidth: () => io.width,
      getErrHelpWidth: () => io.width,
    })
    .exitOverride()
    .showSuggestionAfterError(true);

  versioned(configured(program.command("check"), checkFormats))
    .description("lint the migrations of the projects below the current folder, or of PATHs")
    .argument("[path...]", "project folders, versions folders or migration files")
    .addOption(
      new Option("--fail-on <severity>", "exit with 1 when there is a finding of this severity or above")
        .choices(["error", "warning", "information", "hint", "never"])
        .default("error"),
    )
    .option("--since <revision>", "only revisions that a database at REVISION does not have yet")
    .option("--base <git-ref>", "only revisions that this branch, tag or commit does not have")
    .option("--select <rules...>", "ask only these rules (ids, groups, all, recommended)", list, [])
    .option("--ignore <rules...>", "leave these rules out", list, [])
    .action(async (paths: readonly string[], flags: CheckFlags) => {
      const { alembic, sqlalchemy, postgres } = flags;
      done(
        await check({
          io,
          paths,
          config: flags.config,
          section: flags.name,
          format: available(flags.format, checkFormats),
          failOn: flags.failOn,
          since: flags.since,
          base: flags.base,
          select: flags.select,
          ignore: flags.ignore,
          versions: withoutUndefined({ alembic, sqlalchemy, postgres }),
        }),
      );
    });

  configured(program.command("graph"), graphFormats)
    .description("show the chain of revisions")
    .action(async (flags: CheckFlags) => {
      done(
        await graph({ io, config: flags.config, section: flags.name, format: available(flags.format, graphFormats) }),
      );
    });

  located(program.command("resolve"))
    .description(
      "show what a target expression means: the revisions that it names and the steps that would run, as JSON",
    )
    .argument("<expression>", "as behind Alembic's own command: head, +2, -1, label@head, a1:c3")
    .addOption(
      new Option("--for <command>", "the command of Alembic that would take the expression")
        .choices(["upgrade", "downgrade", "stamp", "history", "show"])
        .makeOptionMandatory(),
    )
    .option("--current <revisions>", "what the database has, separated by commas; empty: nothing", commaSeparated)
    .action(async (expression: string, flags: ResolveFlags) => {
      const { config, name, current } = flags;
      done(await resolve({ io, config, section: name, expression, purpose: flags.for, current }));
    });

  versioned(configured(program.command("sql"), plainFormats))
    .description("print the SQL of a range of revisions, as `alembic upgrade RANGE --sql` does")
    .argument("[range]", "as in Alembic: base:heads, a1:c3, head; everything when it is left out")
    .option("--downgrade", "print what the downgrade does")
    .option("--locks", "say what each statement locks")
    .option("--strict", "exit with 1 when a part of it is not known")
    .option("--each", "every revision as if it were the only one, one JSON object a line")
    .option("--transaction-per-migration", "a transaction for each revision, whatever env.py says")
    .action(async (range: string | undefined, flags: SqlFlags) => {
      const { alembic, sqlalchemy, postgres } = flags;
      done(
        await sql({
          io,
          range,
          config: flags.config,
          section: flags.name,
          direction: flags.downgrade === true ? "downgrade" : "upgrade",
          format: available(flags.format, plainFormats),
          strict: flags.strict === true,
          each: flags.each === true,
          locks: flags.locks === true,
          transactionPerMigration: flags.transactionPerMigration,
          versions: withoutUndefined({ alembic, sqlalchemy, postgres }),
        }),
      );
    });

  versioned(configured(program.command("schema"), schemaFormats))
    .description("show the tables, keys, indexes and enums after a revision, replayed without a database")
    .argument("[revision]", "an id, its beginning, head, heads, label@head or base; all heads when it is left out")
    .action(async (revision: string | undefined, flags: CheckFlags) => {
      const { alembic, sqlalchemy, postgres } = flags;
      done(
        await schema({
          io,
          revision,
          config: flags.config,
          section: flags.name,
          format: available(flags.format, schemaFormats),
          versions: withoutUndefined({ alembic, sqlalchemy, postgres }),
        }),
      );
    });

  program
    .command("rules")
    .description("list the rules, or show one")
    .argument("[rule]", "id of a rule")
    .addOption(format(plainFormats))
    .action((rule: string | undefined, flags: CheckFlags) => {
      done(rules({ io, rule, format: available(flags.format, plainFormats) }));
    });

  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}

function located(command: Command): Command {
  return command
    .option("-c, --config <file>", "an alembic.ini or pyproject.toml, as in Alembic")
    .option("-n, --name <section>", "section of the ini");
}

function versioned(command: Command): Command {
  const series = new Option("--sqlalchemy <series>", "series of SQLAlchemy, when it is not detected");
  return command
    .option("--alembic <version>", "version of Alembic, when it is not detected", alembicVersion)
    .addOption(series.choices(["1.4", "2.0", "2.1"]))
    .option("--postgres <major>", "major version of PostgreSQL", major);
}

function configured(command: Command, formats: readonly string[]): Command {
  return located(command).addOption(format(formats));
}

function format(formats: readonly string[]): Option {
  return new Option("--format <format>", `${formats.join(" or ")}`).default("text").argParser((value: string) => {
    if (formats.includes(value)) return value;
    throw new InvalidArgumentError(`Allowed choices are ${formats.join(", ")}.`);
  });
}

function available<Format extends string>(format: string, formats: readonly Format[]): Format {
  const found = formats.find((it) => it === format);
  if (found !== undefined) return found;
  throw new UsageError(`The format ${format} is not available in this version; ${formats.join(" and ")} are.`);
}

function list(value: string, before: readonly string[]): readonly string[] {
  return [...before, ...commaSeparated(value)];
}

function commaSeparated(value: string): readonly string[] {
  return value
    .split(",")
    .map((it) => it.trim())
    .filter((it) => it !== "");
}

/** An expression such as `-1` or `-2:` is no option: it goes behind `--`, as Alembic's own command line takes it as a value. */
function withLeadingMinus(argv: readonly string[]): readonly string[] {
  if (argv[0] !== "resolve" || argv.includes("--")) return argv;
  const at = argv.findIndex((it) => /^-\d/.test(it));
  return at === -1 ? argv : [...argv.slice(0, at), ...argv.slice(at + 1), "--", argv[at] ?? ""];
}

function alembicVersion(value: string): string {
  if (/^\d+(\.\d+)*$/.test(value)) return value;
  throw new InvalidArgumentError("A version is numbers with points between, such as 1.16.0.");
}

function major(value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  throw new InvalidArgumentError("A major version is a number, such as 17.");
}

function withoutUndefined(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
