import type { AnalysisConfig } from "./project-config.ts";

/** How the offline dialect writes placeholders and percent signs. Null: cannot be told. */
export interface OfflineParamstyle {
  /** `named`, `pyformat`, `format`, `numeric_dollar`. */
  readonly paramstyle: string | null;
  /** Every percent sign of names, literals and SQL text is printed twice. */
  readonly doublesPercent: boolean | null;
  /** The modulo operator is printed as `%%`; pg8000 does so with every paramstyle. */
  readonly doublesModulo: boolean | null;
  /** A placeholder has its type behind it: `%(a)s::INTEGER`. */
  readonly castsBinds: boolean | null;
}

interface Driver {
  /** The paramstyle of the dialect when nothing else is asked for. */
  readonly paramstyle: string;
  readonly castsBinds: boolean;
  /** pg8000 leaves single percent signs whatever the paramstyle is, except in the modulo operator. */
  readonly neverDoubles: boolean;
}

/**
 * What is printed for bound values and percent signs, from the drivers that are possible, `dialect_opts` and SQLAlchemy's version. Measured with
 * SQLAlchemy 1.4.46, 2.0.54 and 2.1.1 (server/test/oracle/offline-paramstyle.test.ts repeats it): the dialect of an offline run is made without the
 * driver's module, so that the dialect's own default paramstyle holds.
 */
export function offlineParamstyle(
  config: Pick<AnalysisConfig, "paramstyle" | "drivers" | "sqlalchemy">,
): OfflineParamstyle {
  const drivers = config.drivers.map((it) => driverOf(it, config.sqlalchemy ?? "2.1"));
  const given = config.paramstyle === "default" ? null : config.paramstyle;
  const style = (driver: Driver | null): string | null => given ?? driver?.paramstyle ?? null;
  const doubles = (driver: Driver | null): boolean | null => {
    const own = style(driver);
    if (own === null) return null;
    const doubling = own === "format" || own === "pyformat";
    // Nothing makes a driver double with another style; whether one of the two is doubled depends on the driver.
    if (driver === null) return doubling ? null : false;
    return doubling && !driver.neverDoubles;
  };
  const isRead = config.paramstyle !== null;
  return {
    paramstyle: isRead ? common(drivers.map(style), given) : null,
    doublesPercent: isRead ? common(drivers.map(doubles), doubles(null)) : null,
    doublesModulo: isRead
      ? common(
          drivers.map((it) => (it?.neverDoubles === true ? true : doubles(it))),
          doubles(null) === false ? null : doubles(null),
        )
      : null,
    castsBinds: common(
      drivers.map((it) => it?.castsBinds ?? null),
      null,
    ),
  };
}

/** What all agree on; `none` when there is nobody. */
function common<T>(values: readonly (T | null)[], none: T | null): T | null {
  if (values.length === 0) return none;
  const [first = null] = values;
  return values.every((it) => it === first) ? first : null;
}

/** Null for a driver that was not measured. */
function driverOf(name: string, sqlalchemy: "1.4" | "2.0" | "2.1"): Driver | null {
  const old = sqlalchemy === "1.4";
  const doubling = (paramstyle: string, castsBinds: boolean): Driver => ({
    paramstyle,
    castsBinds,
    neverDoubles: false,
  });
  switch (name) {
    case "default":
      return driverOf(sqlalchemy === "2.1" ? "psycopg" : "psycopg2", sqlalchemy);
    case "psycopg2":
    case "psycopg2cffi":
      return doubling("pyformat", false);
    case "psycopg":
    case "psycopg_async":
      // There is no such dialect in 1.4.
      return old ? null : doubling("pyformat", true);
    case "asyncpg":
      return old ? doubling("format", false) : doubling("numeric_dollar", true);
    case "pg8000":
      return { paramstyle: "format", castsBinds: !old, neverDoubles: true };
    default:
      return null;
  }
}
