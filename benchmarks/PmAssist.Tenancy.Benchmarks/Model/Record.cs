namespace PmAssist.Tenancy.Benchmarks;

/// <summary>A row of each of ten tables.</summary>
internal sealed class Record
{
    public Guid Id { get; set; }

    public Guid? ParentId { get; set; }

    public string Name { get; set; } = "";

    public string Code { get; set; } = "";

    public string Data { get; set; } = "{}";

    public decimal Amount { get; set; }

    public int Quantity { get; set; }

    public bool IsOpen { get; set; }

    public DateTime CreatedUtc { get; set; }
}
