using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Benchmarks.Migrations;

// The migrations of each module by itself, and of all modules in one context.

[DbContext(typeof(OneDbContext))]
[Migration(InitialId)]
internal class OneInitial : Initial
{
    protected override IEnumerable<string> Prefixes => Modules.Prefixes;
}

[DbContext(typeof(OneDbContextV2))]
[Migration(InitialId)]
internal sealed class OneInitialOfV2 : OneInitial;

[DbContext(typeof(OneDbContextV2))]
[Migration(NextId)]
internal sealed class OneAddDueDate : AddDueDate
{
    protected override IEnumerable<string> Prefixes => Modules.Prefixes;
}

[DbContext(typeof(Module2DbContext))]
[Migration(InitialId)]
internal class Module2Initial : Initial
{
    protected override IEnumerable<string> Prefixes => [Modules.PrefixOf(2)];
}

[DbContext(typeof(Later.Module2DbContext))]
[Migration(InitialId)]
internal sealed class Module2InitialOfV2 : Module2Initial;

[DbContext(typeof(Later.Module2DbContext))]
[Migration(NextId)]
internal sealed class Module2AddDueDate : AddDueDate
{
    protected override IEnumerable<string> Prefixes => [Modules.PrefixOf(2)];
}

[DbContext(typeof(Module3DbContext))]
[Migration(InitialId)]
internal class Module3Initial : Initial
{
    protected override IEnumerable<string> Prefixes => [Modules.PrefixOf(3)];
}

[DbContext(typeof(Later.Module3DbContext))]
[Migration(InitialId)]
internal sealed class Module3InitialOfV2 : Module3Initial;

[DbContext(typeof(Later.Module3DbContext))]
[Migration(NextId)]
internal sealed class Module3AddDueDate : AddDueDate
{
    protected override IEnumerable<string> Prefixes => [Modules.PrefixOf(3)];
}

[DbContext(typeof(Module4DbContext))]
[Migration(InitialId)]
internal class Module4Initial : Initial
{
    protected override IEnumerable<string> Prefixes => [Modules.PrefixOf(4)];
}

[DbContext(typeof(Later.Module4DbContext))]
[Migration(InitialId)]
internal sealed class Module4InitialOfV2 : Module4Initial;

[DbContext(typeof(Later.Module4DbContext))]
[Migration(NextId)]
internal sealed class Module4AddDueDate : AddDueDate
{
    protected override IEnumerable<string> Prefixes => [Modules.PrefixOf(4)];
}

[DbContext(typeof(Module5DbContext))]
[Migration(InitialId)]
internal class Module5Initial : Initial
{
    protected override IEnumerable<string> Prefixes => [Modules.PrefixOf(5)];
}

[DbContext(typeof(Later.Module5DbContext))]
[Migration(InitialId)]
internal sealed class Module5InitialOfV2 : Module5Initial;

[DbContext(typeof(Later.Module5DbContext))]
[Migration(NextId)]
internal sealed class Module5AddDueDate : AddDueDate
{
    protected override IEnumerable<string> Prefixes => [Modules.PrefixOf(5)];
}
