using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// What the first migrations of tests' contexts are made from, by context and EF's provider: EF makes migrations without arguments.
/// </summary>
public static class ModelMigrations
{
    private static readonly ConcurrentDictionary<(Type Context, string Provider), (
        IModel Model, IReadOnlyList<MigrationOperation> Up)> Known
        = new();

    /// <summary>Takes the model of a context that is not bound.</summary>
    public static void Use(DbContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var model = context.GetService<IDesignTimeModel>().Model;
        var up = context.GetService<IMigrationsModelDiffer>().GetDifferences(source: null, model.GetRelationalModel());
        Known[(context.GetType(), context.Database.ProviderName!)] = (model, up);
    }

    /// <summary>Lets the models of a type of context go.</summary>
    public static void Forget(Type context)
    {
        foreach (var key in Known.Keys.Where(k => k.Context == context))
        {
            Known.TryRemove(key, out _);
        }
    }

    public static IModel ModelOf(Type context, string provider) => Known[(context, provider)].Model;

    /// <summary>What <c>dotnet ef migrations add</c> would write for the first migration.</summary>
    public static IReadOnlyList<MigrationOperation> OperationsOf(Type context, string provider) => Known[(context, provider)].Up;
}
