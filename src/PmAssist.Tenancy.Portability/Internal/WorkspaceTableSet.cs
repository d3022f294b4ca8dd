using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>The tables of this host's workspaces at a version.</summary>
internal sealed class WorkspaceTableSet
{
    private readonly IReadOnlyList<ITable> _ordered;

    public WorkspaceTableSet(IReadOnlyList<IModel> models, BulkRows bulk)
    {
        _ordered = WorkspaceTables.Of(models);
        Sequences = [.. models.SelectMany(m => m.GetSequences()).DistinctBy(s => s.Name)];
        Tables = [.. _ordered.Select(t => new WorkspaceTable(t, bulk))];
    }

    /// <summary>The tables, those that others refer to first.</summary>
    public IReadOnlyList<WorkspaceTable> Tables { get; }

    /// <summary>The sequences that the models name, and no column's own.</summary>
    public IReadOnlyList<ISequence> Sequences { get; }

    /// <summary>The foreign keys that this order breaks while rows are written.</summary>
    public IReadOnlyList<IForeignKeyConstraint> ForwardKeys => WorkspaceTables.ForwardKeys(_ordered);

    public WorkspaceTable? Find(string name) => Tables.FirstOrDefault(t => t.Name == name);
}
