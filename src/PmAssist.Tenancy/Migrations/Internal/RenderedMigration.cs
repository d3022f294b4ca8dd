namespace PmAssist.Tenancy.Internal;

/// <summary>A migration's SQL against the template schema, its history row included.</summary>
internal sealed record RenderedMigration(string Id, IReadOnlyList<SchemaStatement> Statements);
