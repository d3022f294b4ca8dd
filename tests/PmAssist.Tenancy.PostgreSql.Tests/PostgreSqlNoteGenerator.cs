using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.Internal;
using Npgsql.EntityFrameworkCore.PostgreSQL.Migrations;
using PmAssist.Tenancy.Specifications.Parity;

// Npgsql's generator asks for its options, whose type counts as internal; a host's own generator has no other way.
#pragma warning disable EF1001

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>Knows the operation of the parity migrations' host.</summary>
public sealed class PostgreSqlNoteGenerator(MigrationsSqlGeneratorDependencies dependencies, INpgsqlSingletonOptions singleton)
    : NpgsqlMigrationsSqlGenerator(dependencies, singleton)
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
