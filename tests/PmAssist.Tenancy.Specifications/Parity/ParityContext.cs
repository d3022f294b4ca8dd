using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Parity;

/// <summary>The host whose migrations are applied by the library.</summary>
public sealed class ParityContext(DbContextOptions<ParityContext> options) : WorkspaceDbContext(options);

/// <summary>The same host before a branch with an older migration was merged.</summary>
public sealed class ParityBeforeMergeContext(DbContextOptions<ParityBeforeMergeContext> options) : WorkspaceDbContext(options);
