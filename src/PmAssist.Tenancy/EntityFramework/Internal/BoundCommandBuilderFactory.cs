using Microsoft.EntityFrameworkCore.Storage;

namespace PmAssist.Tenancy.Internal;

/// <summary>
/// The seam. Every command that EF runs or shows (queries, saves, raw SQL, migrations, <c>ToQueryString</c>) is built
/// here: EF Core v10.0.11, RelationalConnection.RentCommand, RawSqlCommandBuilder, MigrationCommandListBuilder and
/// ReaderModificationCommandBatch.
/// </summary>
internal sealed class BoundCommandBuilderFactory(RelationalCommandBuilderDependencies dependencies)
    : RelationalCommandBuilderFactory(dependencies)
{
    public override IRelationalCommandBuilder Create() => new BoundCommandBuilder(Dependencies);

    private sealed class BoundCommandBuilder(RelationalCommandBuilderDependencies dependencies)
        : RelationalCommandBuilder(dependencies)
    {
        public override IRelationalCommand Build()
        {
            var command = base.Build();
            return new BoundCommand(Dependencies, command.CommandText, command.LogCommandText, command.Parameters);
        }
    }
}
