/*
 * Functions of PostgreSQL that migrations call, by `pg_proc.provolatile`; `server/test/oracle/locks.test.ts` asks every version. None of them locks a user's relation
 * until the end of the transaction. A name that is not here may be anybody's.
 */

const steady = new Set(
  (
    "now transaction_timestamp statement_timestamp current_setting current_user session_user user current_schema current_schemas current_database " +
    "to_timestamp to_date to_char to_number to_json to_jsonb to_tsvector to_tsquery plainto_tsquery " +
    "lower upper initcap length char_length character_length octet_length bit_length trim btrim ltrim rtrim lpad rpad left right substr substring position " +
    "strpos replace translate repeat reverse split_part concat concat_ws format md5 sha224 sha256 sha384 sha512 encode decode convert_to convert_from quote_ident quote_literal " +
    "quote_nullable regexp_replace regexp_match regexp_matches regexp_split_to_array regexp_split_to_table string_to_array array_to_string starts_with " +
    "abs ceil ceiling floor round trunc mod power sqrt exp ln log sign div greatest least width_bucket " +
    "date_trunc date_part extract age make_date make_interval make_time make_timestamp make_timestamptz justify_days justify_hours isfinite " +
    "array_length array_upper array_lower array_append array_prepend array_cat array_remove array_replace array_position array_positions array_fill cardinality unnest " +
    "json_build_object json_build_array jsonb_build_object jsonb_build_array json_object jsonb_object jsonb_set jsonb_insert jsonb_strip_nulls jsonb_typeof json_typeof " +
    "json_array_length jsonb_array_length json_array_elements jsonb_array_elements json_array_elements_text jsonb_array_elements_text json_each jsonb_each json_each_text " +
    "jsonb_each_text json_object_keys jsonb_object_keys json_extract_path json_extract_path_text jsonb_extract_path jsonb_extract_path_text jsonb_pretty row_to_json " +
    "array_to_json jsonb_path_query jsonb_path_exists coalesce nullif num_nulls num_nonnulls " +
    "int4range int8range numrange tsrange tstzrange daterange isempty host network masklen set_masklen " +
    "setweight ts_rank text char bpchar varchar int2 int4 int8 float4 float8 numeric bool date interval " +
    "has_table_privilege has_schema_privilege pg_get_userbyid to_regclass to_regtype to_regproc txid_current_snapshot txid_current pg_current_xact_id pg_backend_pid " +
    "generate_series sum count avg min max bool_and bool_or every string_agg array_agg json_agg jsonb_agg json_object_agg jsonb_object_agg row_number rank dense_rank lag lead first_value last_value ntile percentile_cont " +
    "col_description obj_description pg_get_constraintdef pg_get_indexdef pg_get_expr format_type pg_table_is_visible version pg_typeof uuid_extract_timestamp"
  ).split(" "),
);

const changing = new Set(
  (
    "random clock_timestamp timeofday gen_random_uuid nextval currval lastval setval set_config pg_sleep setseed pg_notify random_normal uuidv4 uuidv7 " +
    "pg_advisory_lock pg_advisory_xact_lock pg_try_advisory_lock pg_try_advisory_xact_lock pg_advisory_unlock pg_advisory_unlock_all pg_advisory_lock_shared pg_advisory_xact_lock_shared " +
    "current_query pg_cancel_backend pg_terminate_backend pg_reload_conf"
  ).split(" "),
);

/** Functions of extensions that give another value at every call. */
const changingElsewhere = new Set(
  "uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 gen_random_bytes gen_salt".split(" "),
);

export const steadyFunctions: ReadonlySet<string> = steady;
export const changingFunctions: ReadonlySet<string> = changing;

/** Whether a call can give another value for every row; "unknown" for a function that is not PostgreSQL's own. */
export function isVolatile(functionName: string): "yes" | "no" | "unknown" {
  const name = functionName.toLowerCase();
  if (changing.has(name) || changingElsewhere.has(name)) return "yes";
  return steady.has(name) ? "no" : "unknown";
}

/** Whether it is known that the function leaves tables alone. */
export function isHarmless(functionName: string): boolean {
  const name = functionName.toLowerCase();
  return steady.has(name) || changing.has(name) || changingElsewhere.has(name);
}
