using System.Data.Common;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Microsoft.Extensions.DependencyInjection;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Npgsql;
using NpgsqlTypes;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>A point as bytes in the database and as text in JSON.</summary>
internal sealed class PointMapping : RelationalGeometryTypeMapping<Point, byte[]>
{
    private static readonly ValueConverter<Point, byte[]> ToBytes = new(
        point => point.AsBinary(),
        bytes => (Point)new WKBReader().Read(bytes));

    private PointMapping(string storeType)
        : base(ToBytes, storeType, new PointJson())
    {
    }

    private PointMapping(RelationalTypeMappingParameters parameters)
        : base(parameters, ToBytes)
    {
    }

    protected override Type WktReaderType => typeof(WKTReader);

    /// <summary>
    /// As a plug-in's <c>UseNetTopologySuite()</c> does. With services that EF does not keep: of those that it keeps in a process it takes
    /// no more than twenty without a warning, which the other tests need.
    /// </summary>
    public static void Use(DbContextOptionsBuilder options)
        => ((IDbContextOptionsBuilderInfrastructure)options.EnableServiceProviderCaching(false)
            .ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.ManyServiceProvidersCreatedWarning)))
            .AddOrUpdateExtension(new Extension());

    public override MethodInfo GetDataReaderMethod()
        => typeof(DbDataReader).GetMethod(nameof(DbDataReader.GetFieldValue))!.MakeGenericMethod(typeof(byte[]));

    protected override void ConfigureParameter(DbParameter parameter)
    {
        if (parameter is NpgsqlParameter npgsql)
        {
            npgsql.NpgsqlDbType = NpgsqlDbType.Bytea;
        }
    }

    protected override RelationalTypeMapping Clone(RelationalTypeMappingParameters parameters) => new PointMapping(parameters);

    protected override string AsText(object value) => ((Point)value).AsText();

    protected override int GetSrid(object value) => ((Point)value).SRID;

    private sealed class Plugin : IRelationalTypeMappingSourcePlugin
    {
        public RelationalTypeMapping? FindMapping(in RelationalTypeMappingInfo mappingInfo)
            => mappingInfo.ClrType == typeof(Point) ? new PointMapping(mappingInfo.StoreTypeName ?? "BLOB") : null;
    }

    private sealed class Extension : IDbContextOptionsExtension
    {
        public DbContextOptionsExtensionInfo Info => new ExtensionInfo(this);

        public void ApplyServices(IServiceCollection services)
            => new EntityFrameworkRelationalServicesBuilder(services).TryAdd<IRelationalTypeMappingSourcePlugin, Plugin>();

        public void Validate(IDbContextOptions options)
        {
        }

        private sealed class ExtensionInfo(IDbContextOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
        {
            public override bool IsDatabaseProvider => false;

            public override string LogFragment => "points ";

            public override int GetServiceProviderHashCode() => 0;

            public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo;

            public override void PopulateDebugInfo(IDictionary<string, string> debugInfo)
            {
            }
        }
    }
}
