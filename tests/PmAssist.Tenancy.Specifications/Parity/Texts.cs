namespace PmAssist.Tenancy.Specifications.Parity;

/// <summary>Texts that are harmed by whoever looks into SQL without knowing it.</summary>
internal static class Texts
{
    public const string Awkward = "it's; {0} {schema} {{ @p :q $1 ? -- \"x\" [y] `z` /* %_\\";

    public const string Unicode = "naïve — Ω 東京 😀 e\u0301";
}
