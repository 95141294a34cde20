import { dirname, isAbsolute, join } from "node:path";
import { readIni } from "../../../server/src/project/ini.ts";
import { iniValue } from "../../../server/src/project/ini-value.ts";
import { type ConnectionTarget, connectionTarget } from "./connection-target.ts";
import { type DatabaseUrl, parseDatabaseUrl, withPassword } from "./database-url.ts";
import { readEnvFile } from "./env-file.ts";
import type { Environment } from "./environments.ts";

/** What lies outside: files, the process environment of the editor, the secret storage. */
export interface EnvironmentEdge {
  /** The text of a file, or null. */
  readonly readFile: (path: string) => Promise<string | null>;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** A stored URL or password; the key is an environment's. */
  readonly secret: (key: string) => Promise<string | undefined>;
}

export interface ProjectPlace {
  readonly id: string;
  readonly configFile: string;
  readonly section: string;
  readonly workingDirectory: string;
  /** The workspace folder, which relative paths of settings are relative to. */
  readonly folder: string;
}

export interface ResolvedEnvironment {
  readonly environment: Environment;
  /** Null: env.py decides by itself, so there is nothing to compare and nothing to read. */
  readonly url: DatabaseUrl | null;
  /** Where to connect; null without a URL and for other databases than PostgreSQL. */
  readonly target: ConnectionTarget | null;
  /** Variables for Alembic's process. Secret: they may hold the URL. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether `variables` holds a URL that Alembic is to use instead of the configuration file's. */
  readonly overridesUrl: boolean;
  /** Texts that no log may show. */
  readonly secrets: readonly string[];
}

export type EnvironmentProblem =
  | { readonly kind: "variable missing"; readonly message: string }
  | { readonly kind: "file missing"; readonly message: string }
  | { readonly kind: "secret missing"; readonly message: string }
  | { readonly kind: "url"; readonly message: string };

export type EnvironmentResult =
  | { readonly ok: true; readonly value: ResolvedEnvironment }
  | { readonly ok: false; readonly problem: EnvironmentProblem };

export function urlSecretKey(environment: Environment): string {
  return `limbeck.url:${environment.name}`;
}

export function passwordSecretKey(environment: Environment, project: ProjectPlace): string {
  return `limbeck.password:${environment.name}:${project.id}`;
}

/** Finds an environment's URL and what Alembic's process gets. Nothing here connects. */
export async function resolveEnvironment(
  environment: Environment,
  project: ProjectPlace,
  edge: EnvironmentEdge,
): Promise<EnvironmentResult> {
  const found = await findUrl(environment, project, edge);
  if (!found.ok) return found;
  const { file } = found;
  const variables: Record<string, string> = { ...Object.fromEntries(file), ...environment.variables };
  if (found.url === null) {
    return {
      ok: true,
      value: { environment, url: null, target: null, variables, overridesUrl: false, secrets: [] },
    };
  }
  const parsed = parseDatabaseUrl(found.url);
  if (parsed === null) {
    const message = `The database URL of the environment "${environment.name}" cannot be read. It looks like postgresql://user@host:5432/database.`;
    return { ok: false, problem: { kind: "url", message } };
  }
  const stored = parsed.password === null ? await edge.secret(passwordSecretKey(environment, project)) : undefined;
  const url: DatabaseUrl = stored === undefined ? parsed : { ...parsed, password: stored };
  const text = stored === undefined ? found.url : withPassword(found.url, stored);
  const overridesUrl = environment.source.kind !== "configuration file" || stored !== undefined;
  if (overridesUrl) {
    variables.LIMBECK_DATABASE_URL = text;
    variables[environment.urlVariable] = text;
  }
  const target =
    url.dialect === "postgresql" ? connectionTarget(url, { ...edge.variables, ...Object.fromEntries(file) }) : null;
  return { ok: true, value: { environment, url, target, variables, overridesUrl, secrets: secretsOf(url, found.url) } };
}

type FoundUrl =
  | { readonly ok: true; readonly url: string | null; readonly file: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly problem: EnvironmentProblem };

async function findUrl(environment: Environment, project: ProjectPlace, edge: EnvironmentEdge): Promise<FoundUrl> {
  const { source } = environment;
  const none: ReadonlyMap<string, string> = new Map();
  switch (source.kind) {
    case "setting":
      return { ok: true, url: source.url, file: none };
    case "secret": {
      const url = await edge.secret(urlSecretKey(environment));
      if (url !== undefined) return { ok: true, url, file: none };
      const message = `The environment "${environment.name}" keeps its URL in the secret storage, and none is stored yet.`;
      return { ok: false, problem: { kind: "secret missing", message } };
    }
    case "variable":
      return variableUrl(environment.name, source, project, edge);
    case "configuration file":
      return { ok: true, url: await configuredUrl(environment, project, edge), file: none };
    default:
      return source satisfies never;
  }
}

async function variableUrl(
  name: string,
  source: { readonly variable: string; readonly envFile: string | null },
  project: ProjectPlace,
  edge: EnvironmentEdge,
): Promise<FoundUrl> {
  if (source.envFile === null) {
    const url = edge.variables[source.variable];
    if (url !== undefined && url !== "") return { ok: true, url, file: new Map() };
    const message = `The environment "${name}" takes its URL from the variable ${source.variable}, which VS Code's own environment does not have. Start VS Code from a terminal that has it, or name an env file.`;
    return { ok: false, problem: { kind: "variable missing", message } };
  }
  const path = isAbsolute(source.envFile) ? source.envFile : join(project.folder, source.envFile);
  const text = await edge.readFile(path);
  if (text === null) {
    const message = `The environment "${name}" takes its URL from ${path}, which cannot be read.`;
    return { ok: false, problem: { kind: "file missing", message } };
  }
  const file = readEnvFile(text, edge.variables);
  const url = file.get(source.variable);
  if (url !== undefined && url !== "") return { ok: true, url, file };
  const message = `The environment "${name}" takes its URL from ${source.variable} in ${path}, which does not set it.`;
  return { ok: false, problem: { kind: "variable missing", message } };
}

/** `sqlalchemy.url` of the ini, or null: absent, not readable, or the placeholder that `alembic init` writes. */
async function configuredUrl(
  environment: Environment,
  project: ProjectPlace,
  edge: EnvironmentEdge,
): Promise<string | null> {
  if (!project.configFile.endsWith(".ini")) return null;
  const text = await edge.readFile(project.configFile);
  if (text === null) return null;
  const here = dirname(project.configFile).replaceAll("\\", "/");
  const value = iniValue(readIni(text), environment.section ?? project.section, "sqlalchemy.url", here);
  if (value === null || !value.ok) return null;
  const url = value.value.trim();
  return url === "" || url.startsWith("driver://") ? null : url;
}

function secretsOf(url: DatabaseUrl, text: string): readonly string[] {
  if (url.password === null || url.password === "") return [];
  const written = /^[\w+]+:\/\/[^:/@]*:([^@]*)@/u.exec(text)?.[1];
  return [...new Set([url.password, encodeURIComponent(url.password), written ?? url.password])];
}
