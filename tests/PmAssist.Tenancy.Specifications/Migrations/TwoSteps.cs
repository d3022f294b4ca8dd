using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Migrations;

[DbContext(typeof(TwoStepsDbContext))]
[Migration("20260101000000_SpecInitial")]
public class SpecInitialOfTwoSteps : SpecInitial;

[DbContext(typeof(TwoStepsDbContext))]
[Migration("20260115000000_AddDueDate")]
public class AddDueDateOfTwoSteps : AddDueDate;

[DbContext(typeof(TwoStepsDbContext))]
[Migration("20260301000000_Stages")]
public class StagesOfTwoSteps : Stages;
