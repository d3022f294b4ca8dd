using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Zoo;

/// <summary>
/// A model of a shape that EF's own test suites have, with rows that tell whether it works. It says no schema anywhere: that is what
/// the library adds.
/// </summary>
public abstract class ZooModel
{
    /// <summary>Why an engine cannot have the model; null if it can.</summary>
    public virtual string? FindGap(ZooEngine engine) => null;

    /// <summary>Whether Citus can have the model, if PostgreSQL can.</summary>
    public virtual bool IsForCitus => true;

    public abstract void Build(ModelBuilder model, ZooEngine engine);

    /// <summary>What a migration adds to the tables: views and functions.</summary>
    public virtual IEnumerable<string> Sql(ZooEngine engine) => [];

    /// <summary>Skips the test where the server cannot have the model.</summary>
    public void SkipGap(DbContext context, ITestServer server)
    {
        var reason = FindGap(new ZooEngine(context.Database.ProviderName));
        Assert.SkipWhen(reason is not null, reason ?? "");
        Assert.SkipUnless(IsForCitus || server.Engine != "citus", "Citus cannot have it; docs/scaling.md says why.");
    }

    /// <summary>Adds rows that are known again by their mark.</summary>
    public abstract void Add(DbContext context, string mark);

    /// <summary>Reads the rows with a context that has not written them, and finds those of one mark and no others.</summary>
    public abstract Task CheckAsync(DbContext context, string mark, CancellationToken token);
}
