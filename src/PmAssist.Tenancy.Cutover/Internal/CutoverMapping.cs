using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Cutover.Internal;

/// <summary>A description put against both databases: what goes where, and what does not fit.</summary>
internal sealed class CutoverMapping
{
    public const string WorkspaceTarget = "Workspace";
    public const string AuditTarget = "AuditLog";
    public const string MemberTarget = "WorkspaceMember";

    private readonly SourceCatalogue _catalogue;
    private readonly IReadOnlyList<CutoverTarget> _targets;
    private readonly MappingProblems _problems = new();

    /// <param name="description">What goes where.</param>
    /// <param name="catalogue">The source tables.</param>
    /// <param name="dialect">The engine.</param>
    /// <param name="bulk">How it treats many rows.</param>
    /// <param name="master">The master's model.</param>
    /// <param name="workspace">The models of a workspace's contexts.</param>
    /// <param name="fullName">How a source table is called where the SQL runs; null for its schema and name.</param>
    /// <param name="isOptimistic">
    /// Whether no value is expected that cannot be converted: the SQL is cheaper, and fails or finds too many where one is.
    /// </param>
    public CutoverMapping(
        CutoverDescription description,
        SourceCatalogue catalogue,
        CutoverDialect dialect,
        BulkRows bulk,
        DbContext master,
        IReadOnlyList<IModel> workspace,
        Func<string, string>? fullName = null,
        bool isOptimistic = false)
    {
        _catalogue = catalogue;
        _targets = CutoverTarget.Of(master.Model, workspace, bulk);
        var helper = master.GetService<ISqlGenerationHelper>();
        var schema = dialect.SourceSchema(description);
        fullName ??= table => helper.DelimitIdentifier(schema) + "." + helper.DelimitIdentifier(table);
        var columns = new ColumnResolver(dialect, helper, _problems, isOptimistic);
        var resolver = new TableResolver(catalogue, schema, _targets, dialect, helper, columns, fullName, _problems);

        var tables = description.Tables.Select(resolver.Resolve).OfType<TableMapping>().ToList();
        FindTablesInOnePlace(description);
        RequireWorkspaces(description);
        Tables = _problems.All.Count == 0 ? Ordered(tables) : [];
        var byTarget = Tables.ToDictionary(t => t.Target.Name);
        foreach (var table in Tables)
        {
            table.Complete(byTarget);
        }
    }

    /// <summary>What does not fit. With any of it there are no <see cref="Tables"/>.</summary>
    public IReadOnlyList<CutoverProblem> Problems => _problems.All;

    /// <summary>The tables, those that others refer to first.</summary>
    public IReadOnlyList<TableMapping> Tables { get; }

    public TableMapping Workspaces => Tables.Single(t => t.Target.Name == WorkspaceTarget);

    /// <summary>The tables of one workspace.</summary>
    public IReadOnlyList<TableMapping> OfWorkspace => [.. Tables.Where(t => !t.Target.IsMaster)];

    /// <summary>The master's tables but for the workspaces themselves.</summary>
    public IReadOnlyList<TableMapping> OfMaster => [.. Tables.Where(t => t.Target.IsMaster && t.Target.Name != WorkspaceTarget)];

    /// <summary>The new tables that no source table goes to; of the master's, only what belongs to workspaces.</summary>
    public IReadOnlyList<CutoverTarget> Others
        => [.. _targets.Where(t => (!t.IsMaster || t.Name == MemberTarget) && !Tables.Any(m => m.Target.Name == t.Name))];

    /// <summary>Whether rows are skipped or fixed by what is checked of their values while they are copied.</summary>
    public bool UsesChecks => Tables.Any(t => t.Checks.Any(c => c.Column is not null && c.Action != CutoverAction.Stop));

    /// <summary>Whether rows are given to workspaces by an expression, so that one workspace's copy has to know all workspaces.</summary>
    public bool GivesWorkspaces => OfWorkspace.SelectMany(t => t.Checks).Any(c => c is
    {
        Rule: CutoverRule.NullWorkspace or CutoverRule.MissingWorkspace,
        Action: CutoverAction.Fix,
    });

    public IEnumerable<CutoverProblem> MissingIndexes()
        => from table in Tables
           let column = table.Table.WorkspaceColumn
           where column is not null && !_catalogue.IsIndexed(table.Table.Name, column)
           select new CutoverProblem(
               table.Table.Name,
               column,
               $"No index begins with '{column}', so each workspace reads the whole table. "
               + $"Create one: CREATE INDEX ON {table.Source} ({column}).");

    private void FindTablesInOnePlace(CutoverDescription description)
    {
        var byTarget = description.Tables.GroupBy(t => t.Target, StringComparer.OrdinalIgnoreCase);
        foreach (var tables in byTarget.Where(g => g.Count() > 1))
        {
            _problems.Add(
                tables.Last(),
                column: null,
                $"Another table goes to '{tables.Key}' as well. One source table goes to one new table; put their rows together in "
                + "one source table first.");
        }
    }

    private void RequireWorkspaces(CutoverDescription description)
    {
        if (!description.Tables.Any(t => t.Target.Equals(WorkspaceTarget, StringComparison.OrdinalIgnoreCase)))
        {
            _problems.Add(
                WorkspaceTarget,
                column: null,
                $"No source table goes to '{WorkspaceTarget}', so there is nothing to tell which workspaces there are. Describe it.");
        }
    }

    private List<TableMapping> Ordered(List<TableMapping> tables)
    {
        var places = _targets.Select((target, place) => (target, place)).ToDictionary(t => t.target, t => t.place);
        return [.. tables.OrderBy(t => t.Target.Name != WorkspaceTarget).ThenBy(t => places[t.Target])];
    }
}
