using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace PmAssist.Tenancy.Tests;

/// <summary>
/// The packages, and the rooms of the core: a room is a folder, and knows only rooms above it in the list. A file has one type and its
/// name, so a type's file says which room it is in.
/// </summary>
public sealed class RoomTests
{
    private static readonly string[] Rooms =
    [
        "Schemas", "Errors", "Options", "Model", "Runs", "Diagnostics", "Providers", "CatalogueCache", "EntityFramework", "Catalogue",
        "Migrations", "Provisioning", "Access", "Services", "Fleet", "Places", "Doctor", "Health", "DependencyInjection",
    ];

    private const string CorePackage = "PmAssist.Tenancy";

    private static readonly string Core = Path.Combine(SourceTree.Root, "src", "PmAssist.Tenancy");

    /// <summary>Two types of one name, one of them generic, have to be in one room.</summary>
    private static readonly Dictionary<string, string> RoomOfFile = Directory.GetDirectories(Core)
        .Where(directory => Path.GetFileName(directory) is not ("bin" or "obj"))
        .SelectMany(directory => Directory.GetFiles(directory, "*.cs", SearchOption.AllDirectories), (directory, file) => (directory, file))
        .Select(pair => (Type: Path.GetFileNameWithoutExtension(pair.file).Split('{')[0], Room: Path.GetFileName(pair.directory)))
        .Distinct()
        .ToDictionary(pair => pair.Type, pair => pair.Room, StringComparer.Ordinal);

    [Fact]
    public void Every_folder_of_the_core_is_a_room_in_the_list()
        => RoomOfFile.Values.Distinct().Should().BeEquivalentTo(Rooms);

    [Fact]
    public void A_room_knows_only_rooms_above_it()
    {
        var references = References();

        references.Should().HaveCountGreaterThan(300, "else the assembly was not read");
        references.Where(r => Array.IndexOf(Rooms, r.FromRoom) < Array.IndexOf(Rooms, r.ToRoom))
            .Select(r => $"{r.FromRoom}/{r.From} knows {r.ToRoom}/{r.To}").Order(StringComparer.Ordinal).Should().BeEmpty();
    }

    /// <summary>
    /// Everything may know the core, what is for an engine that engine, the command line the features that it has verbs for, and nothing
    /// else of ours.
    /// </summary>
    [Fact]
    public void A_package_knows_the_core_and_what_it_is_named_for()
    {
        string[] packages = [.. Directory.GetDirectories(Path.Combine(SourceTree.Root, "src")).Select(d => Path.GetFileName(d)!)];

        packages.Should().HaveCountGreaterThanOrEqualTo(8);
        packages.SelectMany(
                package => System.Reflection.Assembly.Load(package).GetReferencedAssemblies(),
                (package, known) => (package, known: known.Name!))
            .Where(pair => pair.known.StartsWith(CorePackage, StringComparison.Ordinal) && !MayKnow(pair.package).Contains(pair.known))
            .Select(pair => $"{pair.package} knows {pair.known}").Should().BeEmpty();
    }

    private static string[] MayKnow(string package)
        => package[CorePackage.Length..].Split('.') switch
        {
            [_, var feature, var engine] => [CorePackage, $"{CorePackage}.{feature}", $"{CorePackage}.{engine}"],
            [_, "CommandLine"] => [CorePackage, $"{CorePackage}.Cutover", $"{CorePackage}.Portability"],
            [_, _] => [CorePackage],
            _ => [],
        };

    private static List<(string From, string FromRoom, string To, string ToRoom)> References()
    {
        var assembly = typeof(TenancyOptions).Assembly;
        var architecture = new ArchLoader().LoadAssembly(assembly).Build();
        return
        [
            .. architecture.Types
                .Where(type => type.Assembly.Name.StartsWith(assembly.GetName().Name!, StringComparison.Ordinal))
                .SelectMany(type => type.Dependencies, (type, dependency) => (From: FileOf(type), To: FileOf(dependency.Target)))
                .Where(pair => pair.From != pair.To && RoomOfFile.ContainsKey(pair.From) && RoomOfFile.ContainsKey(pair.To))
                .Distinct()
                .Select(pair => (pair.From, RoomOfFile[pair.From], pair.To, RoomOfFile[pair.To])),
        ];
    }

    /// <summary>The name of the outermost type, without what the compiler puts behind a generic one's.</summary>
    private static string FileOf(IType type)
    {
        var name = type.FullName.Split('+', '/')[0];
        return name.StartsWith("PmAssist.", StringComparison.Ordinal) ? name[(name.LastIndexOf('.') + 1)..].Split('`')[0] : "";
    }
}
