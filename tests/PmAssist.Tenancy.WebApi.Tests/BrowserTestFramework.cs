using System.Reflection;
using Xunit.v3;

[assembly: TestFramework(typeof(PmAssist.Tenancy.WebApi.Tests.BrowserTestFramework))]

namespace PmAssist.Tenancy.WebApi.Tests;

/// <summary>Leaves out what needs a browser where there is none: one test says so, instead of each.</summary>
public sealed class BrowserTestFramework : XunitTestFramework
{
    protected override ITestFrameworkDiscoverer CreateDiscoverer(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return new Discoverer(new XunitTestAssembly(
            assembly, configFilePath: null, assemblyName: null, assemblyPath: null, targetFramework: null, uniqueID: null, version: null));
    }

    private sealed class Discoverer(IXunitTestAssembly assembly) : XunitTestFrameworkDiscoverer(assembly)
    {
        protected override bool IsValidTestClass(Type type)
        {
            ArgumentNullException.ThrowIfNull(type);
            return base.IsValidTestClass(type) && !(Chromium.Program is null && type.IsSubclassOf(typeof(BrowserTest)));
        }
    }
}
