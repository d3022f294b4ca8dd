using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Parity;

/// <summary>A host without the library: the same migrations, written for one schema, applied by EF's own migrator.</summary>
public sealed class PlainParityContext(DbContextOptions<PlainParityContext> options) : DbContext(options)
{
    /// <summary>
    /// Named like a workspace's, so that the helpers of the tests take it. A constant, because EF makes migrations without arguments.
    /// </summary>
    public static readonly WorkspaceSchema Schema = WorkspaceSchema.For(new Guid("ef000000-0000-0000-0000-000000000000"));
}

/// <summary>The same host before a branch with an older migration was merged.</summary>
public sealed class PlainParityBeforeMergeContext(DbContextOptions<PlainParityBeforeMergeContext> options) : DbContext(options);
