namespace PmAssist.Tenancy;

/// <summary>Something outside a schema that depends on it.</summary>
/// <param name="Description">What it is, for a message, for example <c>view dbo.report</c>.</param>
/// <param name="Drop">The statement that drops it.</param>
internal sealed record SqlServerDependent(string Description, string Drop);
