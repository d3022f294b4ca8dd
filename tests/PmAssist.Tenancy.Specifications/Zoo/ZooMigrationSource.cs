using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace PmAssist.Tenancy.Specifications.Zoo;

/// <summary>
/// What the migrations of the zoo are made from. EF makes migrations without arguments, so it belongs to the test's flow.
/// </summary>
public static class ZooMigrationSource
{
    private static readonly AsyncLocal<(IModel Model, IMigrationsModelDiffer Differ)> Current = new();

    public static IModel Model => Current.Value.Model;

    /// <summary>Takes the model of a context that is not bound, until the calling method ends.</summary>
    public static void Use(DbContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Current.Value = (context.GetService<IDesignTimeModel>().Model, context.GetService<IMigrationsModelDiffer>());
    }

    /// <summary>What <c>dotnet ef migrations add</c> would write for the first migration.</summary>
    public static IReadOnlyList<MigrationOperation> CreateOperations()
        => Current.Value.Differ.GetDifferences(source: null, Model.GetRelationalModel());
}
