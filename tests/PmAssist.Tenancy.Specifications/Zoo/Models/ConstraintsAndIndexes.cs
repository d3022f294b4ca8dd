using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>
/// Check constraints, alternate keys, unique and filtered indexes, comments, and rows that come with the model, after which the engine
/// numbers on.
/// </summary>
public sealed class ConstraintsAndIndexes : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
    {
        model.Entity<Product>(product =>
        {
            product.ToTable("products", table =>
            {
                table.HasComment("What is sold");
                table.HasCheckConstraint("CK_products_price", $"{engine.Quote("Price")} > 0");
            });
            product.Property(p => p.Code).HasMaxLength(40);
            product.HasAlternateKey(p => p.Code);
            product.HasIndex(p => p.Price).HasFilter($"{engine.Quote("Price")} > 10");
            product.HasIndex(p => new { p.Code, p.Price }).IsUnique().IsDescending(false, true);
            product.HasData(new Product { Id = 1, Code = "seed", Price = 1 });
        });
        model.Entity<Sale>().HasOne(s => s.Product).WithMany().HasForeignKey(s => s.ProductCode).HasPrincipalKey(p => p.Code);
    }

    public override void Add(DbContext context, string mark)
        => context.Add(new Sale { Product = new Product { Code = mark, Price = 20 } });

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        (await context.Set<Product>().OrderBy(p => p.Id).Select(p => p.Code).ToListAsync(token)).Should().Equal("seed", mark);
        (await context.Set<Sale>().Include(s => s.Product).SingleAsync(token)).Product.Price.Should().Be(20);
        context.Add(new Product { Id = 8, Code = "free", Price = 0 });
        await FluentActions.Awaiting(() => context.SaveChangesAsync(token)).Should().ThrowAsync<DbUpdateException>();
    }

    private sealed class Product
    {
        public int Id { get; set; }

        public string Code { get; set; } = "";

        public int Price { get; set; }
    }

    private sealed class Sale
    {
        public Guid Id { get; set; }

        public string ProductCode { get; set; } = "";

        public Product Product { get; set; } = null!;
    }

    [DbContext(typeof(ZooContext<ConstraintsAndIndexes>))]
    [Migration("20260101000000_ConstraintsAndIndexes")]
    private sealed class Initial : ZooMigration<ConstraintsAndIndexes>;
}
