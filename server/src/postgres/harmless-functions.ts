/**
 * Functions of PostgreSQL itself (14 to 18) that change neither tables nor types, whatever their arguments: those of its manual, chapter "Functions and Operators", that migrations
 * use. The oracle test asks the server whether it has them. Functions that run SQL given as text (`query_to_xml`) are not here.
 */
const builtin: ReadonlySet<string> = new Set(
  (
    "abs acos acosd acosh age any_value array_agg array_append array_cat array_dims array_fill array_length array_lower array_ndims array_position " +
    "array_positions array_prepend array_remove array_replace array_to_json array_to_string array_upper ascii asin atan atan2 avg bit_and bit_or " +
    "bit_length bool_and bool_or broadcast btrim cardinality cbrt ceil ceiling char_length character_length chr clock_timestamp col_description concat " +
    "concat_ws convert convert_from convert_to corr cos cot count cume_dist current_database current_query current_schema current_schemas current_setting " +
    "currval date_bin date_part date_trunc decode degrees dense_rank div encode enum_first enum_last enum_range every exp extract " +
    "factorial first_value floor format format_type gcd gen_random_uuid generate_series generate_subscripts get_bit get_byte " +
    "has_any_column_privilege has_column_privilege has_database_privilege has_function_privilege has_schema_privilege " +
    "has_sequence_privilege has_table_privilege host hostmask initcap inet_client_addr inet_server_addr isempty isfinite json_agg json_array_elements " +
    "json_array_elements_text json_array_length json_build_array json_build_object json_each json_each_text json_extract_path json_extract_path_text " +
    "json_object json_object_agg json_object_keys json_populate_record json_populate_recordset json_strip_nulls json_to_record json_to_recordset " +
    "json_typeof jsonb_agg jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_concat jsonb_delete jsonb_each " +
    "jsonb_each_text jsonb_exists jsonb_exists_all jsonb_exists_any jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object " +
    "jsonb_object_agg jsonb_object_keys jsonb_path_exists jsonb_path_match jsonb_path_query jsonb_path_query_array jsonb_path_query_first " +
    "jsonb_populate_record jsonb_populate_recordset jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_typeof " +
    "justify_days justify_hours justify_interval lag last_value lastval lcm lead left length ln log log10 lower " +
    "lower_inc lower_inf lpad ltrim make_date make_interval make_time make_timestamp make_timestamptz masklen max md5 min mod mode netmask network " +
    "nextval normalize now nth_value ntile num_nonnulls num_nulls numnode obj_description octet_length overlay parse_ident percent_rank percentile_cont " +
    "percentile_disc pg_advisory_lock pg_advisory_unlock pg_advisory_unlock_all pg_advisory_xact_lock pg_backend_pid pg_column_size pg_database_size " +
    "pg_get_constraintdef pg_get_expr pg_get_functiondef pg_get_indexdef pg_get_serial_sequence pg_get_triggerdef pg_get_viewdef pg_has_role " +
    "pg_indexes_size pg_is_in_recovery pg_postmaster_start_time pg_relation_size pg_size_pretty pg_sleep pg_table_is_visible pg_table_size " +
    "pg_total_relation_size pg_try_advisory_lock pg_try_advisory_xact_lock pg_type_is_visible pg_typeof phraseto_tsquery pi plainto_tsquery " +
    "position power querytree quote_ident quote_literal quote_nullable radians random range_agg range_merge rank regexp_count regexp_instr regexp_like " +
    "regexp_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr repeat replace reverse right round row_number " +
    "row_to_json rpad rtrim scale set_byte setseed setval setweight sha224 sha256 sha384 sha512 shobj_description sign sin split_part sqrt " +
    "starts_with statement_timestamp stddev stddev_pop stddev_samp string_agg string_to_array string_to_table strip strpos substr substring sum tan text timeofday " +
    "timezone to_ascii to_char to_date to_hex to_json to_jsonb to_number to_regclass to_regnamespace to_regproc to_regrole to_regtype to_timestamp to_tsquery " +
    "to_tsvector transaction_timestamp translate trim_array trunc ts_delete ts_filter ts_headline ts_rank ts_rank_cd ts_rewrite tsvector_to_array txid_current " +
    "unnest upper upper_inc upper_inf var_pop var_samp variance version websearch_to_tsquery width_bucket xmlagg " +
    "bool bpchar bytea char date float4 float8 int2 int4 int8 interval money name numeric text time timestamp timestamptz varchar"
  ).split(" "),
);

/** The like of extensions that come with PostgreSQL: uuid-ossp, pgcrypto, unaccent, pg_trgm, fuzzystrmatch, hstore. */
const extensions: ReadonlySet<string> = new Set(
  (
    "uuid_generate_v1 uuid_generate_v1mc uuid_generate_v3 uuid_generate_v4 uuid_generate_v5 uuid_nil uuid_ns_dns uuid_ns_url uuid_ns_oid uuid_ns_x500 " +
    "crypt gen_salt digest hmac gen_random_bytes unaccent similarity word_similarity show_trgm levenshtein soundex metaphone dmetaphone hstore akeys avals hstore_to_json"
  ).split(" "),
);

/** Whether calling the function leaves tables and types as they are. `name` as in the statement: `now`, `pg_catalog.now`, `public.f`. */
export function isHarmlessFunction(name: string): boolean {
  const parts = name.split(".");
  const last = parts.at(-1) ?? "";
  if (parts.length > 1 && parts[0] !== "pg_catalog") return extensions.has(last);
  return builtin.has(last) || extensions.has(last);
}

/** The names, for the test that asks the server. */
export function harmlessFunctions(): {
  readonly builtin: ReadonlySet<string>;
  readonly extensions: ReadonlySet<string>;
} {
  return { builtin, extensions };
}
