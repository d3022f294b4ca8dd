using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(PmAssist.Tenancy.Tests.RandomOrder))]
[assembly: TestMethodOrderer(typeof(PmAssist.Tenancy.Tests.RandomOrder))]

namespace PmAssist.Tenancy.Tests;

/// <summary>
/// Every run has an order of its own, of classes and of methods, so that a test that depends on what ran before it is found.
/// It says its seed; <c>--seed</c> repeats it.
/// </summary>
public sealed class RandomOrder : ITestCollectionOrderer, ITestMethodOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection
    {
        // A run shows what a test program writes when a test failed, and when the program was started by itself.
        Console.WriteLine($"The seed of the order of tests is {Randomizer.Seed}; --seed {Randomizer.Seed} repeats it.");
        return Shuffle(testCollections, c => c.TestCollectionDisplayName);
    }

    public IReadOnlyCollection<TTestMethod?> OrderTestMethods<TTestMethod>(IReadOnlyCollection<TTestMethod?> testMethods)
        where TTestMethod : notnull, ITestMethod
        => Shuffle(testMethods, m => m?.MethodName ?? "");

    private static T[] Shuffle<T>(IEnumerable<T> items, Func<T, string> name)
    {
        var shuffled = items.OrderBy(name, StringComparer.Ordinal).ToArray();
        new Random(Randomizer.Seed).Shuffle(shuffled);
        return shuffled;
    }
}
