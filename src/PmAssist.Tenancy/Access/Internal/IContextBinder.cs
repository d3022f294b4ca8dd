using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Internal;

/// <summary>Gives a context to work that has passed the gate by itself.</summary>
internal interface IContextBinder<TContext>
    where TContext : DbContext
{
    /// <summary>For a workspace that the gate has admitted.</summary>
    WorkspaceLease<TContext> Bind(Workspace workspace);
}
