namespace PmAssist.Tenancy.Specifications.Zoo;

/// <summary>What is to be done with a model, whichever it is.</summary>
public interface IZooVisitor
{
    Task VisitAsync<TModel>()
        where TModel : ZooModel, new();
}
