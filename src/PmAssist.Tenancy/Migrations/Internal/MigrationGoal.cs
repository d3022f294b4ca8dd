namespace PmAssist.Tenancy.Internal;

/// <summary>Where one context's migrations are to go.</summary>
/// <param name="Context">The context.</param>
/// <param name="Id">The migration, empty for none of them; null for the newest.</param>
internal sealed record MigrationGoal(ContextMigrations Context, string? Id)
{
    /// <summary>Whether a migration lies behind the goal.</summary>
    public bool IsBeyond(string id) => Id is not null && MigrationId.Compare(id, Id) > 0;
}
