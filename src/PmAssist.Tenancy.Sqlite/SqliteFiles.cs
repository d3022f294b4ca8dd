using Microsoft.Data.Sqlite;

namespace PmAssist.Tenancy;

/// <summary>Where the files lie and what they are called.</summary>
internal sealed class SqliteFiles
{
    /// <summary>The connection string of a workspace, before and after its schema's name: a builder takes microseconds.</summary>
    private readonly string[] _connectionString;

    public SqliteFiles(string directory)
    {
        Directory = directory;
        var template = ConnectionString(PathOf(WorkspaceSchema.TemplateName));
        var at = template.LastIndexOf(WorkspaceSchema.TemplateName, StringComparison.Ordinal);
        _connectionString = [template[..at], template[(at + WorkspaceSchema.TemplateName.Length)..]];
    }

    public string Directory { get; }

    public string PathOf(string schema) => Path.Combine(Directory, schema + ".db");

    public string TemporaryPathOf(string schema) => Path.Combine(Directory, schema + ".new");

    public string LockPathOf(string schema) => Path.Combine(Directory, "locks", schema + ".lock");

    /// <summary>Never creates a file: a lost one is an error, not an empty workspace.</summary>
    public static string ConnectionString(string path, SqliteOpenMode mode = SqliteOpenMode.ReadWrite, bool pooling = true)
        => new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = pooling }.ToString();

    /// <summary>The same, pooled, for a context that is bound to a workspace.</summary>
    public string ConnectionString(WorkspaceSchema schema) => string.Concat(_connectionString[0], schema.Name, _connectionString[1]);

    /// <summary>A path as SQLite reads it in a URI (sqlite.org/uri.html), also between single quotes.</summary>
    public static string UriOf(string path)
        => new Uri(Path.GetFullPath(path)).AbsoluteUri
            .Replace("'", "%27", StringComparison.Ordinal).Replace("?", "%3f", StringComparison.Ordinal);

    public IReadOnlyCollection<WorkspaceSchema> GetSchemas()
    {
        var schemas = new List<WorkspaceSchema>();
        if (System.IO.Directory.Exists(Directory))
        {
            foreach (var path in System.IO.Directory.EnumerateFiles(Directory, "*.db"))
            {
                if (WorkspaceSchema.TryParse(Path.GetFileNameWithoutExtension(path), out var schema))
                {
                    schemas.Add(schema);
                }
            }
        }

        return schemas;
    }

    /// <summary>Deletes a database and what SQLite keeps beside it.</summary>
    public static void Delete(string path)
    {
        foreach (var suffix in (string[])["-wal", "-shm", "-journal", ""])
        {
            File.Delete(path + suffix);
        }
    }
}
