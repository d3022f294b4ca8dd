using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Parity;

/// <summary>A migration's own SQL, of every awkward kind.</summary>
public abstract class OwnSql : ParityMigration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Sql(
            $"""
            {Note("one; -- no comment")};
            {Note(Texts.Awkward)}; -- a comment; with an ' in it
            /* one of several lines;
               with a " in it */ {Note(Texts.Unicode)}
            ;
            {Note("no semicolon")} -- ; the end
            """);
        migrationBuilder.Sql($"UPDATE {In("notes")} SET text = 'one' WHERE text LIKE 'one;%';");
        migrationBuilder.Sql("-- nothing but a comment;");
        migrationBuilder.Sql(
            $"""
            DELETE FROM {In("notes")} WHERE text = 'nobody''s'
            /* ; */
            """);
        if (IsPostgreSql)
        {
            WritePostgreSql(migrationBuilder);
        }
        else if (IsSqlServer)
        {
            WriteSqlServer(migrationBuilder);
        }
        else
        {
            WriteSqlite(migrationBuilder);
        }
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Sql($"DROP VIEW {In("long_notes")}; DELETE FROM {In("notes")}");
        if (IsPostgreSql)
        {
            migrationBuilder.Sql($"DROP FUNCTION {Schema}.add_note; DROP FUNCTION {Schema}.count_notes");
        }
        else if (IsSqlServer)
        {
            migrationBuilder.Sql($"DROP PROCEDURE {Schema}.add_note");
        }
        else
        {
            migrationBuilder.Sql("DROP TRIGGER count_notes");
        }
    }

    private void WritePostgreSql(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            $"""
            CREATE FUNCTION {Schema}.add_note(what text) RETURNS bigint LANGUAGE plpgsql AS $body$
            BEGIN
                EXECUTE $$INSERT INTO {Schema}.notes (text) VALUES ($1)$$ USING what;
                RETURN (SELECT count(*) FROM {Schema}.notes); -- here; too
            END;
            $body$;
            /* a comment; /* within another; */ ; */
            CREATE FUNCTION {Schema}.count_notes() RETURNS bigint LANGUAGE sql AS 'SELECT 1; SELECT count(*) FROM {Schema}.notes;';
            CREATE VIEW {Schema}.long_notes AS SELECT text AS "a;b" FROM {Schema}.notes WHERE length(text) > 10
            """);
        migrationBuilder.Sql($"DO $$ BEGIN PERFORM {Schema}.add_note(E'it\\'s; \"quoted\"'); END $$;;");
        migrationBuilder.Sql($"COMMENT ON TABLE {Schema}.notes IS 'of {Schema}'");
    }

    private void WriteSqlServer(MigrationBuilder migrationBuilder)
        => migrationBuilder.Sql(
            $"""
            CREATE VIEW {Schema}.long_notes AS SELECT text AS [a;b] FROM {Schema}.notes WHERE LEN(text) > 10;
            GO

            CREATE PROCEDURE {Schema}.add_note @what nvarchar(400) AS
            BEGIN
                INSERT INTO {Schema}.notes (text) VALUES (@what);
            END
            go
            DECLARE @what nvarchar(400) = N'東京; it''s';
            EXEC {Schema}.add_note @what
            GO 2
            -- GO
            EXEC(N'INSERT INTO {Schema}.notes (text) VALUES (N''{Schema}'')');
            GO
            """);

    private static void WriteSqlite(MigrationBuilder migrationBuilder)
        => migrationBuilder.Sql(
            """
            CREATE VIEW long_notes AS SELECT text AS [a;b] FROM notes WHERE length(text) > 10;
            CREATE TRIGGER count_notes AFTER INSERT ON notes WHEN NEW.text = 'count'
            BEGIN
                INSERT INTO notes (text) SELECT count(*) || ' notes;' FROM notes;
                UPDATE notes SET text = 'counted' WHERE text = 'count';
            END;
            INSERT INTO notes (text) VALUES ('count')
            """);
}

/// <summary>A temporary table that two calls share, with something that EF generates in between.</summary>
public abstract class TemporaryTable : ParityMigration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        var (create, name) = Temporary("shared");
        migrationBuilder.Sql($"{create} (text varchar(400)); INSERT INTO {name} VALUES ('shared by two')");
        migrationBuilder.InsertData("latecomers", "id", 1, Schema);
        migrationBuilder.Sql($"INSERT INTO {In("notes")} (text) SELECT text FROM {name}");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.DeleteData("latecomers", "id", 1, Schema);
    }
}

/// <summary>An operation of the host's own.</summary>
public abstract class OwnOperations : ParityMigration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        var (create, name) = Temporary("noted");
        migrationBuilder.Operations.Add(
            new NoteOperation { CreateTemporary = create, Temporary = name, Notes = In("notes"), Text = "of an operation; it's" });
        migrationBuilder.InsertData("latecomers", ["id", "note"], [2, Texts.Unicode[..10]], Schema);
        migrationBuilder.Sql($"INSERT INTO {In("notes")} (text) SELECT 'again' FROM {name}");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.DeleteData("latecomers", "id", 2, Schema);
    }
}

/// <summary>Statements that cannot run in a transaction, and what depends on the session around them.</summary>
public abstract class OutsideTransaction : ParityMigration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        var (create, name) = Temporary("kept");
        migrationBuilder.Sql($"{create} (text varchar(400)); INSERT INTO {name} VALUES ('kept over a commit')");
        migrationBuilder.AddColumn<int>("before", "latecomers", schema: Schema, nullable: true);
        migrationBuilder.Sql(Statement, suppressTransaction: true);
        migrationBuilder.AddColumn<int>("after", "latecomers", schema: Schema, nullable: true);
        migrationBuilder.Sql($"INSERT INTO {In("notes")} (text) SELECT text FROM {name}");
        migrationBuilder.Sql($"UPDATE {In("latecomers")} SET after = 1;", suppressTransaction: true);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        if (IsPostgreSql)
        {
            migrationBuilder.Sql($"DROP INDEX CONCURRENTLY {Schema}.ix_notes_text", suppressTransaction: true);
        }

        foreach (var column in new[] { "before", "after" })
        {
            migrationBuilder.Sql($"ALTER TABLE {In("latecomers")} DROP COLUMN {column}");
        }
    }

    private string Statement
        => IsPostgreSql ? $"CREATE INDEX CONCURRENTLY ix_notes_text ON {Schema}.notes (text)"
            : IsSqlServer
                ? $"DECLARE @count int = @@TRANCOUNT; INSERT INTO {Schema}.notes (text) VALUES (CONCAT('transactions: ', @count));"
            : "VACUUM";
}

/// <summary>A migration may be empty.</summary>
public abstract class Empty : ParityMigration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
    }
}
