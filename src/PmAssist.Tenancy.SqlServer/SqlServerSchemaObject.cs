namespace PmAssist.Tenancy;

/// <summary>A row of <c>sys.objects</c>.</summary>
/// <param name="Id">Its object id.</param>
/// <param name="ParentId">The table of a constraint or trigger; 0 for what stands alone.</param>
/// <param name="Name">Its name, not quoted.</param>
/// <param name="Type">Its type, for example <c>U</c> for a table, with no blanks.</param>
internal sealed record SqlServerSchemaObject(int Id, int ParentId, string Name, string Type);
