import type { Rule } from "../rule.ts";
import { addColumnAutoincrement } from "./add-column-autoincrement.ts";
import { addColumnDefaultPrePg11 } from "./add-column-default-pre-pg11.ts";
import { addColumnGeneratedStored } from "./add-column-generated-stored.ts";
import { addColumnInlineCheck } from "./add-column-inline-check.ts";
import { addColumnInlineForeignKey } from "./add-column-inline-foreign-key.ts";
import { addColumnInlineIndex } from "./add-column-inline-index.ts";
import { addColumnInlineUnique } from "./add-column-inline-unique.ts";
import { addColumnJson } from "./add-column-json.ts";
import { addColumnNotNullWithoutDefault } from "./add-column-not-null-without-default.ts";
import { addColumnPrimaryKeyNotEmitted } from "./add-column-primary-key-not-emitted.ts";
import { addColumnPythonDefault } from "./add-column-python-default.ts";
import { addColumnSequenceIgnored } from "./add-column-sequence-ignored.ts";
import { addColumnVolatileDefault } from "./add-column-volatile-default.ts";
import { alterColumnCheckRevalidated } from "./alter-column-check-revalidated.ts";
import { alterColumnNoop } from "./alter-column-noop.ts";
import { alterColumnRenameOrder } from "./alter-column-rename-order.ts";
import { alterColumnSetNotNull } from "./alter-column-set-not-null.ts";
import { alterColumnSetNotNullWithoutBackfill } from "./alter-column-set-not-null-without-backfill.ts";
import { alterColumnTypeDependentView } from "./alter-column-type-dependent-view.ts";
import { alterColumnTypeIncompatibleDefault } from "./alter-column-type-incompatible-default.ts";
import { alterColumnTypeMissingUsing } from "./alter-column-type-missing-using.ts";
import { alterColumnTypeNarrowing } from "./alter-column-type-narrowing.ts";
import { alterColumnTypeRewrite } from "./alter-column-type-rewrite.ts";
import { alterColumnTypeTimezone } from "./alter-column-type-timezone.ts";
import { alterDomainAddConstraint } from "./alter-domain-add-constraint.ts";
import { attachPartitionScan } from "./attach-partition-scan.ts";
import { autocommitBlockInNested } from "./autocommit-block-in-nested.ts";
import { autocommitBlockMidRevision } from "./autocommit-block-mid-revision.ts";
import { autocommitWithEngineBegin } from "./autocommit-with-engine-begin.ts";
import { backfillAfterNotNull } from "./backfill-after-not-null.ts";
import { batchLoopSingleTransaction } from "./batch-loop-single-transaction.ts";
import { batchWithoutProgressKey } from "./batch-without-progress-key.ts";
import { beginInMigration } from "./begin-in-migration.ts";
import { bulkInsertUntyped } from "./bulk-insert-untyped.ts";
import { changeServerDefault } from "./change-server-default.ts";
import { columnAlreadyExists } from "./column-already-exists.ts";
import { columnOrderPadding } from "./column-order-padding.ts";
import { columnUsedBeforeCreated } from "./column-used-before-created.ts";
import { combineAlterTable } from "./combine-alter-table.ts";
import { commitInMigration } from "./commit-in-migration.ts";
import { computedMissingPersisted } from "./computed-missing-persisted.ts";
import { concurrentlyAdvisoryLock } from "./concurrently-advisory-lock.ts";
import { concurrentlyInTransaction } from "./concurrently-in-transaction.ts";
import { concurrentlyInsideBatch } from "./concurrently-inside-batch.ts";
import { concurrentlyOnPartitioned } from "./concurrently-on-partitioned.ts";
import { concurrentlyWithLockTimeout } from "./concurrently-with-lock-timeout.ts";
import { concurrentlyWithoutDropInvalid } from "./concurrently-without-drop-invalid.ts";
import { constraintNotFound } from "./constraint-not-found.ts";
import { createCheckValidates } from "./create-check-validates.ts";
import { createDateBeforeParent } from "./create-date-before-parent.ts";
import { createDomainWithConstraint } from "./create-domain-with-constraint.ts";
import { createExcludeConstraint } from "./create-exclude-constraint.ts";
import { createExtension } from "./create-extension.ts";
import { createForeignKeyValidates } from "./create-foreign-key-validates.ts";
import { createIndexManyColumns } from "./create-index-many-columns.ts";
import { createIndexNotConcurrent } from "./create-index-not-concurrent.ts";
import { createPartitionLocksParent } from "./create-partition-locks-parent.ts";
import { createPrimaryKeyBlocking } from "./create-primary-key-blocking.ts";
import { createTableAs } from "./create-table-as.ts";
import { createTableForwardReference } from "./create-table-forward-reference.ts";
import { createTableIfNotExistsMisleading } from "./create-table-if-not-exists-misleading.ts";
import { createTableNoPrimaryKey } from "./create-table-no-primary-key.ts";
import { createTableReferencesLocksParent } from "./create-table-references-locks-parent.ts";
import { createTrigger } from "./create-trigger.ts";
import { createTypeEnum } from "./create-type-enum.ts";
import { createUniqueConstraintBlocking } from "./create-unique-constraint-blocking.ts";
import { createUniqueIndexOnExistingData } from "./create-unique-index-on-existing-data.ts";
import { createViewReplaceIncompatible } from "./create-view-replace-incompatible.ts";
import { defaultPartition } from "./default-partition.ts";
import { deleteWithoutWhere } from "./delete-without-where.ts";
import { detachPartitionBlocking } from "./detach-partition-blocking.ts";
import { disableTrigger } from "./disable-trigger.ts";
import { doBlockOpaque } from "./do-block-opaque.ts";
import { doubleMerge } from "./double-merge.ts";
import { downgradeDataLoss } from "./downgrade-data-loss.ts";
import { downgradeDependsOnFkIndex } from "./downgrade-depends-on-fk-index.ts";
import { downgradeIndexNotConcurrent } from "./downgrade-index-not-concurrent.ts";
import { downgradeNotImplementedStyle } from "./downgrade-not-implemented-style.ts";
import { downgradeNotInverse } from "./downgrade-not-inverse.ts";
import { dropCascade } from "./drop-cascade.ts";
import { dropColumn } from "./drop-column.ts";
import { dropColumnDropsDependents } from "./drop-column-drops-dependents.ts";
import { dropConstraintBackedIndex } from "./drop-constraint-backed-index.ts";
import { dropConstraintForeignKey } from "./drop-constraint-foreign-key.ts";
import { dropConstraintNone } from "./drop-constraint-none.ts";
import { dropDatabase } from "./drop-database.ts";
import { dropIndexNotConcurrent } from "./drop-index-not-concurrent.ts";
import { dropNotNull } from "./drop-not-null.ts";
import { dropOwned } from "./drop-owned.ts";
import { dropSchema } from "./drop-schema.ts";
import { dropTable } from "./drop-table.ts";
import { dropTableReferenced } from "./drop-table-referenced.ts";
import { dropTrigger } from "./drop-trigger.ts";
import { dropUniqueOrPrimaryKey } from "./drop-unique-or-primary-key.ts";
import { duplicateAssignment } from "./duplicate-assignment.ts";
import { duplicateConstraintName } from "./duplicate-constraint-name.ts";
import { duplicateIndexName } from "./duplicate-index-name.ts";
import { emptyDowngrade } from "./empty-downgrade.ts";
import { emptyMigration } from "./empty-migration.ts";
import { enableRlsWithoutPolicy } from "./enable-rls-without-policy.ts";
import { enumAddValueInTransaction } from "./enum-add-value-in-transaction.ts";
import { enumAddValueNotIdempotent } from "./enum-add-value-not-idempotent.ts";
import { enumAddValueUsedInSameTransaction } from "./enum-add-value-used-in-same-transaction.ts";
import { enumAlterNotDetected } from "./enum-alter-not-detected.ts";
import { enumCreatedTwice } from "./enum-created-twice.ts";
import { enumNonNativeLength } from "./enum-non-native-length.ts";
import { enumNotCreatedByAddColumn } from "./enum-not-created-by-add-column.ts";
import { enumNotDropped } from "./enum-not-dropped.ts";
import { enumRenameValue } from "./enum-rename-value.ts";
import { enumSwapIncomplete } from "./enum-swap-incomplete.ts";
import { enumValueIrreversible } from "./enum-value-irreversible.ts";
import { envAsyncMissingRunSync } from "./env-async-missing-run-sync.ts";
import { envCompareTypeDisabled } from "./env-compare-type-disabled.ts";
import { envCreateAll } from "./env-create-all.ts";
import { envFileconfigDisablesLoggers } from "./env-fileconfig-disables-loggers.ts";
import { envIncludeSchemas } from "./env-include-schemas.ts";
import { envNoBeginTransaction } from "./env-no-begin-transaction.ts";
import { envNoTransactionPerMigration } from "./env-no-transaction-per-migration.ts";
import { envOfflineMissingLiteralBinds } from "./env-offline-missing-literal-binds.ts";
import { envRenderAsBatch } from "./env-render-as-batch.ts";
import { envStatementBeforeConfigure } from "./env-statement-before-configure.ts";
import { envTargetMetadataNone } from "./env-target-metadata-none.ts";
import { envUrlPercent } from "./env-url-percent.ts";
import { execDriverSqlPercent } from "./exec-driver-sql-percent.ts";
import { executeCommit } from "./execute-commit.ts";
import { executeParamsArgument } from "./execute-params-argument.ts";
import { executeResultUsed } from "./execute-result-used.ts";
import { existingNullableMismatch } from "./existing-nullable-mismatch.ts";
import { existingTypeMismatch } from "./existing-type-mismatch.ts";
import { explicitIdsSequenceNotAdvanced } from "./explicit-ids-sequence-not-advanced.ts";
import { explicitLockTable } from "./explicit-lock-table.ts";
import { fetchallLarge } from "./fetchall-large.ts";
import { fkToUnknown } from "./fk-to-unknown.ts";
import { foreignKeyMissingDeferrable } from "./foreign-key-missing-deferrable.ts";
import { foreignKeyMissingIndex } from "./foreign-key-missing-index.ts";
import { foreignKeyMissingOndelete } from "./foreign-key-missing-ondelete.ts";
import { foreignKeyTargetNotUnique } from "./foreign-key-target-not-unique.ts";
import { foreignKeyTypeMismatch } from "./foreign-key-type-mismatch.ts";
import { fstringSql } from "./fstring-sql.ts";
import { functionSecurityDefinerSearchPath } from "./function-security-definer-search-path.ts";
import { functionVolatility } from "./function-volatility.ts";
import { grantBroad } from "./grant-broad.ts";
import { identifierTooLong } from "./identifier-too-long.ts";
import { indexNotFound } from "./index-not-found.ts";
import { indexWithoutName } from "./index-without-name.ts";
import { iniUrlWithPassword } from "./ini-url-with-password.ts";
import { insertWithoutColumns } from "./insert-without-columns.ts";
import { leftoverAutogenerateComment } from "./leftover-autogenerate-comment.ts";
import { matviewWithData } from "./matview-with-data.ts";
import { mergeWithOperations } from "./merge-with-operations.ts";
import { missingAnalyze } from "./missing-analyze.ts";
import { missingExtension } from "./missing-extension.ts";
import { missingLockTimeout } from "./missing-lock-timeout.ts";
import { mixedCaseRawSql } from "./mixed-case-raw-sql.ts";
import { mixedSchemaAndData } from "./mixed-schema-and-data.ts";
import { moduleLevelSideEffects } from "./module-level-side-effects.ts";
import { multiStatementExecute } from "./multi-statement-execute.ts";
import { mutableEnumImport } from "./mutable-enum-import.ts";
import { namingConventionMissing } from "./naming-convention-missing.ts";
import { notValidNeverValidated } from "./not-valid-never-validated.ts";
import { nullableNoop } from "./nullable-noop.ts";
import { nulltype } from "./nulltype.ts";
import { partitionKeyNotInPk } from "./partition-key-not-in-pk.ts";
import { placeholderRevisionId } from "./placeholder-revision-id.ts";
import { rawStringOnConnection } from "./raw-string-on-connection.ts";
import { redundantIndex } from "./redundant-index.ts";
import { refreshMatviewBlocking } from "./refresh-matview-blocking.ts";
import { reindexNotConcurrent } from "./reindex-not-concurrent.ts";
import { renameColumn } from "./rename-column.ts";
import { renameTable } from "./rename-table.ts";
import { renameTableLeavesNames } from "./rename-table-leaves-names.ts";
import { replaceIndexOrder } from "./replace-index-order.ts";
import { reservedWordUnquoted } from "./reserved-word-unquoted.ts";
import { rewriteTableCommand } from "./rewrite-table-command.ts";
import { saEnumCreateTypeVersion } from "./sa-enum-create-type-version.ts";
import { serverDefaultDoubleQuotedLiteral } from "./server-default-double-quoted-literal.ts";
import { serverDefaultJsonColon } from "./server-default-json-colon.ts";
import { serverDefaultQuotedFunction } from "./server-default-quoted-function.ts";
import { serverDefaultWrongPythonType } from "./server-default-wrong-python-type.ts";
import { sessionOutsideConnection } from "./session-outside-connection.ts";
import { sessionSetLeaks } from "./session-set-leaks.ts";
import { setLocalLost } from "./set-local-lost.ts";
import { setNotNullPg18 } from "./set-not-null-pg18.ts";
import { setSchema } from "./set-schema.ts";
import { slowOpWhileHoldingAccessExclusive } from "./slow-op-while-holding-access-exclusive.ts";
import { sqlParseError } from "./sql-parse-error.ts";
import { sqlalchemy1xApi } from "./sqlalchemy-1x-api.ts";
import { statementTimeoutOnLongOp } from "./statement-timeout-on-long-op.ts";
import { superuserStatement } from "./superuser-statement.ts";
import { tableAlreadyExists } from "./table-already-exists.ts";
import { textBindBeforeCast } from "./text-bind-before-cast.ts";
import { textColonBind } from "./text-colon-bind.ts";
import { timezoneNaiveDefault } from "./timezone-naive-default.ts";
import { truncate } from "./truncate.ts";
import { truncateReferenced } from "./truncate-referenced.ts";
import { unbatchedBackfill } from "./unbatched-backfill.ts";
import { undefinedNameInMigration } from "./undefined-name-in-migration.ts";
import { unknownColumn } from "./unknown-column.ts";
import { unknownRuleInSuppression } from "./unknown-rule-in-suppression.ts";
import { unknownTable } from "./unknown-table.ts";
import { unnamedConstraint } from "./unnamed-constraint.ts";
import { unusedSuppression } from "./unused-suppression.ts";
import { updateWithoutWhere } from "./update-without-where.ts";
import { usingWithoutType } from "./using-without-type.ts";
import { validateInSameTransaction } from "./validate-in-same-transaction.ts";
import { volatileCheck } from "./volatile-check.ts";
import { wideLockWindow } from "./wide-lock-window.ts";
import { wrongConstraintType } from "./wrong-constraint-type.ts";
import { wrongOpForSchema } from "./wrong-op-for-schema.ts";

/** Every rule, by id. A new rule is one file and one line here. */
export const rules: readonly Rule[] = [
  addColumnAutoincrement,
  addColumnDefaultPrePg11,
  addColumnGeneratedStored,
  addColumnInlineCheck,
  addColumnInlineForeignKey,
  addColumnInlineIndex,
  addColumnInlineUnique,
  addColumnJson,
  addColumnNotNullWithoutDefault,
  addColumnPrimaryKeyNotEmitted,
  addColumnPythonDefault,
  addColumnSequenceIgnored,
  addColumnVolatileDefault,
  alterColumnCheckRevalidated,
  alterColumnNoop,
  alterColumnRenameOrder,
  alterColumnSetNotNull,
  alterColumnSetNotNullWithoutBackfill,
  alterColumnTypeDependentView,
  alterColumnTypeIncompatibleDefault,
  alterColumnTypeMissingUsing,
  alterColumnTypeNarrowing,
  alterColumnTypeRewrite,
  alterColumnTypeTimezone,
  alterDomainAddConstraint,
  attachPartitionScan,
  autocommitBlockInNested,
  autocommitBlockMidRevision,
  autocommitWithEngineBegin,
  backfillAfterNotNull,
  batchLoopSingleTransaction,
  batchWithoutProgressKey,
  beginInMigration,
  bulkInsertUntyped,
  changeServerDefault,
  columnAlreadyExists,
  columnOrderPadding,
  columnUsedBeforeCreated,
  combineAlterTable,
  commitInMigration,
  computedMissingPersisted,
  concurrentlyAdvisoryLock,
  concurrentlyInTransaction,
  concurrentlyInsideBatch,
  concurrentlyOnPartitioned,
  concurrentlyWithLockTimeout,
  concurrentlyWithoutDropInvalid,
  constraintNotFound,
  createCheckValidates,
  createDateBeforeParent,
  createDomainWithConstraint,
  createExcludeConstraint,
  createExtension,
  createForeignKeyValidates,
  createIndexManyColumns,
  createIndexNotConcurrent,
  createPartitionLocksParent,
  createPrimaryKeyBlocking,
  createTableAs,
  createTableForwardReference,
  createTableIfNotExistsMisleading,
  createTableNoPrimaryKey,
  createTableReferencesLocksParent,
  createTrigger,
  createTypeEnum,
  createUniqueConstraintBlocking,
  createUniqueIndexOnExistingData,
  createViewReplaceIncompatible,
  defaultPartition,
  deleteWithoutWhere,
  detachPartitionBlocking,
  disableTrigger,
  doBlockOpaque,
  doubleMerge,
  downgradeDataLoss,
  downgradeDependsOnFkIndex,
  downgradeIndexNotConcurrent,
  downgradeNotImplementedStyle,
  downgradeNotInverse,
  dropCascade,
  dropColumn,
  dropColumnDropsDependents,
  dropConstraintBackedIndex,
  dropConstraintForeignKey,
  dropConstraintNone,
  dropDatabase,
  dropIndexNotConcurrent,
  dropNotNull,
  dropOwned,
  dropSchema,
  dropTable,
  dropTableReferenced,
  dropTrigger,
  dropUniqueOrPrimaryKey,
  duplicateAssignment,
  duplicateConstraintName,
  duplicateIndexName,
  emptyDowngrade,
  emptyMigration,
  enableRlsWithoutPolicy,
  enumAddValueInTransaction,
  enumAddValueNotIdempotent,
  enumAddValueUsedInSameTransaction,
  enumAlterNotDetected,
  enumCreatedTwice,
  enumNonNativeLength,
  enumNotCreatedByAddColumn,
  enumNotDropped,
  enumRenameValue,
  enumSwapIncomplete,
  enumValueIrreversible,
  envAsyncMissingRunSync,
  envCompareTypeDisabled,
  envCreateAll,
  envFileconfigDisablesLoggers,
  envIncludeSchemas,
  envNoBeginTransaction,
  envNoTransactionPerMigration,
  envOfflineMissingLiteralBinds,
  envRenderAsBatch,
  envStatementBeforeConfigure,
  envTargetMetadataNone,
  envUrlPercent,
  execDriverSqlPercent,
  executeCommit,
  executeParamsArgument,
  executeResultUsed,
  existingNullableMismatch,
  existingTypeMismatch,
  explicitIdsSequenceNotAdvanced,
  explicitLockTable,
  fetchallLarge,
  fkToUnknown,
  foreignKeyMissingDeferrable,
  foreignKeyMissingIndex,
  foreignKeyMissingOndelete,
  foreignKeyTargetNotUnique,
  foreignKeyTypeMismatch,
  fstringSql,
  functionSecurityDefinerSearchPath,
  functionVolatility,
  grantBroad,
  identifierTooLong,
  indexNotFound,
  indexWithoutName,
  iniUrlWithPassword,
  insertWithoutColumns,
  leftoverAutogenerateComment,
  matviewWithData,
  mergeWithOperations,
  missingAnalyze,
  missingExtension,
  missingLockTimeout,
  mixedCaseRawSql,
  mixedSchemaAndData,
  moduleLevelSideEffects,
  multiStatementExecute,
  mutableEnumImport,
  namingConventionMissing,
  notValidNeverValidated,
  nullableNoop,
  nulltype,
  partitionKeyNotInPk,
  placeholderRevisionId,
  rawStringOnConnection,
  redundantIndex,
  refreshMatviewBlocking,
  reindexNotConcurrent,
  renameColumn,
  renameTable,
  renameTableLeavesNames,
  replaceIndexOrder,
  reservedWordUnquoted,
  rewriteTableCommand,
  saEnumCreateTypeVersion,
  serverDefaultDoubleQuotedLiteral,
  serverDefaultJsonColon,
  serverDefaultQuotedFunction,
  serverDefaultWrongPythonType,
  sessionOutsideConnection,
  sessionSetLeaks,
  setLocalLost,
  setNotNullPg18,
  setSchema,
  slowOpWhileHoldingAccessExclusive,
  sqlParseError,
  sqlalchemy1xApi,
  statementTimeoutOnLongOp,
  superuserStatement,
  tableAlreadyExists,
  textBindBeforeCast,
  textColonBind,
  timezoneNaiveDefault,
  truncate,
  truncateReferenced,
  unbatchedBackfill,
  undefinedNameInMigration,
  unknownColumn,
  unknownRuleInSuppression,
  unknownTable,
  unnamedConstraint,
  unusedSuppression,
  updateWithoutWhere,
  usingWithoutType,
  validateInSameTransaction,
  volatileCheck,
  wideLockWindow,
  wrongConstraintType,
  wrongOpForSchema,
];
