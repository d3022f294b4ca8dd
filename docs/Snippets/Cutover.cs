using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PmAssist.Tenancy;

namespace Snippets;

public static class Cutover
{
    public static void Register(IServiceCollection services)
    {
        #region register-cutover
        services.AddWorkspaceCutover(cutover => cutover.UseNpgsql()); // or UseSqlServer(), or UseSqlite()
        #endregion
    }

    public static async Task<CutoverPlan> PlanAsync(IWorkspaceCutover cutover, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cutover);
        #region discover
        var found = await cutover.DiscoverAsync(cancellationToken: cancellationToken);
        await File.WriteAllTextAsync(path, found.Description.ToJson(), cancellationToken);
        foreach (var problem in found.Unplaced)
        {
            Console.WriteLine($"{problem.Table}: {problem.Message}");
        }
        #endregion

        #region cutover-plan
        var description = CutoverDescription.FromJson(await File.ReadAllTextAsync(path, cancellationToken));
        var plan = await cutover.PlanAsync(description, cancellationToken);
        foreach (var problem in plan.Problems.Concat(plan.Warnings))
        {
            Console.WriteLine($"{problem.Table}.{problem.Column}: {problem.Message}");
        }

        foreach (var violation in plan.Violations)
        {
            var rows = $"{violation.Table}: {violation.Rows} rows, {violation.Rule} {violation.Column}";
            Console.WriteLine($"{rows}, {violation.Action}: {violation.Samples[0]}");
        }
        #endregion
        return plan;
    }

    public static CutoverDescription Describe()
    {
        #region describe
        var description = new CutoverDescription
        {
            SourceSchema = "public",
            Tables =
            [
                new CutoverTable
                {
                    Name = "Workspace",
                    Target = "Workspace",
                    Columns = new Dictionary<string, CutoverColumn>
                    {
                        ["created_utc"] = new() { From = "created_at" },
                        ["updated_utc"] = new() { Expression = "COALESCE(updated_at, created_at)" },
                    },
                    Drop = ["updated_at"],
                },
                new CutoverTable
                {
                    Name = "WorkspaceExternalLink",
                    Target = "workspace_integrations",
                    WorkspaceColumn = "workspace_id",
                    ChangeColumn = "updated_at",
                    Columns = new Dictionary<string, CutoverColumn>
                    {
                        ["provider"] = new() { From = "system", Values = new Dictionary<string, string> { ["gh"] = "github" } },
                        ["display_name"] = new() { From = "title" },
                        ["external_url"] = new() { From = "url" },
                        ["configuration"] = new() { From = "metadata", Default = "'{}'" },
                        ["created_utc"] = new() { From = "created_at" },
                        ["updated_utc"] = new() { From = "updated_at" },
                    },
                    Choices =
                    [
                        new CutoverChoice { Rule = CutoverRule.MissingWorkspace, Action = CutoverAction.Skip },
                        new CutoverChoice
                        {
                            Rule = CutoverRule.TextTooLong,
                            Column = "display_name",
                            Action = CutoverAction.Fix,
                            Expression = "LEFT(title, 200)",
                        },
                    ],
                },
            ],
        };
        #endregion
        return description;
    }

    public static async Task<bool> CarryAsync(
        IWorkspaceCutover cutover, CutoverDescription description, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cutover);
        #region cutover-run
        var options = new CutoverOptions { MaxParallelism = 8, QuarantineFile = "left-behind.jsonl", ActorId = "ada" };
        var report = await cutover.RunAsync(description, options, cancellationToken: cancellationToken);
        foreach (var failure in report.Failures)
        {
            Console.WriteLine($"{failure.WorkspaceId}: {failure.Error!.Message}");
        }

        report = await cutover.CatchUpAsync(description, options, cancellationToken: cancellationToken);
        Console.WriteLine($"{report.Rows} rows in {report.Duration.TotalSeconds:F1} s; {report.Quarantined} rows left behind");
        #endregion

        #region switch
        var fenced = await cutover.FenceAsync(description, options, cancellationToken: cancellationToken);
        Console.WriteLine($"{fenced.Rows} rows under the fence, in {fenced.Duration.TotalSeconds:F1} s");

        var verification = await cutover.VerifyAsync(description, options, cancellationToken);
        if (!verification.IsClean)
        {
            foreach (var difference in verification.Differences)
            {
                Console.WriteLine($"{difference.WorkspaceId} {difference.Table} {difference.Key}: {difference.Kind}");
            }

            await cutover.RollBackAsync(description, options: options, cancellationToken: cancellationToken);
            return false;
        }

        await cutover.OpenAsync(options, cancellationToken);
        #endregion

        #region retire
        await cutover.RetireAsync(description, options, cancellationToken);

        // Weeks later, after a backup:
        await cutover.DropAsync(description, options, cancellationToken);
        #endregion
        return true;
    }

    public static async Task<IReadOnlyList<WorkspaceIntegration>> LinksAsync(
        IIntegrationService integrations, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(integrations);
        #region create-link
        await integrations.CreateAsync(
            new NewIntegration("github", "acme/web", "Web") { ExternalUrl = "https://github.com/acme/web" },
            cancellationToken: cancellationToken);
        #endregion

        #region list-links
        var links = await integrations.ListAsync("github", cancellationToken);
        #endregion
        return links;
    }

    public static Task<List<WorkspaceIntegration>> RecentLinksAsync(
        WorkspaceDbContext context, DateTime since, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        #region query-links
        var recent = context.Integrations.Where(i => i.UpdatedUtc >= since).OrderBy(i => i.DisplayName).ToListAsync(cancellationToken);
        #endregion
        return recent;
    }
}
