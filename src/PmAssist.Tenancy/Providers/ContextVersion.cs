namespace PmAssist.Tenancy.Providers;

/// <summary>The migrations of one context that a schema has.</summary>
/// <param name="name">See <see cref="Name"/>.</param>
/// <param name="migrations">See <see cref="Migrations"/>.</param>
public sealed class ContextVersion(string name, IReadOnlyList<string> migrations)
{
    /// <summary>The name of the context's type.</summary>
    public string Name => name;

    /// <summary>The ids of the migrations, the oldest first.</summary>
    public IReadOnlyList<string> Migrations => migrations;
}
