using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace PmAssist.Tenancy.Specifications.Parity;

// Each migration twice: for the library's host and for EF's. Neither may see the other's.

[DbContext(typeof(ParityContext))]
[Migration("20260101000000_Tables")]
public sealed class TablesOfWorkspaces : Tables;

[DbContext(typeof(PlainParityContext))]
[Migration("20260101000000_Tables")]
public sealed class TablesOfEF : Tables;

[DbContext(typeof(ParityContext))]
[Migration("20260102000000_Late")]
public sealed class LateOfWorkspaces : Late;

[DbContext(typeof(PlainParityContext))]
[Migration("20260102000000_Late")]
public sealed class LateOfEF : Late;

[DbContext(typeof(ParityContext))]
[Migration("20260103000000_Data")]
public sealed class DataOfWorkspaces : Data;

[DbContext(typeof(PlainParityContext))]
[Migration("20260103000000_Data")]
public sealed class DataOfEF : Data;

[DbContext(typeof(ParityContext))]
[Migration("20260104000000_OwnSql")]
public sealed class OwnSqlOfWorkspaces : OwnSql;

[DbContext(typeof(PlainParityContext))]
[Migration("20260104000000_OwnSql")]
public sealed class OwnSqlOfEF : OwnSql;

[DbContext(typeof(ParityContext))]
[Migration("20260105000000_TemporaryTable")]
public sealed class TemporaryTableOfWorkspaces : TemporaryTable;

[DbContext(typeof(PlainParityContext))]
[Migration("20260105000000_TemporaryTable")]
public sealed class TemporaryTableOfEF : TemporaryTable;

[DbContext(typeof(ParityContext))]
[Migration("20260106000000_OwnOperations")]
public sealed class OwnOperationsOfWorkspaces : OwnOperations;

[DbContext(typeof(PlainParityContext))]
[Migration("20260106000000_OwnOperations")]
public sealed class OwnOperationsOfEF : OwnOperations;

[DbContext(typeof(ParityContext))]
[Migration("20260107000000_Renames")]
public sealed class RenamesOfWorkspaces : Renames;

[DbContext(typeof(PlainParityContext))]
[Migration("20260107000000_Renames")]
public sealed class RenamesOfEF : Renames;

[DbContext(typeof(ParityContext))]
[Migration("20260108000000_Rebuild")]
public sealed class RebuildOfWorkspaces : Rebuild;

[DbContext(typeof(PlainParityContext))]
[Migration("20260108000000_Rebuild")]
public sealed class RebuildOfEF : Rebuild;

[DbContext(typeof(ParityContext))]
[Migration("20260109000000_OutsideTransaction")]
public sealed class OutsideTransactionOfWorkspaces : OutsideTransaction;

[DbContext(typeof(PlainParityContext))]
[Migration("20260109000000_OutsideTransaction")]
public sealed class OutsideTransactionOfEF : OutsideTransaction;

[DbContext(typeof(ParityContext))]
[Migration("20260110000000_Empty")]
public sealed class EmptyOfWorkspaces : Empty;

[DbContext(typeof(PlainParityContext))]
[Migration("20260110000000_Empty")]
public sealed class EmptyOfEF : Empty;

// Before the branch with the second migration was merged.

[DbContext(typeof(ParityBeforeMergeContext))]
[Migration("20260101000000_Tables")]
public sealed class TablesOfWorkspacesBeforeMerge : Tables;

[DbContext(typeof(PlainParityBeforeMergeContext))]
[Migration("20260101000000_Tables")]
public sealed class TablesOfEFBeforeMerge : Tables;

[DbContext(typeof(ParityBeforeMergeContext))]
[Migration("20260103000000_Data")]
public sealed class DataOfWorkspacesBeforeMerge : Data;

[DbContext(typeof(PlainParityBeforeMergeContext))]
[Migration("20260103000000_Data")]
public sealed class DataOfEFBeforeMerge : Data;
