import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { sharedCacheFolder } from "./cache-folder.ts";
import type { OtherMajor } from "./install-other-major.ts";
import { type PostgresBinaries, postgresBinaries } from "./postgres-binaries.ts";
import { runProcess } from "./run-process.ts";

export interface PostgresOptions {
  /** Names the data folder below the cache folder. */
  readonly name: string;
  /** "kept" finds its data again at the next start; "temporary" begins empty and is deleted at the end. */
  readonly data: "kept" | "temporary";
  /** Taken when it is free; otherwise any free port. */
  readonly preferredPort?: number;
  /** Another major version than that of the development dependencies. */
  readonly major?: OtherMajor;
}

export interface PostgresServer {
  readonly port: number;
  readonly dataFolder: string;
  readonly user: string;
  readonly password: string;
  /** As libpq and SQLAlchemy understand it: `postgresql://user:password@127.0.0.1:port/database`. */
  url(database: string): string;
  stop(): Promise<void>;
}

const user = "limbeck";
// Unlike every other name here, so that a test can see it anywhere it does not belong.
const password = "open-sesame";

/** Starts the embedded PostgreSQL on 127.0.0.1, asking for a password; throws an Error with PostgreSQL's log when it does not start. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const binaries = await postgresBinaries(options.major);
  const major = Number.parseInt(binaries.version, 10);
  const root = sharedCacheFolder("postgres");
  const isKept = options.data === "kept";
  if (!isKept) await removeAbandoned(binaries, root, options.name);
  const dataFolder = join(root, isKept ? `${options.name}-${major}` : `${options.name}-run-${process.pid}`);

  await makeData(binaries, dataFolder);
  await takeOver(binaries, dataFolder);
  const port = await freePort(options.preferredPort);
  const log = join(dataFolder, "limbeck.log");
  const settings = [
    `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c logging_collector=off`,
    isKept ? "" : "-c fsync=off -c synchronous_commit=off -c full_page_writes=off",
  ].join(" ");
  const code = await startDetached(binaries, ["start", "-w", "-t", "60", "-D", dataFolder, "-l", log, "-o", settings]);
  if (code !== 0) {
    const said = existsSync(log) ? readFileSync(log, "utf8").split("\n").slice(-12).join("\n") : "";
    throw new Error(`The embedded PostgreSQL did not start (data in ${dataFolder}).\n${said}`);
  }

  const owner = ownerFile(dataFolder);
  writeFileSync(owner, String(process.pid));
  let isStopped = false;
  const stopArguments = ["stop", "-D", dataFolder, "-m", "fast"];
  const lastResort = () => {
    if (!isStopped) spawnSync(binaries.pg_ctl, stopArguments, { ...binaries.account, stdio: "ignore" });
  };
  process.once("exit", lastResort);
  return {
    port,
    dataFolder,
    user,
    password,
    url: (database) => `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`,
    async stop() {
      if (isStopped) return;
      await runProcess(binaries.pg_ctl, stopArguments, binaries.account);
      isStopped = true;
      process.off("exit", lastResort);
      rmSync(owner, { force: true });
      if (!isKept) rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** `port` when nothing listens there, otherwise a free one that the system chooses. */
export async function freePort(port = 0): Promise<number> {
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => resolve(true));
  });
  if (!isFree) return freePort();
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("A listening socket has no port.");
  return address.port;
}

async function makeData(binaries: PostgresBinaries, folder: string): Promise<void> {
  // initdb writes this file early, the control file late: without it the folder is left over from an interrupted run.
  if (existsSync(join(folder, "global", "pg_control"))) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, gid } = binaries.account;
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  const passwordFile = join(sharedCacheFolder("postgres"), `password-${randomBytes(6).toString("hex")}`);
  writeFileSync(passwordFile, `${password}\n`);
  const { code, stderr } = await runProcess(
    binaries.initdb,
    [
      ...[`--pgdata=${folder}`, `--username=${user}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"],
      ...["--encoding=UTF8", "--locale=C", "--no-sync"],
    ],
    { ...binaries.account, cwd: folder },
  );
  rmSync(passwordFile, { force: true });
  if (code === 0) return;
  rmSync(folder, { recursive: true, force: true });
  throw new Error(`initdb failed in ${folder}: ${stderr}`);
}

/** A server that an earlier run left behind is stopped; one whose owner still runs is not ours to touch. */
async function takeOver(binaries: PostgresBinaries, folder: string): Promise<void> {
  if (!existsSync(join(folder, "postmaster.pid"))) return;
  // After a crash the file is stale, and its number may belong to any other program by now: pg_ctl knows.
  const { code } = await runProcess(binaries.pg_ctl, ["status", "-D", folder], binaries.account);
  if (code !== 0) {
    rmSync(join(folder, "postmaster.pid"), { force: true });
    return;
  }
  const owner = ownerFile(folder);
  const pid = existsSync(owner) ? Number.parseInt(readFileSync(owner, "utf8"), 10) : Number.NaN;
  if (pid !== process.pid && isRunning(pid)) {
    throw new Error(
      `Process ${pid} is using the database in ${folder}: end it first, or set LIMBECK_CACHE to another folder.`,
    );
  }
  await runProcess(binaries.pg_ctl, ["stop", "-D", folder, "-m", "fast"], binaries.account);
}

function ownerFile(dataFolder: string): string {
  return `${dataFolder}.owner`;
}

function isRunning(pid: number): boolean {
  if (Number.isNaN(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Temporary data of runs that were killed; a server that survived its run is stopped first. */
async function removeAbandoned(binaries: PostgresBinaries, root: string, name: string): Promise<void> {
  for (const entry of readdirSync(root)) {
    const pid = new RegExp(`^${name}-run-(\\d+)(?:\\.owner)?$`).exec(entry)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const path = join(root, entry);
    if (existsSync(join(path, "postmaster.pid"))) {
      await runProcess(binaries.pg_ctl, ["stop", "-D", path, "-m", "immediate"], binaries.account);
    }
    rmSync(path, { recursive: true, force: true });
  }
}

/** pg_ctl without pipes: the server would inherit them, and they would never close. */
async function startDetached(binaries: PostgresBinaries, args: readonly string[]): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(binaries.pg_ctl, args, { ...binaries.account, stdio: "ignore", windowsHide: true });
    child.on("error", () => resolve(null));
    child.on("exit", resolve);
  });
}
