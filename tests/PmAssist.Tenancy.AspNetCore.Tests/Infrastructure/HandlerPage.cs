using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Razor.Compilation;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Razor.Hosting;

namespace PmAssist.Tenancy.AspNetCore.Tests;

/// <summary>A Razor Page as the compiler makes it, which only the hosts that ask for it have.</summary>
public sealed class HandlerPage : Page
{
    public Contradictions.HandlerModel Model { get; } = new();

    public override Task ExecuteAsync() => Task.CompletedTask;

    /// <summary>Adds the page to a host.</summary>
    public sealed class Feature : IApplicationFeatureProvider<ViewsFeature>
    {
        public void PopulateFeature(IEnumerable<ApplicationPart> parts, ViewsFeature feature)
        {
            ArgumentNullException.ThrowIfNull(feature);
            feature.ViewDescriptors.Add(new CompiledViewDescriptor(new Item()));
        }
    }

    private sealed class Item : RazorCompiledItem
    {
        public override string Identifier => "/Pages/Handler.cshtml";

        public override string Kind => "mvc.1.0.razor-page";

        public override IReadOnlyList<object> Metadata { get; } = [new RazorCompiledItemMetadataAttribute("RouteTemplate", "/handler")];

        public override Type Type => typeof(HandlerPage);
    }
}
