namespace PmAssist.Tenancy;

/// <summary>A workspace has no property of a name, or its value is not what was asked for.</summary>
public sealed class WorkspacePropertyException : TenancyException
{
    private WorkspacePropertyException(string message, string key, Exception? innerException = null)
        : base(message, innerException)
        => Key = key;

    /// <summary>The property's key.</summary>
    public string Key { get; }

    internal static WorkspacePropertyException Missing(string key)
        => new($"The workspace has no property '{key}'. Set it with IWorkspaceService.ChangePropertiesAsync, or read it with Find.", key);

    internal static WorkspacePropertyException Unreadable(string key, Type type, Exception exception)
        => new(
            $"The property '{key}' cannot be read as {type.Name}; its value is something else. Read it as what it was set to.",
            key,
            exception);
}
