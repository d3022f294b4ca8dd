using PmAssist.Tenancy;

namespace Snippets;

public static class Doctor
{
    public static async Task ExamineAsync(IWorkspaceDoctor doctor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(doctor);
        #region examine
        await foreach (var finding in doctor.ExamineAsync(cancellationToken: cancellationToken))
        {
            Console.WriteLine(finding);
            Console.WriteLine(finding.Repair);
            if (finding.IsSafe)
            {
                await doctor.RepairAsync(finding, actorId: "night-shift", cancellationToken);
            }
            else if (finding.Script is { } script)
            {
                Console.WriteLine(script);
            }
        }
        #endregion
    }

    public static async Task ExamineOneAsync(IWorkspaceDoctor doctor, string slug, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(doctor);
        #region examine-some
        var examination = new WorkspaceExamination { Filter = workspace => workspace.Slug == slug, StuckAfter = TimeSpan.FromHours(1) };
        var isWell = !await doctor.ExamineAsync(examination, cancellationToken).AnyAsync(cancellationToken);
        #endregion
        Console.WriteLine(isWell);
    }

    public static async Task<Workspace> AdoptAsync(IWorkspaceDoctor doctor, WorkspaceFinding finding, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(doctor);
        ArgumentNullException.ThrowIfNull(finding);
        #region adopt
        var workspace = await doctor.AdoptAsync(finding.Schema, new NewWorkspace("Found again", "ada"), cancellationToken);
        #endregion
        return workspace;
    }
}
