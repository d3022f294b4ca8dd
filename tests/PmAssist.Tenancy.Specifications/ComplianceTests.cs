namespace PmAssist.Tenancy.Specifications;

/// <summary>Names the specification that an engine's test project forgot.</summary>
public abstract class ComplianceTests
{
    [Fact]
    public void Every_specification_is_run_by_this_engine()
    {
        var specifications = typeof(Specification).Assembly.GetTypes().Where(t => t.IsAbstract && t.IsSubclassOf(typeof(Specification)));
        var run = GetType().Assembly.GetTypes().Where(t => !t.IsAbstract).ToList();
        specifications.Where(s => !run.Exists(t => t.IsSubclassOf(s))).Select(s => s.Name).Should().BeEmpty();
    }
}
