using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications;

/// <summary>A host's context whose constructor takes a scoped and a transient service.</summary>
public sealed class ProbedDbContext(DbContextOptions<ProbedDbContext> options, ScopeProbe probe, TransientProbe transient)
    : WorkspaceDbContext(options)
{
    public ScopeProbe Probe => probe;

    public TransientProbe Transient => transient;
}
