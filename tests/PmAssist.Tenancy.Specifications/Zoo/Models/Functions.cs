using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>A scalar and a table-valued function of the workspace, neither with a schema in its mapping.</summary>
public sealed class Functions : ZooModel
{
    public override string? FindGap(ZooEngine engine) => engine.IsSqlite ? "A SQLite file has no functions." : null;

    /// <summary>A function that reads a table, for each row of one, is a distributed query in a query on a shard.</summary>
    public override bool IsForCitus => false;

    public override void Build(ModelBuilder model, ZooEngine engine)
    {
        model.Entity<Word>().ToTable("words");
        model.Entity<LongWord>().HasNoKey().ToFunction("long_words");
        model.HasDbFunction(typeof(Functions).GetMethod(nameof(Doubled))!).HasName("doubled");
    }

    public override IEnumerable<string> Sql(ZooEngine engine)
        => engine.IsSqlServer
            ?
            [
                $"CREATE FUNCTION {engine.In("doubled")}(@value int) RETURNS int AS BEGIN RETURN (SELECT MAX([Rank]) FROM "
                    + $"{engine.In("words")}) * @value END",
                $"CREATE FUNCTION {engine.In("long_words")}() RETURNS TABLE AS RETURN (SELECT [Text] FROM {engine.In("words")} WHERE "
                    + "LEN([Text]) > 20)",
            ]
            :
            [
                $"""CREATE FUNCTION {engine.In("doubled")}(value int) RETURNS int LANGUAGE sql AS """
                + $"""'SELECT MAX("Rank") * $1 FROM {engine.In("words")}'""",
                $"""CREATE FUNCTION {engine.In("long_words")}() RETURNS TABLE ("Text" text) LANGUAGE sql AS """
                + $"""'SELECT "Text" FROM {engine.In("words")} WHERE length("Text") > 20'""",
            ];

    public override void Add(DbContext context, string mark)
        => context.AddRange(new Word { Text = mark, Rank = 2 }, new Word { Text = "short", Rank = 1 });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        (await context.Set<LongWord>().SingleAsync(token)).Text.Should().Be(mark);
        (await context.Set<Word>().OrderBy(w => w.Rank).Select(w => Doubled(w.Rank)).ToListAsync(token)).Should().Equal(2, 4);
    }

    public static int Doubled(int value) => throw new NotSupportedException($"Only in a query, with {value}.");

    private sealed class Word
    {
        public Guid Id { get; set; }

        public string Text { get; set; } = "";

        public int Rank { get; set; }
    }

    private sealed class LongWord
    {
        public string Text { get; set; } = "";
    }

    [DbContext(typeof(ZooContext<Functions>))]
    [Migration("20260101000000_Functions")]
    private sealed class Initial : ZooMigration<Functions>;
}
