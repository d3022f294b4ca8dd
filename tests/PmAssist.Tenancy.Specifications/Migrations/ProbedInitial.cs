using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Migrations;

[DbContext(typeof(ProbedDbContext))]
[Migration("20260101000000_SpecInitial")]
public class ProbedInitial : SpecInitial;
