import { defineRule, md, py } from "../define-rule.ts";

export const envAsyncMissingRunSync = defineRule({
  id: "env-async-missing-run-sync",
  since: "0.3.0",
  group: "environment",
  severity: "error",
  recommended: true,
  dialects: "any",
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "`context.configure` gets an asynchronous connection",
    why: md`
      Alembic runs on connections that block. Of an \`AsyncConnection\` it takes the coroutines for results, and the command ends with an exception before the first revision.
    `,
    instead: md`
      A function of its own that calls \`context.configure\` and \`context.run_migrations\`, and \`await connection.run_sync(that_function)\`, as \`alembic init -t async\` writes it.
    `,
    limits:
      "env.py is read without running it: only connections that it opens itself, with an engine that it makes with an asynchronous factory or in `async with`, are seen.",
    sources: ["https://alembic.sqlalchemy.org/en/latest/cookbook.html#using-asyncio-with-alembic"],
    examples: [
      {
        title: "The connection of an asynchronous engine",
        file: "env.py",
        bad: py`
          async def run():
              engine = create_async_engine(url)
              async with engine.connect() as connection:
                  context.configure(connection=connection)
                # ^^^^^^^^^^^^^^^^^ error[env-async-missing-run-sync]: Alembic cannot run on this connection, which is asynchronous.
                  with context.begin_transaction():
                      context.run_migrations()


          asyncio.run(run())
        `,
        good: py`
          def migrate(connection):
              context.configure(connection=connection)
              with context.begin_transaction():
                  context.run_migrations()


          async def run():
              engine = create_async_engine(url)
              async with engine.connect() as connection:
                  await connection.run_sync(migrate)


          asyncio.run(run())
        `,
      },
    ],
  },
  project(ctx) {
    const { env } = ctx;
    for (const { kind, connection, inRunSync, call } of env?.reading.online ?? []) {
      if (env === null || kind !== "configure" || connection?.isAsync !== true || inRunSync) continue;
      ctx.report({
        file: env.path,
        at: call.callee.span,
        what: "Alembic cannot run on this connection, which is asynchronous.",
        why: "The command ends with an exception. Put this call and `context.run_migrations()` into a function, and call it with `await connection.run_sync(…)`.",
      });
    }
  },
});
