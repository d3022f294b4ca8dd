using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.PostgreSql.Tests.Migrations;

/// <summary>A host whose migration has SQL of its own, of every awkward kind.</summary>
public sealed class TextContext(DbContextOptions<TextContext> options) : WorkspaceDbContext(options);

[DbContext(typeof(TextContext))]
[Migration("20260101000000_Text")]
public sealed class TextMigration : Migration
{
    private const string Schema = WorkspaceSchema.TemplateName;

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);

        // Several statements in one call, no semicolon and a comment at the end.
        migrationBuilder.Sql(
            $$"""
            CREATE TABLE {{Schema}}.notes (id int GENERATED ALWAYS AS IDENTITY, text text NOT NULL);
            INSERT INTO {{Schema}}.notes (text) VALUES ('first; -- not a comment');
            INSERT INTO {{Schema}}.notes (text) VALUES ('it''s @not :a $1 parameter {0} {schema}') -- ; the end
            """);

        // Semicolons in dollar quotes, one within another.
        migrationBuilder.Sql(
            $"""
            CREATE FUNCTION {Schema}.add_note(what text) RETURNS bigint LANGUAGE plpgsql AS $body$
            BEGIN
                EXECUTE $$INSERT INTO {Schema}.notes (text) VALUES ($1)$$ USING what;
                RETURN (SELECT count(*) FROM {Schema}.notes); -- here; too
            END;
            $body$;
            /* a block comment; at the end */
            """);

        migrationBuilder.Sql($"DO $$ BEGIN PERFORM {Schema}.add_note(E'it\\'s; \"quoted\"'); END $$;;");
        migrationBuilder.Sql("-- nothing but a comment;");
        migrationBuilder.Sql($"COMMENT ON TABLE {Schema}.notes IS 'of {Schema}'");
    }
}
