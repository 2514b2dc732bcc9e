using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Fairlead.Core.AppFile;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.AppFile.Sections;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

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
            var sections = (System.Collections.IEnumerable)core.GetType(
                "Fairlead.Core.AppFile.Sections.Catalogue")!.GetProperty("Sections")!.GetValue(null)!;
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

    // A default has one home, in two spellings: the value that readers get, and the words that people read.
    [Fact]
    public void A_default_as_it_is_written_is_the_default_as_it_is_read()
    {
        var compared = 0;
        foreach (var key in Catalogue.Sections.SelectMany(s => s.Own).Where(k => k.Default is not null))
        {
            var type = key.GetType().GetGenericArguments()[0];
            if (type.IsValueType && Nullable.GetUnderlyingType(type) is null)
            {
                var problems = new ProblemList();
                var reading = new Reading(problems, RecordedFiles.Instance) { Environment = EnvironmentReader.Before("local") };
                object?[] arguments = [new ScalarNode(key.Default!, Quoted: false, new Span(new Source("f", ""), 1, 1, 1)), reading, null];
                if (((Delegate)Value(Value(key, "Shape")!, "Read")!).DynamicInvoke(arguments) is true)
                {
                    arguments[2].ShouldBe(Value(key, "Fallback"), key.Name);
                    compared++;
                }
            }
        }

        compared.ShouldBeGreaterThan(25);
    }

    private static object? Value(object of, string property) =>
        of.GetType().GetProperty(property, BindingFlags.Public | BindingFlags.Instance)!.GetValue(of);
}
