namespace PmAssist.Tenancy.Specifications;

public class Ticket
{
    public Guid Id { get; set; }

    public Guid WrittenFor { get; set; }

    public string Title { get; set; } = "";

    public Guid ProjectId { get; set; }

    public virtual Project? Project { get; set; }
}
