/*
 * SQLAlchemy offers most names in several modules. Rules and emit ask for one name only, so every import path is brought to
 * one form here. The lists hold the names that mean the same object in SQLAlchemy 1.4, 2.0 and 2.1; an oracle test imports
 * each alias from the real packages and compares the objects.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((it) => it !== ""));

const topLevel = words(`
  ARRAY BIGINT BINARY BLOB BOOLEAN BigInteger Boolean CHAR CLOB DATE DATETIME DECIMAL DOUBLE DOUBLE_PRECISION Date DateTime Double
  Enum FLOAT Float INT INTEGER Integer Interval JSON LargeBinary NCHAR NUMERIC NVARCHAR Numeric PickleType REAL SMALLINT
  SmallInteger String TEXT TIME TIMESTAMP Text Time TupleType TypeDecorator UUID Unicode UnicodeText Uuid VARBINARY VARCHAR
  BLANK_SCHEMA CheckConstraint Column ColumnDefault Computed Constraint DDL DefaultClause FetchedValue ForeignKey
  ForeignKeyConstraint Identity Index MetaData PrimaryKeyConstraint Sequence Table UniqueConstraint
  alias all_ and_ any_ asc between bindparam case cast collate column create_engine create_mock_engine cte delete desc distinct
  engine_from_config except_ except_all exists extract false func funcfilter insert inspect intersect intersect_all join
  lambda_stmt lateral literal literal_column make_url modifier not_ null nulls_first nulls_last nullsfirst nullslast or_ outerjoin
  outparam over select table tablesample text true try_cast tuple_ type_coerce union union_all update values within_group
  CTE Connection Engine Inspector label subquery tstring
`);

const schemaNames = words(`
  AddConstraint CreateColumn CreateIndex CreateSchema CreateSequence CreateTable DropColumnComment DropConstraint DropIndex
  DropSchema DropSequence DropTable DropTableComment SetColumnComment SetTableComment DDLElement ExecutableDDLElement
`);

const ormNames = words(`
  Session sessionmaker scoped_session declarative_base DeclarativeBase relationship backref mapped_column Mapped Query
  joinedload selectinload subqueryload load_only aliased registry declared_attr deferred synonym column_property
`);

const elementNames = words("conv quoted_name");

const postgresqlNames = words(`
  ARRAY All Any BIT BYTEA BitString CIDR CITEXT CreateDomainType CreateEnumType DATEMULTIRANGE DATERANGE DOMAIN DOUBLE_PRECISION
  DropDomainType DropEnumType ENUM ExcludeConstraint HSTORE INET INT4MULTIRANGE INT4RANGE INT8MULTIRANGE INT8RANGE INTERVAL
  JSON JSONB JSONPATH MACADDR MACADDR8 MONEY NUMMULTIRANGE NUMRANGE OID REGCLASS REGCONFIG Range MultiRange TIME TIMESTAMP
  TSMULTIRANGE TSQUERY TSRANGE TSTZMULTIRANGE TSTZRANGE TSVECTOR UUID aggregate_order_by array array_agg hstore insert
  to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery ts_headline
`);

/** Standard types that the PostgreSQL dialect only re-exports. `UUID` and `DOUBLE_PRECISION` were its own before 2.0. */
const postgresqlReexports = words("BIGINT BOOLEAN CHAR DATE FLOAT INTEGER NUMERIC REAL SMALLINT TEXT VARCHAR");

/** Types and constructs that sqlmodel re-exports from SQLAlchemy. */
const sqlmodelOwn = words("Session SQLModel Field Relationship select col create_engine");

const coreModules = words(`
  sqlalchemy.types sqlalchemy.schema sqlalchemy.sql sqlalchemy.sql.sqltypes sqlalchemy.sql.type_api sqlalchemy.sql.expression
  sqlalchemy.sql.schema sqlalchemy.sql.elements sqlalchemy.sql.selectable sqlalchemy.sql.dml sqlalchemy.sql.ddl
  sqlalchemy.sql.base sqlalchemy.sql.operators sqlalchemy.sql._elements_constructors sqlalchemy.sql._selectable_constructors
  sqlalchemy.sql._dml_constructors sqlalchemy.sql.naming sqlalchemy.engine sqlalchemy.engine.base sqlalchemy.engine.reflection
  sqlalchemy.engine.url sqlalchemy.engine.create sqlalchemy.inspection sqlalchemy.future sqlalchemy.util sqlalchemy.util.langhelpers
`);

/** Modules of which the last part is a function or class in a parent module, not a submodule. */
const dialectModule = /^sqlalchemy\.dialects\.postgresql\.(?:_?[a-z0-9_]+)$/;

/**
 * One name for every way to write it: `sqlalchemy.types.Integer`, `sqlalchemy.sql.sqltypes.Integer` and `sqlalchemy.Integer` are
 * `sqlalchemy.Integer`. Paths that are not known to be aliases come back unchanged. Checked on SQLAlchemy 1.4 and 2.1.
 */
export function canonicalPath(path: string): string {
  const dot = path.lastIndexOf(".");
  if (dot < 0) return path;
  const module = path.slice(0, dot);
  const name = path.slice(dot + 1);
  if (module === "sqlmodel") {
    return topLevel.has(name) && !sqlmodelOwn.has(name) ? `sqlalchemy.${name}` : path;
  }
  if (module !== "sqlalchemy" && !module.startsWith("sqlalchemy.")) return path;
  return canonicalName(module, name) ?? path;
}

function canonicalName(module: string, name: string): string | undefined {
  if (module === "sqlalchemy.sql.functions") return functionName(name);
  if (module === "sqlalchemy.sql.func") return `sqlalchemy.func.${name}`;
  if (module === "sqlalchemy.dialects.postgresql" || dialectModule.test(module)) {
    if (postgresqlNames.has(name)) return `sqlalchemy.dialects.postgresql.${name}`;
    if (postgresqlReexports.has(name)) return `sqlalchemy.${name}`;
    return undefined;
  }
  if (module.startsWith("sqlalchemy.orm") || module.startsWith("sqlalchemy.ext.declarative")) {
    return ormNames.has(name) ? `sqlalchemy.orm.${name}` : undefined;
  }
  if (module !== "sqlalchemy" && !coreModules.has(module)) return undefined;
  if (topLevel.has(name)) return `sqlalchemy.${name}`;
  if (schemaNames.has(name)) return `sqlalchemy.schema.${name}`;
  if (elementNames.has(name)) return `sqlalchemy.sql.elements.${name}`;
  return undefined;
}

/** The classes of `sqlalchemy.sql.functions` (`now`, `count`) are what `func.now` gives; capitalised ones are base classes. */
function functionName(name: string): string | undefined {
  if (name === "func") return "sqlalchemy.func";
  return /^[a-z]/.test(name) ? `sqlalchemy.func.${name}` : undefined;
}
