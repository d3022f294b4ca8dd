using BenchmarkDotNet.Running;
using PmAssist.Tenancy.Benchmarks;

if (args is ["micro", ..])
{
    BenchmarkRunner.Run<BindingBenchmarks>(args: args[1..]);
    return 0;
}

if (args is ["plot", ..])
{
    return await Plot.RunAsync(args[1..]);
}

if (Arguments.TryParse(args, out var problem) is not { } arguments)
{
    await Console.Error.WriteLineAsync($"{problem}\n\n{Arguments.Usage}");
    return 2;
}

await using var engine = await Engine.StartAsync(arguments);
var report = await new Comparison(engine, arguments).RunAsync();
Console.WriteLine(report.ToJson());
return 0;
