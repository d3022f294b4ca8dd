using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;
using PmAssist.Tenancy.Specifications.Parity;

namespace PmAssist.Tenancy.Sqlite.Tests;

/// <summary>Knows the operation of the parity migrations' host.</summary>
public sealed class SqliteNoteGenerator(MigrationsSqlGeneratorDependencies dependencies, IRelationalAnnotationProvider annotations)
    : SqliteMigrationsSqlGenerator(dependencies, annotations)
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
