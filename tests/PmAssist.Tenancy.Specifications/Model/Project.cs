namespace PmAssist.Tenancy.Specifications;

public class Project
{
    public Guid Id { get; set; }

    /// <summary>The workspace that the row was written for; never part of a query's filter.</summary>
    public Guid WrittenFor { get; set; }

    public string Name { get; set; } = "";

    public string Settings { get; set; } = "{}";

    public int Rank { get; set; }

    public virtual ICollection<Ticket> Tickets { get; set; } = [];
}
