using Microsoft.Data.Sqlite;

namespace PmAssist.Tenancy;

/// <summary>Where the files lie and what they are called.</summary>
internal sealed class SqliteFiles(string directory)
{
    public string Directory => directory;

    public string PathOf(string schema) => Path.Combine(directory, schema + ".db");

    public string TemporaryPathOf(string schema) => Path.Combine(directory, schema + ".new");

    public string LockPathOf(string schema) => Path.Combine(directory, "locks", schema + ".lock");

    /// <summary>Never creates a file: a lost one is an error, not an empty workspace.</summary>
    public static string ConnectionString(string path, SqliteOpenMode mode = SqliteOpenMode.ReadWrite, bool pooling = true)
        => new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = pooling }.ToString();

    /// <summary>A path as SQLite reads it in a URI (sqlite.org/uri.html), also between single quotes.</summary>
    public static string UriOf(string path)
        => new Uri(Path.GetFullPath(path)).AbsoluteUri
            .Replace("'", "%27", StringComparison.Ordinal).Replace("?", "%3f", StringComparison.Ordinal);

    public IReadOnlyCollection<WorkspaceSchema> GetSchemas()
    {
        var schemas = new List<WorkspaceSchema>();
        if (System.IO.Directory.Exists(directory))
        {
            foreach (var path in System.IO.Directory.EnumerateFiles(directory, "*.db"))
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
