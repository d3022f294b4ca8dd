namespace PmAssist.Tenancy;

/// <summary>How a workspace context's model gets its schema.</summary>
public enum SchemaMode
{
    /// <summary>
    /// One model for every workspace, built against the template schema, whose name is replaced when a command is created.
    /// Contexts are pooled and compiled queries work. The default.
    /// </summary>
    SharedModel = 0,

    /// <summary>
    /// A model for each workspace, whose default schema is the workspace's own: for hosts with other libraries that read the
    /// schema from the model. Contexts are not pooled and compiled queries throw, because EF supports neither across models;
    /// <see cref="TenancyOptions.ModelCacheSize"/> models are kept. Migrations still run on the template's model.
    /// </summary>
    ModelPerWorkspace = 1,
}
