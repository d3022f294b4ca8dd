using Microsoft.EntityFrameworkCore;
using PmAssist.Tenancy;

namespace Snippets;

public sealed class OutboxDbContext(DbContextOptions<OutboxDbContext> options) : DbContext(options)
{
    public DbSet<OutboxMessage> Messages => Set<OutboxMessage>();
}

public sealed class OutboxMessage
{
    public Guid Id { get; set; }

    public required string Topic { get; set; }

    public DateTime? SentUtc { get; set; }
}

public abstract class MessageSender
{
    public abstract Task<DateTime> SendAsync(Workspace workspace, OutboxMessage message, CancellationToken cancellationToken);
}
