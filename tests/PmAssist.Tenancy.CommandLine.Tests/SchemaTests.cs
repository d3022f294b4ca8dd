using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace PmAssist.Tenancy.CommandLine.Tests;

/// <summary>
/// The documents' schemas in docs/schemas are what the code writes. With <c>PMASSIST_WRITE_SCHEMAS=1</c> the files are written first.
/// </summary>
public sealed class SchemaTests
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(
        typeof(SchemaTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!,
        "docs",
        "schemas"));

    private static readonly JsonSerializerOptions Options = new(AnswerWriter.Json) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private static readonly Dictionary<string, string> Schemas = CommandTree.VerbsIn(CommandTree.Create(services: null).Root)
        .ToDictionary(v => CommandTree.PathOf(v).Replace(' ', '-'), v => SchemaOf(CommandTree.PathOf(v), v.Document))
        .Append(new(Failure.Name, SchemaOf(verb: null, typeof(Failure)))).ToDictionary();

    [Fact]
    public void Every_verb_has_the_schema_of_its_document()
    {
        if (Environment.GetEnvironmentVariable("PMASSIST_WRITE_SCHEMAS") == "1")
        {
            foreach (var (name, schema) in Schemas)
            {
                File.WriteAllText(Path.Combine(Folder, name + ".json"), schema);
            }
        }

        Schemas.Should().HaveCountGreaterThan(30);
        Directory.GetFiles(Folder).Select(f => Path.GetFileNameWithoutExtension(f)).Should().BeEquivalentTo(Schemas.Keys);
        Schemas.Where(s => File.ReadAllText(Path.Combine(Folder, s.Key + ".json")).ReplaceLineEndings("\n") != s.Value).Select(s => s.Key)
            .Should().BeEmpty("run this test with PMASSIST_WRITE_SCHEMAS=1, and say in the changelog what changed");
    }

    /// <summary>All that a document can have, in the order in which it is written.</summary>
    private static string SchemaOf(string? verb, Type document)
    {
        var schema = Options.GetJsonSchemaAsNode(document, new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (_, node) =>
            {
                if (node is JsonObject { } item && item.ContainsKey("properties"))
                {
                    item["additionalProperties"] = false;
                }

                return node;
            },
        }).AsObject();
        var properties = new JsonObject
        {
            ["verb"] = verb is null ? new JsonObject { ["type"] = "string" } : new JsonObject { ["const"] = verb },
            ["exitCode"] = new JsonObject
            {
                ["enum"] = new JsonArray(
                [.. Enum.GetValues<ExitCode>().Select(e => JsonValue.Create((int)e))])
            },
        };
        foreach (var (name, property) in schema["properties"]!.AsObject().ToList())
        {
            properties[name] = property?.DeepClone();
        }

        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = verb ?? "Any verb that could not be done",
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. properties.Select(p => JsonValue.Create(p.Key))]),
            ["additionalProperties"] = false,
        }.ToJsonString(Options).ReplaceLineEndings("\n") + "\n";
    }
}
