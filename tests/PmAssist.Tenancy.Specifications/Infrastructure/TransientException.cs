namespace PmAssist.Tenancy.Specifications;

public sealed class TransientException() : Exception("a transient error");
