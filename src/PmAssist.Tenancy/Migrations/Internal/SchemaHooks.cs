using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>What the host wants done to a schema that was just made; null for nothing.</summary>
internal sealed record SchemaHooks(
    Func<DbContext, CancellationToken, Task>? SchemaCreated,
    Func<MasterDbContext, CancellationToken, Task>? MasterMigrated);
