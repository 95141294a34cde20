import { readFileSync } from "node:fs";

declare const LIMBECK_VERSION: string | undefined;

/** Limbeck's version: put in by the bundler, or read from package.json when the sources run as they are. */
export const version: string = typeof LIMBECK_VERSION === "string" ? LIMBECK_VERSION : fromPackage();

function fromPackage(): string {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
