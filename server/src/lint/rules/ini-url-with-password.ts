import type { IniOption } from "../../project/ini.ts";
import { defineRule, md } from "../define-rule.ts";

export const iniUrlWithPassword = defineRule({
  id: "ini-url-with-password",
  since: "0.3.0",
  group: "environment",
  severity: "information",
  recommended: true,
  dialects: "any",
  fix: "none",
  inDowngrade: "same",
  docs: {
    summary: "A password in alembic.ini",
    why: md`
      The file is part of the repository, and so is then the password of the database: for everybody who has a copy, and in every old commit.
    `,
    instead: md`
      Take the URL from the environment in env.py (\`os.environ["DATABASE_URL"]\`), and leave \`sqlalchemy.url\` out. A password that was committed is known: change it.
    `,
    limits:
      "Passwords for a server of one's own are left alone: localhost, and names without a dot as in Docker Compose; also placeholders, interpolations, and passwords that are none (the user's name, `password`).",
    sources: ["https://alembic.sqlalchemy.org/en/latest/tutorial.html#editing-the-ini-file"],
    examples: [
      {
        title: "The URL of a server",
        file: "alembic.ini",
        bad: md`
          [alembic]
          script_location = migrations
          sqlalchemy.url = postgresql://shop:Ue8-tz41@db.example.com/shop
          #                                  ^^^^^^^^ information[ini-url-with-password]: The password of db.example.com is written in this file.
        `,
        good: md`
          [alembic]
          script_location = migrations
        `,
      },
    ],
  },
  project(ctx) {
    const { configuration } = ctx;
    const { ini } = configuration ?? {};
    if (configuration === null || ini == null) return;
    for (const options of [ini.defaults, ...[...ini.sections.values()].map((it) => it.options)]) {
      for (const option of options.values()) {
        const found = passwordIn(option);
        if (found === null) continue;
        const start = configuration.module.text.indexOf(option.raw, option.valueSpan.start) + found.at;
        ctx.report({
          file: configuration.path,
          at: { start, end: start + found.length },
          what: `The password of ${found.host} is written in this file.`,
          why: "Everybody with a copy of the repository has it. Read the URL from the environment in env.py, and change the password.",
        });
      }
    }
  },
});

const url = /^([A-Za-z][\w+.-]*:\/\/([^:@/\s]*):)([^@/\s]+)@([^:/?\s]+)/;
const noSecrets = /^(?:pass|passw(?:or)?d|pwd|postgres|root|admin|test|secret|changeme|example|user|x+|\*+|\.+)$/i;

/** The password of a URL that a value is, with its place in the value. */
function passwordIn({
  raw,
}: IniOption): { readonly at: number; readonly length: number; readonly host: string } | null {
  const found = url.exec(raw);
  const [, before = "", user = "", password = "", host = ""] = found ?? [];
  if (found === null || before.startsWith("driver:")) return null;
  // An interpolation (`%(password)s`), a variable or a place to fill in.
  if (/%\(|[$<{]|^YOUR|_HERE$/i.test(password) || noSecrets.test(password) || password === user) return null;
  const isLocal = !host.includes(".") || /^127\.|^0\.0\.0\.0$|\.(?:local|localhost|internal|test)$/.test(host);
  return isLocal ? null : { at: before.length, length: password.length, host };
}
