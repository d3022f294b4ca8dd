using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Benchmarks;

// The contexts of further modules. Their models are empty: nothing that is measured looks at them.

internal sealed class Module2DbContext(DbContextOptions<Module2DbContext> options) : DbContext(options);

internal sealed class Module3DbContext(DbContextOptions<Module3DbContext> options) : DbContext(options);

internal sealed class Module4DbContext(DbContextOptions<Module4DbContext> options) : DbContext(options);

internal sealed class Module5DbContext(DbContextOptions<Module5DbContext> options) : DbContext(options);
