using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace PmAssist.Tenancy.PostgreSql.Tests;

/// <summary>Well-known text, as the plug-ins write a geometry in JSON.</summary>
internal sealed class PointJson : JsonValueReaderWriter<Point>
{
    public override Expression ConstructorExpression => Expression.New(typeof(PointJson));

    public override Point FromJsonTyped(ref Utf8JsonReaderManager manager, object? existingObject = null)
        => (Point)new WKTReader().Read(manager.CurrentReader.GetString()!);

    public override void ToJsonTyped(Utf8JsonWriter writer, Point value) => writer.WriteStringValue(value.AsText());
}
