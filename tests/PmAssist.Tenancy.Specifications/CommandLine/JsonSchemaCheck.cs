using System.Text.Json.Nodes;

namespace PmAssist.Tenancy.Specifications.CommandLine;

/// <summary>What docs/schemas uses of JSON Schema: types, constants, enums, properties, items, references.</summary>
public static class JsonSchemaCheck
{
    /// <summary>What of a document does not fit its schema; nothing if it fits.</summary>
    public static IEnumerable<string> FindProblems(JsonNode? value, JsonObject schema) => Find(value, schema, schema, "$");

    private static IEnumerable<string> Find(JsonNode? value, JsonNode? schema, JsonObject root, string path)
    {
        if (schema is not JsonObject rules)
        {
            return [];
        }

        if (rules["$ref"] is { } reference)
        {
            return Find(
                value, reference.GetValue<string>()[2..].Split('/').Aggregate((JsonNode)root, (node, name) => node[name]!), root, path);
        }

        if (rules["const"] is { } constant)
        {
            return JsonNode.DeepEquals(value, constant) ? [] : [$"{path} is {value?.ToJsonString() ?? "null"}, not {constant}"];
        }

        if (rules["enum"] is JsonArray words)
        {
            return words.Any(w => JsonNode.DeepEquals(w, value))
                ? [] : [$"{path} is {value?.ToJsonString() ?? "null"}, none of {words.ToJsonString()}"];
        }

        return Types(rules["type"]) is { Count: > 0 } types && !types.Contains(TypeOf(value))
            && !(TypeOf(value) == "integer" && types.Contains("number"))
            ? [$"{path} is {TypeOf(value)}, not {string.Join(" or ", types)}"]
            : value switch
            {
                JsonObject item => FindIn(item, rules, root, path),
                JsonArray list => list.SelectMany((item, i) => Find(item, rules["items"], root, $"{path}[{i}]")),
                _ => [],
            };
    }

    private static IEnumerable<string> FindIn(JsonObject item, JsonObject rules, JsonObject root, string path)
    {
        var properties = rules["properties"] as JsonObject;
        foreach (var name in (rules["required"] as JsonArray ?? []).Select(n => n!.GetValue<string>()).Where(n => !item.ContainsKey(n)))
        {
            yield return $"{path} has no {name}";
        }

        foreach (var (name, value) in item)
        {
            if (properties is null || !properties.ContainsKey(name))
            {
                if (rules["additionalProperties"] is JsonValue flag && !flag.GetValue<bool>())
                {
                    yield return $"{path} has {name}";
                }

                foreach (var problem in Find(value, rules["additionalProperties"] as JsonObject, root, $"{path}.{name}"))
                {
                    yield return problem;
                }

                continue;
            }

            foreach (var problem in Find(value, properties[name], root, $"{path}.{name}"))
            {
                yield return problem;
            }
        }
    }

    private static List<string> Types(JsonNode? type)
        => type switch
        {
            JsonArray several => [.. several.Select(t => t!.GetValue<string>())],
            { } one => [one.GetValue<string>()],
            null => [],
        };

    private static string TypeOf(JsonNode? value)
        => value switch
        {
            null => "null",
            JsonObject => "object",
            JsonArray => "array",
            _ => value.GetValueKind() switch
            {
                System.Text.Json.JsonValueKind.String => "string",
                System.Text.Json.JsonValueKind.Number => value.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E') ? "number" : "integer",
                _ => "boolean",
            },
        };
}
