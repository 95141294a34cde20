import process from "node:process";
import { runCli } from "./run-cli.ts";

/* The `limbeck` command. Output may go to a reader that has had enough (`limbeck check | head`): that is no error. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

void runCli(process.argv.slice(2), {
  cwd: process.cwd().replaceAll("\\", "/"),
  alembicConfig: process.env.ALEMBIC_CONFIG,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  color: process.stdout.isTTY === true && (process.env.NO_COLOR ?? "") === "",
  progress: process.stderr.isTTY === true,
  width: process.stdout.columns ?? 100,
}).then((code) => {
  process.exitCode = code;
});
