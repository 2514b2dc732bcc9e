using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.Sections;
using Fairlead.Core.Problems;

namespace Fairlead.Core.AppFile.Manual;

/// <summary>What is known of one key of the app file, or of one kind of map.</summary>
/// <param name="Path">"services.NAME.health".</param>
/// <param name="Help">What it is for, in a sentence.</param>
public sealed record KeyHelp(string Path, string Help)
{
    /// <summary>What may stand there, in words.</summary>
    public string? Words { get; init; }

    public string? Default { get; init; }

    /// <summary>As the file would write it.</summary>
    public string? Example { get; init; }

    /// <summary>The target that alone reads it: "aws", "local", or null for both.</summary>
    public string? Only { get; init; }

    /// <summary>The keys inside, each with its help.</summary>
    public IReadOnlyList<(string Name, string Help)> Keys { get; init; } = [];
}

/// <summary>Finds keys by their path: <c>services.web.health.grace</c>, or by the kind of map: <c>health.grace</c>.</summary>
public static class KeyGuide
{
    /// <summary>All that the path may mean; empty, with a hint, when it means nothing.</summary>
    public static IReadOnlyList<KeyHelp> Find(string path, out string? hint)
    {
        var words = path.Split('.', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var search = new Search();
        if (words.Length > 0)
        {
            search.In(FileKeys.Section, words, "");
            foreach (var section in search.Found.Count > 0 ? [] : Catalogue.Sections.Where(s => s.Id == words[0] || s.Name == words[0]))
            {
                search.Named(section, words);
            }

            // By its last name alone, wherever it stands.
            foreach (var section in search.Found.Count > 0 || words.Length > 1 ? [] : Catalogue.Sections)
            {
                search.Anywhere(section, words[0]);
            }
        }

        hint = search.Found.Count > 0 ? null
            : search.Nearest
                ?? Nearest.Hint(
                    words.FirstOrDefault() ?? "",
                    [.. FileKeys.Section.Names, .. Catalogue.Sections.Select(s => s.Id).Distinct(StringComparer.Ordinal)], "keys");
        return search.Found;
    }

    /// <summary>Our word for one of another tool; null where it is none that is known.</summary>
    public static string? Translate(string word) => Hints.OtherToolsKeys.Find(word);

    /// <summary>The help of a key at a path.</summary>
    internal static KeyHelp Describe(Key key, string path) => new(path, key.Help)
    {
        Words = key.Words,
        Default = key.Default,
        Example = $"{key.Name}: {key.Example}",
        Only = key.Only,
        Keys = [.. SectionsOf(key.Form).SelectMany(s => s.Keys).DistinctBy(k => k.Name).Select(k => (k.Name, k.Marked))],
    };

    private static KeyHelp Describe(Section section, string path) =>
        new(path, $"The keys of {section.Name}.") { Keys = [.. section.Keys.Select(k => (k.Name, k.Marked))] };

    // The kinds of map that a value may be, names in between left out.
    internal static IEnumerable<Section> SectionsOf(Form form) => form switch
    {
        SectionForm section => [section.Section()],
        NamesForm names => SectionsOf(names.Value),
        ListForm list => SectionsOf(list.Item),
        EitherForm either => either.Forms.SelectMany(SectionsOf),
        _ => [],
    };

    private sealed class Search
    {
        public List<KeyHelp> Found { get; } = [];

        public string? Nearest { get; private set; }

        /// <summary>A path that starts with the name of a section: <c>service</c>, <c>postgres.size</c>.</summary>
        public void Named(Section section, string[] words)
        {
            if (words.Length == 1)
            {
                Found.Add(Describe(section, section.Id));
            }
            else
            {
                In(section, [.. words.Skip(1)], section.Id + ".");
            }
        }

        /// <summary>A key of that name in a section; the same key of several sections once.</summary>
        public void Anywhere(Section section, string name)
        {
            if (section.Find(name) is { } key && Found.All(f => f.Help != key.Help))
            {
                Found.Add(Describe(key, $"{section.Id}.{key.Name}"));
            }
        }

        public void In(Section section, string[] words, string before)
        {
            if (section.Find(words[0]) is { } key)
            {
                if (words.Length == 1)
                {
                    Add(Describe(key, before + key.Name));
                }
                else
                {
                    Inside(key.Form, [.. words.Skip(1)], before + key.Name + ".");
                }
            }
            else if (section == EnvironmentKeys.Section)
            {
                In(FileKeys.Section, words, before);
            }
            else if (Problems.Nearest.To(words[0], section.Names) is { } near)
            {
                Nearest ??= $"did you mean '{before}{near}'?";
            }
        }

        private void Inside(Form form, string[] words, string before)
        {
            switch (form)
            {
                case SectionForm section:
                    In(section.Section(), words, before);
                    break;
                case ListForm list:
                    Inside(list.Item, int.TryParse(words[0], out _) && words.Length > 1 ? [.. words.Skip(1)] : words, before);
                    break;
                case EitherForm either:
                    foreach (var one in either.Forms)
                    {
                        Inside(one, words, before);
                    }

                    break;
                case NamesForm names:
                    Below(names, words, before);
                    break;
            }
        }

        // The name may be left out: "services.port".
        private void Below(NamesForm names, string[] words, string before)
        {
            var known = SectionsOf(names.Value).Any(s => s.Find(words[0]) is not null);
            if (known || words.Length > 1)
            {
                Inside(names.Value, known ? words : [.. words.Skip(1)], $"{before}{names.Name}.");
            }
            else
            {
                foreach (var section in SectionsOf(names.Value))
                {
                    Add(Describe(section, $"{before}{names.Name}"));
                }
            }
        }

        private void Add(KeyHelp help)
        {
            if (!Found.Exists(f => f.Path == help.Path && f.Help == help.Help && f.Keys.SequenceEqual(help.Keys)))
            {
                Found.Add(help);
            }
        }
    }
}
