namespace PmAssist.Tenancy.Cutover;

/// <summary>Says how a cutover is done. Lives for the length of the registration callback.</summary>
public sealed class CutoverBuilder
{
    internal CutoverBuilder()
    {
    }

    internal CutoverDialect? Dialect { get; private set; }

    /// <summary>Chooses the engine. The engines' packages have a <c>UseX</c> method that calls this.</summary>
    /// <param name="dialect">The engine's SQL.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">An engine was chosen already.</exception>
    public CutoverBuilder UseDialect(CutoverDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        if (Dialect is not null)
        {
            throw new InvalidOperationException("An engine was chosen already. Call UseSqlServer, UseNpgsql or UseSqlite once.");
        }

        Dialect = dialect;
        return this;
    }
}
