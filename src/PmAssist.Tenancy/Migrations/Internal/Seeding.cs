namespace PmAssist.Tenancy.Internal;

/// <summary>When the host's seeding runs.</summary>
internal enum Seeding
{
    /// <summary>After migrations were applied, as EF does it.</summary>
    AfterMigrations = 0,

    /// <summary>Not at all: nobody owns the schema yet.</summary>
    Never = 1,

    /// <summary>In any case: the schema got its tables before it had an owner.</summary>
    Always = 2,
}
