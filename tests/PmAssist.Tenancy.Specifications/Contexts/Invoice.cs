namespace PmAssist.Tenancy.Specifications.Contexts;

public sealed class Invoice
{
    public Guid Id { get; set; } = Guid.NewGuid();

    public required Guid CustomerId { get; set; }

    public decimal Amount { get; set; }
}
