using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Fairlead.Core.AppFile;
using Fairlead.Core.AppFile.Sections;

namespace Fairlead.Tests;

/// <summary>The declaration of the keys: complete, and sound wherever it is entered first.</summary>
public class KeysTests
{
    private static readonly string Core = typeof(AppFileReader).Assembly.Location;

    // Keys, shapes and readers refer to each other; whichever is touched first, all have to be there.
    public static TheoryData<string> Entries() => [.. typeof(AppFileReader).Assembly.GetTypes()
        .Where(t => t.Namespace?.StartsWith("Fairlead.Core.AppFile") == true && t.TypeInitializer is not null && !t.Name.Contains('<'))
        .Select(t => t.FullName!)];

    [Theory]
    [MemberData(nameof(Entries))]
    public void Every_key_is_whole_wherever_one_begins(string entry)
    {
        var context = new AssemblyLoadContext(entry, isCollectible: true);
        try
        {
            var core = context.LoadFromAssemblyPath(Core);
            RuntimeHelpers.RunClassConstructor(core.GetType(entry)!.TypeHandle);
            var sections = (System.Collections.IEnumerable)core.GetType("Fairlead.Core.AppFile.Sections.Catalogue")!.GetProperty("Sections")!.GetValue(null)!;
            foreach (var section in sections)
            {
                foreach (var key in (System.Collections.IEnumerable)section.GetType().GetProperty("Keys")!.GetValue(section)!)
                {
                    Value(key, "Form").ShouldNotBeNull($"{Value(section, "Name")}: {key}");
                    Value(key, "Words").ShouldNotBeNull();
                }
            }
        }
        finally
        {
            context.Unload();
        }
    }

    [Fact]
    public void Every_key_says_what_it_is_for()
    {
        Catalogue.Sections.Select(s => s.Id).ShouldBeUnique();
        foreach (var section in Catalogue.Sections)
        {
            section.Names.ShouldBeUnique(section.Name);
            foreach (var key in section.Keys)
            {
                key.Help.ShouldEndWith(".");
                key.Help.ShouldNotContain("[");
                key.Help.Length.ShouldBeGreaterThan(8);
                key.Example.ShouldNotBe("text", $"{section.Name}: {key} has no example of its own");
            }
        }
    }

    private static object? Value(object of, string property) => of.GetType().GetProperty(property, BindingFlags.Public | BindingFlags.Instance)!.GetValue(of);
}
