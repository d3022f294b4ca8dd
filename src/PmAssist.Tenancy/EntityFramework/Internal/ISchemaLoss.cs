using System.Data.Common;

namespace PmAssist.Tenancy.Internal;

/// <summary>Tells a schema that is gone from other errors of the engine.</summary>
internal interface ISchemaLoss
{
    /// <summary>The error to throw instead of an engine's; null if that one is to be thrown. Throws nothing itself.</summary>
    Task<Exception?> ExplainAsync(WorkspaceSchema schema, DbException error);
}
