namespace PmAssist.Tenancy.Specifications.Contexts;

public sealed class Customer
{
    public Guid Id { get; set; } = Guid.NewGuid();

    public required string Name { get; set; }
}
