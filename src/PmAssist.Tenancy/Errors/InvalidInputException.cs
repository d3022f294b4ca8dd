namespace PmAssist.Tenancy;

/// <summary>A text that somebody typed, such as a name, a slug or a user id, breaks its rule. Nothing was changed.</summary>
public sealed class InvalidInputException : TenancyException
{
    internal InvalidInputException(string field, string problem)
        : base($"{field}: {problem}")
        => Field = field;

    /// <summary>The field, as its property or parameter is called, for example <c>Slug</c> or <c>UserId</c>.</summary>
    public string Field { get; }
}
