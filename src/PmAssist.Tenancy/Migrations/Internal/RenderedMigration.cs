namespace PmAssist.Tenancy.Internal;

/// <summary>One step of a migration: its SQL against the template schema.</summary>
internal sealed record RenderedCommand(SchemaStatement Statement, bool TransactionSuppressed);

/// <summary>A migration's SQL against the template schema, its history row included.</summary>
internal sealed record RenderedMigration(string Id, IReadOnlyList<RenderedCommand> Commands);
