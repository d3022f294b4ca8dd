using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace PmAssist.Tenancy.Specifications.Parity;

/// <summary>
/// A host's own operation, for which it replaces EF's generator: it becomes two commands, of which the second needs what the
/// first left in the session.
/// </summary>
public sealed class NoteOperation : MigrationOperation
{
    public required string CreateTemporary { get; init; }

    public required string Temporary { get; init; }

    public required string Notes { get; init; }

    public required string Text { get; init; }

    /// <summary>The commands, for the generators of the engines.</summary>
    public void AddTo(MigrationCommandListBuilder builder, string literal)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AppendLine($"{CreateTemporary} (text varchar(400));").AppendLine($"INSERT INTO {Temporary} VALUES ({literal});")
            .EndCommand();
        builder.AppendLine($"INSERT INTO {Notes} (text) SELECT text FROM {Temporary};").EndCommand();
    }
}
