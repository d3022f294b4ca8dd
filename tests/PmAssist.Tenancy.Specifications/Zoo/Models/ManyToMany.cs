using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Zoo.Models;

/// <summary>Two many-to-many relationships: through a table that EF makes up, and through an entity with a payload.</summary>
public sealed class ManyToMany : ZooModel
{
    public override void Build(ModelBuilder model, ZooEngine engine)
    {
        model.Entity<Post>().HasMany(p => p.Tags).WithMany(t => t.Posts);
        model.Entity<Post>().HasMany(p => p.Authors).WithMany().UsingEntity<Authorship>(authorship => authorship.ToTable("authorships"));
    }

    public override void Add(DbContext context, string mark)
    {
        var tag = new Tag { Name = mark };
        context.AddRange(
            new Post { Title = $"first {mark}", Tags = { tag, new Tag { Name = "other" } }, Authors = { new Author { Name = mark } } },
            new Post { Title = $"second {mark}", Tags = { tag } });
    }

    public override async Task CheckAsync(DbContext context, string mark, CancellationToken token)
    {
        var posts = await context.Set<Post>().Include(p => p.Tags).Include(p => p.Authors).AsSplitQuery().OrderBy(p => p.Title)
            .ToListAsync(token);
        posts.Select(p => p.Tags.Count).Should().Equal(2, 1);
        posts[0].Authors.Single().Name.Should().Be(mark);
        (await context.Set<Authorship>().SingleAsync(token)).Share.Should().Be(100);
        (await context.Set<Tag>().CountAsync(t => t.Posts.Count == 2 && t.Name == mark, token)).Should().Be(1);
    }

    private sealed class Post
    {
        public int Id { get; set; }

        public string Title { get; set; } = "";

        public List<Tag> Tags { get; } = [];

        public List<Author> Authors { get; } = [];
    }

    private sealed class Tag
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public List<Post> Posts { get; } = [];
    }

    private sealed class Author
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";
    }

    private sealed class Authorship
    {
        public int Share { get; set; } = 100;
    }

    [DbContext(typeof(ZooContext<ManyToMany>))]
    [Migration("20260101000000_ManyToMany")]
    private sealed class Initial : ZooMigration<ManyToMany>;
}
