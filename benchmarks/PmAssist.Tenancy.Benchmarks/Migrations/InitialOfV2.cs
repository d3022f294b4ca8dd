using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Benchmarks.Migrations;

[DbContext(typeof(BenchDbContextV2))]
[Migration(InitialId)]
internal sealed class InitialOfV2 : Initial;
