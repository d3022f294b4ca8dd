using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using PmAssist.Tenancy.Specifications.Parity;

namespace PmAssist.Tenancy.SqlServer.Tests;

/// <summary>Knows the operation of the parity migrations' host.</summary>
public sealed class SqlServerNoteGenerator(MigrationsSqlGeneratorDependencies dependencies, ICommandBatchPreparer batches)
    : SqlServerMigrationsSqlGenerator(dependencies, batches)
{
    protected override void Generate(MigrationOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (operation is NoteOperation note)
        {
            note.AddTo(builder, Dependencies.TypeMappingSource.GetMapping(typeof(string)).GenerateSqlLiteral(note.Text));
        }
        else
        {
            base.Generate(operation, model, builder);
        }
    }
}
