namespace PmAssist.Tenancy.Specifications.Cutover;

/// <summary>
/// A sequence of numbers that depends on a seed and a row's place only, so that a row can be made again at any time: SplitMix64
/// of Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
/// </summary>
internal struct OldRandom(ulong seed, ulong table, ulong index)
{
    private ulong _state = Mixed(Mixed(seed + table) + index);

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mixed(_state);
    }

    public int Below(int limit) => (int)(Next() % (ulong)limit);

    public bool OneIn(int count) => Below(count) == 0;

    public T From<T>(IReadOnlyList<T> list) => list[Below(list.Count)];

    private static ulong Mixed(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
