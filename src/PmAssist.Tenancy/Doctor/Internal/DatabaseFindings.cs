namespace PmAssist.Tenancy.Internal;

/// <summary>What is found of the database as a whole, by whoever examines it.</summary>
internal sealed class DatabaseFindings(SchemaSessions sessions, IEnumerable<IDatabaseExaminer> examiners)
{
    public async Task<IReadOnlyList<WorkspaceFinding>> FindAsync(CancellationToken cancellationToken)
    {
        var findings = new List<WorkspaceFinding>();
        foreach (var examiner in examiners)
        {
            findings.AddRange(await sessions.ReadAsOwnerAsync(examiner.ExamineAsync, cancellationToken).ConfigureAwait(false));
        }

        return findings;
    }
}
