using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Doctor;

/// <summary>A host whose migrations make one of each kind of object.</summary>
public class DoctoredDbContext(DbContextOptions<DoctoredDbContext> options) : DbContext(options);

/// <summary>Its next version.</summary>
public class DoctoredDbContextV2(DbContextOptions<DoctoredDbContextV2> options) : DbContext(options);
