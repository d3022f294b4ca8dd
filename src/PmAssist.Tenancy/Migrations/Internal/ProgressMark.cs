namespace PmAssist.Tenancy.Internal;

/// <summary>The history row that keeps a migration's progress.</summary>
internal sealed record ProgressMark(MigrationProgress Progress, SchemaStatement Insert, SchemaStatement Delete);
