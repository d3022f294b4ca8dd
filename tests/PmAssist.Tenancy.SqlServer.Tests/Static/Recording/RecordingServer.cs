using System.Collections.Concurrent;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace PmAssist.Tenancy.SqlServer.Tests.Recording;

/// <summary>
/// Stands in for a server: records every command and answers with what earlier ones wrote, so that whole calls of the library
/// run and every statement they emit is seen. It knows single-table statements only; anything else answers with no rows.
/// </summary>
internal sealed class RecordingServer
{
    private readonly Lock _lock = new();

    /// <summary>The texts of all commands, in order.</summary>
    public List<string> Statements { get; } = [];

    /// <summary>The texts of all commands, and the ends of transactions between them.</summary>
    public ConcurrentQueueList Events { get; } = new();

    /// <summary>Rows by table, for example <c>pmassist_master.Workspace</c>.</summary>
    public Dictionary<string, List<Dictionary<string, object?>>> Tables { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The ids of the schemas that exist.</summary>
    public Dictionary<string, int> Schemas { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What catalogue views answer, by name, for example <c>objects</c>: rows as the query asks for them.</summary>
    public Dictionary<string, object?[][]> CatalogueViews { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Answers a query instead of the tables: column names and rows; null to leave it to them.</summary>
    public Func<QuerySpecification, (IEnumerable<string> Columns, object?[][] Rows)?>? Answer { get; set; }

    /// <summary>What <c>sp_getapplock</c> returns.</summary>
    public int LockResult { get; set; }

    /// <summary>Whether the login may read <c>sys.sql_expression_dependencies</c>.</summary>
    public bool MayReadDependencies { get; set; } = true;

    public RecordedAnswer Execute(string text, IReadOnlyDictionary<string, object?> parameters)
    {
        lock (_lock)
        {
            Statements.Add(text);
            Events.Add(text);
            var answer = new RecordedAnswer();
            Run(text, new StatementScope(this, parameters), answer);
            return answer;
        }
    }

    private static void Run(string text, StatementScope scope, RecordedAnswer answer)
    {
        foreach (var statement in TSql.Parse(text).Batches.SelectMany(b => b.Statements))
        {
            Run(statement, scope, answer);
        }
    }

    private static void Run(TSqlStatement statement, StatementScope scope, RecordedAnswer answer)
    {
        switch (statement)
        {
            case IfStatement condition:
                if (scope.IsTrue(condition.Predicate, row: null))
                {
                    Run(condition.ThenStatement, scope, answer);
                }

                break;
            case BeginEndBlockStatement block:
                foreach (var inner in block.StatementList.Statements)
                {
                    Run(inner, scope, answer);
                }

                break;
            case ExecuteStatement { ExecuteSpecification.ExecutableEntity: ExecutableStringList strings }
                when strings.Strings.All(s => s is StringLiteral):
                Run(string.Concat(strings.Strings.Cast<StringLiteral>().Select(s => s.Value)), scope, answer);
                break;
            default:
                scope.Run(statement, answer);
                break;
        }
    }

    /// <summary>A list that transactions and commands add to.</summary>
    internal sealed class ConcurrentQueueList
    {
        private readonly ConcurrentQueue<string> _items = new();

        public IReadOnlyList<string> Items => [.. _items];

        public void Add(string item) => _items.Enqueue(item);
    }
}
