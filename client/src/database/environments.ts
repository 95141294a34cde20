/**
 * An environment names a database: where its URL comes from and what else Alembic needs to run against it.
 * A URL with a password stands in an environment variable, an env file or the secret storage, never in a setting that is shared.
 */
export interface Environment {
  readonly name: string;
  readonly source: UrlSource;
  /** Process environment variable in which Alembic gets the URL; env.py files read DATABASE_URL most often. */
  readonly urlVariable: string;
  /** More variables for Alembic's process. */
  readonly variables: Readonly<Record<string, string>>;
  /** Values of `-x`. */
  readonly xArguments: readonly string[];
  /** Section of the ini (`-n`), null for the project's own. */
  readonly section: string | null;
  /** Every change is confirmed by typing the name. */
  readonly protected: boolean;
  /** Names or ids of the projects that it belongs to; null for all. */
  readonly projects: readonly string[] | null;
}

export type UrlSource =
  /** `sqlalchemy.url` of the project's configuration file, which Alembic reads itself. */
  | { readonly kind: "configuration file" }
  | { readonly kind: "setting"; readonly url: string }
  | { readonly kind: "variable"; readonly variable: string; readonly envFile: string | null }
  | { readonly kind: "secret" };

/** Whatever `sqlalchemy.url` says. */
export const defaultEnvironment: Environment = {
  name: "default",
  source: { kind: "configuration file" },
  urlVariable: "DATABASE_URL",
  variables: {},
  xArguments: [],
  section: null,
  protected: false,
  projects: null,
};

/**
 * Reads the setting `limbeck.environments`, which a person wrote by hand: what is wrong becomes a sentence, the rest goes on.
 */
export function readEnvironments(setting: unknown): {
  readonly environments: readonly Environment[];
  readonly problems: readonly string[];
} {
  const environments: Environment[] = [];
  const problems: string[] = [];
  if (setting !== undefined && setting !== null && !Array.isArray(setting)) {
    return { environments, problems: ["The setting limbeck.environments must be a list."] };
  }
  for (const [index, item] of (Array.isArray(setting) ? setting : []).entries()) {
    const read = readEnvironment(item, index);
    if (typeof read === "string") problems.push(read);
    else if (environments.some((it) => it.name === read.name)) {
      problems.push(`limbeck.environments names "${read.name}" twice; the first one counts.`);
    } else environments.push(read);
  }
  return { environments, problems };
}

/** The environments of a project: those of the settings, then the configuration file's own. */
export function environmentsOf(
  project: { readonly id: string; readonly name: string },
  configured: readonly Environment[],
): readonly Environment[] {
  const own = configured.filter(
    (it) => it.projects === null || it.projects.includes(project.name) || it.projects.includes(project.id),
  );
  return own.some((it) => it.name === defaultEnvironment.name) ? own : [...own, defaultEnvironment];
}

/** The chosen one; without a choice the first that is not protected, so that nobody meets production by accident. */
export function activeEnvironment(environments: readonly Environment[], chosen: string | undefined): Environment {
  return (
    environments.find((it) => it.name === chosen) ??
    environments.find((it) => !it.protected) ??
    environments[0] ??
    defaultEnvironment
  );
}

function readEnvironment(item: unknown, index: number): Environment | string {
  const where = `Entry ${index + 1} of limbeck.environments`;
  if (typeof item !== "object" || item === null) return `${where} must be an object with a name.`;
  const given = item as Readonly<Record<string, unknown>>;
  if (typeof given.name !== "string" || given.name.trim() === "") return `${where} has no name.`;
  const source = readSource(given, where);
  if (typeof source === "string") return source;
  const variable = source.kind === "variable" ? source.variable : "DATABASE_URL";
  return {
    name: given.name,
    source,
    urlVariable: typeof given.urlVariable === "string" && given.urlVariable !== "" ? given.urlVariable : variable,
    variables: texts(given.env),
    xArguments: list(given.xArguments),
    section: typeof given.section === "string" && given.section !== "" ? given.section : null,
    protected: given.protected === true,
    projects: given.projects === undefined ? null : list(given.projects),
  };
}

function readSource(given: Readonly<Record<string, unknown>>, where: string): UrlSource | string {
  const text = (key: string): string | null => {
    const value = given[key];
    return typeof value === "string" && value !== "" ? value : null;
  };
  const [url, variable, envFile] = [text("url"), text("variable"), text("envFile")];
  const named = [url !== null, variable !== null || envFile !== null, given.secret === true].filter(Boolean).length;
  if (named > 1)
    return `${where} ("${String(given.name)}") must take its URL from one place: url, variable / envFile, or secret.`;
  if (url !== null) return { kind: "setting", url };
  if (given.secret === true) return { kind: "secret" };
  if (variable !== null || envFile !== null) return { kind: "variable", variable: variable ?? "DATABASE_URL", envFile };
  return { kind: "configuration file" };
}

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((it) => typeof it === "string") : [];
}

function texts(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((it): it is [string, string] => typeof it[1] === "string"));
}
