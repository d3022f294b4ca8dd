namespace PmAssist.Tenancy.Specifications.Doctor;

/// <summary>Something that somebody did to a schema behind the library's back, and what the doctor has to say of it.</summary>
/// <param name="Sql">What was done; <c>{ws}</c> stands for the schema and a period, on SQLite for nothing.</param>
/// <param name="Kind">The finding's kind.</param>
/// <param name="On">The object's kind.</param>
/// <param name="Name">The object's name.</param>
/// <param name="Findings">How many findings there are in all.</param>
public sealed record Drift(string Sql, WorkspaceFindingKind Kind, SchemaObjectKind On, string Name, int Findings = 1);
