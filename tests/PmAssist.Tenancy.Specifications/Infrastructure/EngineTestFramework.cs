using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace PmAssist.Tenancy.Specifications;

/// <summary>
/// Leaves the tests of an engine out that has no server on this machine: one test says so, with the reason, instead of hundreds.
/// </summary>
/// <typeparam name="TServer">The engine's server.</typeparam>
public sealed class EngineTestFramework<TServer> : XunitTestFramework
    where TServer : IFoundServer
{
    protected override ITestFrameworkDiscoverer CreateDiscoverer(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return new Discoverer(
            new XunitTestAssembly(
                assembly, configFilePath: null, assemblyName: null, assemblyPath: null, targetFramework: null, uniqueID: null,
                version: null));
    }

    private sealed class Discoverer(IXunitTestAssembly assembly) : XunitTestFrameworkDiscoverer(assembly)
    {
        private bool _isMissing;

        public override async ValueTask Find(
            Func<ITestCase, ValueTask<bool>> callback,
            ITestFrameworkDiscoveryOptions discoveryOptions,
            Type[]? types = null,
            CancellationToken? cancellationToken = null)
        {
            _isMissing = await TServer.FindMissingReasonAsync() is not null;
            await base.Find(callback, discoveryOptions, types, cancellationToken);
        }

        protected override bool IsValidTestClass(Type type)
        {
            ArgumentNullException.ThrowIfNull(type);
            var needsServer = type.IsSubclassOf(typeof(Specification)) && !type.IsSubclassOf(typeof(ServerSpecification));
            return base.IsValidTestClass(type) && !(needsServer && (_isMissing || !TServer.Runs(type)));
        }
    }
}
