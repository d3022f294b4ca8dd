namespace PmAssist.Tenancy.Internal;

/// <summary>A schema was left inside a migration that has a statement outside a transaction.</summary>
internal sealed class PartialMigrationException(MigrationProgress progress, Exception innerException)
    : Exception(
        $"The migration {progress.MigrationId} stopped at its statement {progress.Statement + 1}, and what came before is committed, because it has a "
        + $"statement outside a transaction: {innerException.Message.TrimEnd('.')}. Mend the cause and migrate again; it goes on there.",
        innerException);
