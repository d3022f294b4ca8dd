using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Benchmarks;

/// <summary>
/// An old database with all workspaces' rows in shared tables, carried over: against one <c>INSERT … SELECT</c> for each table of each
/// workspace, whose schemas are there already. An operation is a workspace. PostgreSQL.
/// </summary>
internal sealed class CutoverScenario(int rowsPerWorkspace) : Scenario
{
    private static readonly (string Old, string New, string Columns, string Values)[] Tables =
    [
        (
            "WorkspaceExternalLink",
            "workspace_integrations",
            "id, provider, external_id, display_name, external_url, configuration, status, created_utc, updated_utc, version",
            "id, system, external_id, title, url, CAST(metadata AS jsonb), 'active', created_at, updated_at, 1"),
        (
            "agents",
            "workspace_agents",
            "id, name, kind, configuration, enabled, created_utc, updated_utc, version",
            "id, name, kind, config, enabled, created_at, updated_at, 1"),
        (
            "jobs",
            "automation_jobs",
            "id, agent_id, name, schedule, status, payload, attempts, run_at_utc, started_utc, finished_utc, last_error, "
            + "created_utc, updated_utc, version",
            "id, agent_id, name, schedule, status, CAST(payload AS jsonb), attempts, run_at, started_at, finished_at, last_error, "
            + "created_at, updated_at, 1"),
    ];

    public override async Task<Side> PrepareAsync(string side, Setting setting)
    {
        if (setting.Engine is not PostgreSqlEngine)
        {
            throw new InvalidOperationException("The cutover is measured on PostgreSQL.");
        }

        var warmUp = setting with { Database = await setting.Engine.CreateDatabaseAsync(), Workspaces = 8 };
        await (await PrepareColdAsync(side, warmUp, rows: 20)).RunAsync(setting.Parallel);
        return await PrepareColdAsync(side, setting, rowsPerWorkspace);
    }

    private static async Task<Side> PrepareColdAsync(string side, Setting setting, int rows)
    {
        var schemas = Setting.NewSchemas(setting.Workspaces);
        await FillAsync(setting, schemas, rows);
        if (side == Ours)
        {
            var host = await OurHost<BenchDbContext>.StartAsync(setting);
            return Side.Whole(parallel => RunAsync(host, parallel, schemas.Length, rows), host);
        }

        var raw = await RawDriver.StartAsync(setting);
        await Side.ForEach(schemas, raw.ProvisionAsync).RunAsync(setting.Parallel);
        return Side.ForEach(schemas, schema => CopyAsync(setting, schema));
    }

    private static async Task<double[]> RunAsync(OurHost<BenchDbContext> host, int parallel, int workspaces, int rows)
    {
        var cutover = host.Services.GetRequiredService<IWorkspaceCutover>();
        var description = (await cutover.DiscoverAsync()).Description;
        var started = Stopwatch.GetTimestamp();
        var report = await cutover.RunAsync(description, new CutoverOptions { MaxParallelism = parallel });
        await Console.Error.WriteLineAsync(
            $"the check of the rules: {(Stopwatch.GetElapsedTime(started) - report.Duration).TotalMilliseconds:F0} ms; "
            + $"the pass: {report.Duration.TotalMilliseconds:F0} ms");
        var each = Stopwatch.GetElapsedTime(started).TotalMilliseconds / workspaces;
        var fence = await cutover.FenceAsync(
            description, new CutoverOptions { MaxParallelism = parallel, LongestTransaction = TimeSpan.Zero });
        await Console.Error.WriteLineAsync(
            $"the fence, with nothing changed: {fence.Duration.TotalMilliseconds:F0} ms, {fence.Results.Count - 1} workspaces looked into");
        return report.Succeeded && report.Rows == (long)workspaces * (rows + 1)
            ? [.. Enumerable.Repeat(each, workspaces)]
            : throw new InvalidOperationException($"{report.Rows} rows were carried over: {report.Failures.FirstOrDefault()?.Error}");
    }

    private static async Task CopyAsync(Setting setting, WorkspaceSchema schema)
    {
        await using var connection = setting.Engine.Connect(setting.Database);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var (old, target, columns, values) in Tables)
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText =
                $"INSERT INTO {schema}.{target} ({columns}) SELECT {values} FROM public.\"{old}\" "
                + $"WHERE workspace_id = '{schema.WorkspaceId}'";
            await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }

    /// <summary>A tenth each of links and agents, the rest jobs; analyzed, as a database is that has been in use.</summary>
    private static async Task FillAsync(Setting setting, WorkspaceSchema[] schemas, int rows)
    {
        var tenth = rows / 10;
        await using var connection = setting.Engine.Connect(setting.Database);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandTimeout = 0;
        command.CommandText =
            $$$"""
            CREATE TABLE public."Workspace" (id uuid PRIMARY KEY, name text, status text, created_at timestamptz, updated_at timestamptz);
            CREATE TABLE public."WorkspaceExternalLink" (id uuid PRIMARY KEY, workspace_id uuid, system text, external_id text,
                title text, url text, metadata text, created_at timestamptz, updated_at timestamptz);
            CREATE TABLE public.agents (id uuid PRIMARY KEY, workspace_id uuid, name text, kind text, config jsonb, enabled boolean,
                created_at timestamptz, updated_at timestamptz);
            CREATE TABLE public.jobs (id uuid PRIMARY KEY, workspace_id uuid, agent_id uuid, name text, schedule text, status text,
                payload text, attempts integer, run_at timestamptz, started_at timestamptz, finished_at timestamptz, last_error text,
                created_at timestamptz, updated_at timestamptz);
            INSERT INTO public."Workspace" SELECT CAST(id AS uuid), 'Customer ' || id, 'active', now(), now()
                FROM unnest(ARRAY[{{{string.Join(", ", schemas.Select(s => $"'{s.WorkspaceId}'"))}}}]) AS id;
            INSERT INTO public."WorkspaceExternalLink"
                SELECT gen_random_uuid(), w.id, 'github', 'repo/' || n, 'Repository ' || n, 'https://example.com/' || n,
                    '{"branch": "main", "number": ' || n || '}', now(), now() - interval '30 days' * random()
                FROM public."Workspace" AS w, generate_series(1, {{{tenth}}}) AS n;
            INSERT INTO public.agents
                SELECT gen_random_uuid(), w.id, 'Agent ' || n, 'triage', '{"model": "small"}', true,
                    now(), now() - interval '30 days' * random()
                FROM public."Workspace" AS w, generate_series(1, {{{tenth}}}) AS n;
            INSERT INTO public.jobs
                SELECT gen_random_uuid(), w.id, NULL, 'Job ' || n, '0 * * * *', 'succeeded',
                    '{"step": ' || n || ', "note": "done"}', n % 5,
                    now(), now(), now(), NULL, now(), now() - interval '30 days' * random()
                FROM public."Workspace" AS w, generate_series(1, {{{rows - (2 * tenth)}}}) AS n;
            CREATE INDEX ON public."WorkspaceExternalLink" (workspace_id);
            CREATE INDEX ON public.agents (workspace_id);
            CREATE INDEX ON public.jobs (workspace_id);
            ANALYZE;
            """;
        await command.ExecuteNonQueryAsync();
    }
}
