using Microsoft.EntityFrameworkCore;

namespace PmAssist.Tenancy.Specifications.Contexts;

/// <summary>The name of its history table has 75 characters; PostgreSQL would cut it to 63.</summary>
public class DbContextFürÜberörtlicheGeschäftsführung(
    DbContextOptions<DbContextFürÜberörtlicheGeschäftsführung> options) : DbContext(options);
