using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>Tokens that the application keeps, one of them in a hierarchy.</summary>
public sealed class ConcurrencyTokens : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
    {
        model.Entity<Document>().Property(d => d.Revision).IsConcurrencyToken();
        model.Entity<SignedDocument>().Property(d => d.Signer).IsConcurrencyToken();
    }

    public override void Add(DbContext context, string mark)
        => context.Add(new SignedDocument { Text = mark, Revision = 1, Signer = "ada" });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        var document = await context.Set<SignedDocument>().SingleAsync(token);
        document.Text.Should().Be(mark);
        (document.Revision, document.Signer) = (2, "bob");
        await context.SaveChangesAsync(token);

        (document.Revision, context.Entry(document).Property(d => d.Revision).OriginalValue) = (3, 1);
        await FluentActions.Awaiting(() => context.SaveChangesAsync(token)).Should().ThrowAsync<DbUpdateConcurrencyException>();
    }

    private class Document
    {
        public Guid Id { get; set; }

        public string Text { get; set; } = "";

        public int Revision { get; set; }
    }

    private sealed class SignedDocument : Document
    {
        public string Signer { get; set; } = "";
    }

    [DbContext(typeof(ZooContext<ConcurrencyTokens>))]
    [Migration("20260101000000_ConcurrencyTokens")]
    private sealed class Initial : ZooMigration<ConcurrencyTokens>;
}
