using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Benchmarks.Later;

// The same modules in the host's next version, with one migration more each; the names are those of the history tables.

internal sealed class Module2DbContext(DbContextOptions<Module2DbContext> options) : DbContext(options);

internal sealed class Module3DbContext(DbContextOptions<Module3DbContext> options) : DbContext(options);

internal sealed class Module4DbContext(DbContextOptions<Module4DbContext> options) : DbContext(options);

internal sealed class Module5DbContext(DbContextOptions<Module5DbContext> options) : DbContext(options);
