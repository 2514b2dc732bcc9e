using System.Text.RegularExpressions;
using Fairlead.Import.Found;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Dockerfiles;

/// <summary>What a Dockerfile says about the container it makes.</summary>
internal sealed record DockerfileFacts
{
    /// <summary>The published image at the bottom.</summary>
    public required string Base { get; init; }

    /// <summary>TCP ports, in the order of EXPOSE; of a range the first.</summary>
    public required IReadOnlyList<int> Ports { get; init; }

    /// <summary>A port that something else tells of, and what that is: where it exposes none.</summary>
    public (int Port, string Source)? Likely { get; init; }

    public FoundHealth? Health { get; init; }

    /// <summary>What COPY and ADD take from the build context.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    public bool HasCommand { get; init; }

    /// <summary>Whether it copies a file or folder of the project into the image, or all of its context.</summary>
    public bool Copies(string path, string context)
    {
        var sources = Sources.Select(s => ProjectPath.Normal(ProjectPath.Join(context, s))).OfType<string>();
        return sources.Any(s => s == "." || s == path || path.StartsWith(s + "/", StringComparison.Ordinal)
            || (path == context && !Manifests.Contains(ProjectPath.FileName(s))));
    }

    // An image that only holds these is made for its code to be mounted.
    private static readonly string[] Manifests =
    [
        "package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "requirements.txt", "pyproject.toml", "poetry.lock", "uv.lock",
        "Pipfile", "Pipfile.lock", "Gemfile", "Gemfile.lock", "go.mod", "go.sum", "composer.json", "composer.lock", "entrypoint.sh",
        "docker-entrypoint.sh", "wait-for-it.sh",
    ];

    /// <summary>Null for a text that builds nothing.</summary>
    /// <param name="arguments">Build arguments from elsewhere.</param>
    public static DockerfileFacts? Read(string text, string? target = null, IReadOnlyDictionary<string, string>? arguments = null)
    {
        var file = DockerfileReader.Read(text);
        var chain = file.Chain(target);
        return chain.Count == 0
            ? null
            : new DockerfileEvaluation(file.Head, arguments ?? new Dictionary<string, string>(StringComparer.Ordinal)).Run(chain);
    }
}

/// <summary>Goes through the instructions as the builder would, as far as ports, variables and checks go.</summary>
internal sealed partial class DockerfileEvaluation
{
    private readonly IReadOnlyDictionary<string, string> given;
    private readonly Dictionary<string, string> head = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> variables = new(StringComparer.Ordinal);
    private readonly HashSet<string> fixedNames = new(StringComparer.Ordinal);
    private readonly List<int> ports = [];
    private readonly List<string> sources = [];
    private FoundHealth? health;
    private string command = "";
    private string entrypoint = "";

    public DockerfileEvaluation(IReadOnlyList<DockerfileInstruction> head, IReadOnlyDictionary<string, string> given)
    {
        this.given = given;
        foreach (var (name, value) in head.Where(i => i.Word == "ARG").SelectMany(i => Pairs(i.Rest)))
        {
            this.head[name] = given.GetValueOrDefault(name) ?? Expand(value ?? "", this.head);
        }
    }

    public DockerfileFacts Run(IReadOnlyList<DockerfileStage> chain)
    {
        foreach (var instruction in chain.SelectMany(s => s.Instructions))
        {
            Take(instruction);
        }

        var image = Expand(chain[0].From, head);
        return new DockerfileFacts
        {
            Base = image,
            Ports = [.. ports.Distinct()],
            Likely = Ports.Parse(variables.GetValueOrDefault("PORT")) is { } set ? (set, "from ENV PORT")
                : Ports.InCommand($"{entrypoint} {command}") is { } told ? (told, "from its command")
                : KnownImages.PortOf(image) is { } known ? (known, $"of {image}") : null,
            Health = health,
            Sources = sources,
            HasCommand = command.Length + entrypoint.Length > 0,
        };
    }

    private void Take(DockerfileInstruction instruction)
    {
        var rest = instruction.Rest;
        switch (instruction.Word)
        {
            case "ARG":
                Argument(rest);
                break;
            case "ENV":
                foreach (var (name, value) in Pairs(rest))
                {
                    variables[name] = Expand(value ?? "", variables);
                    fixedNames.Add(name); // a variable hides an argument of its name
                }

                break;
            case "EXPOSE":
                ports.AddRange(Expand(rest, variables)
                    .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Ports.ParseExposed).OfType<int>());
                break;
            case "HEALTHCHECK":
                health = HealthSigns.InDockerfile(Expand(rest, variables));
                break;
            case "CMD":
                command = Expand(rest, variables);
                break;
            case "ENTRYPOINT":
                (entrypoint, command) = (Expand(rest, variables), "");
                break;
            case "COPY" or "ADD" when !rest.Contains("--from=", StringComparison.Ordinal):
                sources.AddRange(Sources(Expand(rest, variables)));
                break;
        }
    }

    private void Argument(string rest)
    {
        foreach (var (name, value) in Pairs(rest).Where(p => !fixedNames.Contains(p.Name)))
        {
            if ((given.GetValueOrDefault(name) ?? value ?? head.GetValueOrDefault(name)) is { } known)
            {
                variables[name] = Expand(known, variables);
            }
        }
    }

    // The last word is where it goes; what has a wildcard or a scheme says nothing about the context.
    private static IEnumerable<string> Sources(string rest) =>
        rest.Trim('[', ']').Split([' ', '\t', ',', '"'], StringSplitOptions.RemoveEmptyEntries)
            .Where(w => !w.StartsWith("--", StringComparison.Ordinal)).SkipLast(1)
            .Where(w => w.IndexOfAny(['*', '?', '[', '$', '<', '>']) < 0 && !w.Contains("://", StringComparison.Ordinal))
            .Select(w => w.TrimStart('/'));

    // NAME, NAME=value …, or the old form NAME value.
    private static IEnumerable<(string Name, string? Value)> Pairs(string rest)
    {
        if (Pair().Matches(rest) is { Count: > 0 } pairs
            && rest.IndexOf('=', StringComparison.Ordinal) is var equals
            && (rest.IndexOf(' ', StringComparison.Ordinal) is var space)
            && (space < 0 || equals < space))
        {
            return pairs.Select(p => (p.Groups["name"].Value, (string?)p.Groups["value"].Value.Trim('"', '\'')));
        }

        var at = rest.AsSpan().IndexOfAny(' ', '\t');
        return rest.Length == 0 ? [] : [at < 0 ? (rest, null) : (rest[..at], rest[at..].Trim().Trim('"', '\''))];
    }

    private static string Expand(string text, IReadOnlyDictionary<string, string> known) => Reference().Replace(text, match =>
    {
        var value = known.GetValueOrDefault(match.Groups["name"].Value);
        var other = match.Groups["other"].Value;
        return match.Groups["operator"].Value switch
        {
            ":-" or "-" => string.IsNullOrEmpty(value) ? other : value,
            ":+" or "+" => string.IsNullOrEmpty(value) ? "" : other,
            _ => value ?? match.Value,
        };
    });

    [GeneratedRegex(@"(?<name>[A-Za-z_][A-Za-z0-9_]*)=(?<value>""[^""]*""|'[^']*'|[^\s]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pair();

    [GeneratedRegex(@"\$(?:(?<name>[A-Za-z_][A-Za-z0-9_]*)|\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?:(?<operator>:?[-+])(?<other>[^}]*))?\})",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();
}
