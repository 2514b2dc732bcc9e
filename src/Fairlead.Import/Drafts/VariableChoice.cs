using System.Text.RegularExpressions;
using Fairlead.Core.Model;
using Fairlead.Import.Found;
using Fairlead.Import.Text;

namespace Fairlead.Import.Drafts;

/// <summary>
/// What a variable becomes: a reference to a part of the app, a secret that is asked for, or its text. Whatever looks like a secret is
/// never its text.
/// </summary>
internal sealed partial class VariableChoice
{
    private readonly FoundApp found;
    private readonly FoundWorkload? front;
    private readonly ResourceLinks resources;
    // The secrets of servers of others, by their values: they are also what the app logs in with.
    private readonly Dictionary<string, List<string>> shared = new(StringComparer.Ordinal);

    // What servers of others are told openly, such as the name of their user, is no secret under another name.
    private readonly HashSet<string> open = new(StringComparer.Ordinal);

    /// <param name="front">The public service.</param>
    public VariableChoice(FoundApp found, FoundWorkload? front)
    {
        this.found = found;
        this.front = front;
        var servers = found.Services.Where(s => !s.IsOwn).ToList();
        var others = servers.Exists(s => s.Port is 3306 or 1433 or 26257);
        resources = new ResourceLinks([.. found.Resources.Where(r => !r.IsElsewhere)], others);
        open.UnionWith(servers.SelectMany(s => s.Variables)
            .Where(v => !SecretSigns.IsName(v.Name) && !Interpolation.HasMarks(v.Value ?? ""))
            .Select(v => v.Value).OfType<string>().Where(v => v.Length > 1 && !SecretSigns.IsValue(v)));
        foreach (var variable in servers.SelectMany(s => s.Variables.Where(v => SecretSigns.IsName(v.Name) && Variable.IsEnvName(v.Name))))
        {
            if ((variable.Hint ?? variable.Value) is { Length: > 0 } value && !Interpolation.HasMarks(value))
            {
                var name = Interpolation.OnlyVariable(variable.Value ?? "") ?? Variable.SecretNameFor(variable.Name);
                shared[value] = [.. shared.GetValueOrDefault(value, []).Append(name).Distinct(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>A normal text; null for a variable that is not needed here.</summary>
    public string? Choose(FoundWorkload workload, FoundVariable variable)
    {
        var (name, value, hint) = variable;
        if (found.SecretKinds.ContainsKey(name))
        {
            return Interpolation.Variable(name);
        }

        if (resources.IsRedisPassword(name))
        {
            return null;
        }

        if ((Linked(workload, name, value) ?? Linked(workload, name, hint ?? (variable.IsNeeded ? "" : null))) is { } linked)
        {
            return linked;
        }

        if (string.IsNullOrEmpty(hint)
            && !variable.IsNeeded
            && (value is null || Interpolation.OnlyVariable(value) is not null)
            && workload.IsOwn
            && resources.Guess(name) is { } guess)
        {
            return guess;
        }

        var own = Variable.SecretNameFor(name);
        var secret = Interpolation.Variable(SharedName(name, hint ?? value) ?? own);
        return value switch
        {
            null => string.IsNullOrEmpty(hint) && !variable.IsNeeded ? Interpolation.Variable(own + "?") : secret,
            "" when SecretSigns.IsName(name) => Interpolation.Variable(own + "?"),
            _ when Interpolation.HasMarks(value)
                && !SecretSigns.IsValue(value)
                && !HoldsSecret(value)
                && !Resolve().IsMatch(Interpolation.Literal(value)) =>
                Known(value, hint),
            _ when open.Contains(value) => value,
            _ when SecretSigns.Is(name, value) || HoldsSecret(value) || Resolve().IsMatch(Interpolation.Literal(value)) => secret,
            _ => value,
        };
    }

    // ${X} with a value elsewhere has to be given; without one compose starts all the same.
    private static string Known(string value, string? hint) =>
        hint is { Length: > 0 } && Interpolation.OnlyVariable(value) is { } name ? Interpolation.Variable(name) : value;

    // A name's own secret first. What everybody sets is no evidence, unless both are passwords.
    private string? SharedName(string name, string? value)
    {
        if (value is not { Length: > 0 } || shared.GetValueOrDefault(value) is not { } names)
        {
            return null;
        }

        var words = SecretSigns.WordsOf(name);
        return names.Contains(name) ? name
            : !SecretSigns.IsName(name) ? null
            : !SecretSigns.IsUsual(value) && names.Count == 1 ? names[0]
            : names.OrderByDescending(n => SecretSigns.WordsOf(n).Intersect(words).Count())
                .FirstOrDefault(n => Start(SecretSigns.WordsOf(n)[^1]) == Start(words[^1]));

        static string Start(string word) => word[..Math.Min(4, word.Length)];
    }

    private string? Linked(FoundWorkload workload, string name, string? value)
    {
        if (value is null)
        {
            return null;
        }

        if (resources.LinkOf(name, value, workload.Variables, workload.IsOwn) is { } resource)
        {
            return resource;
        }

        var linked = Origin().Replace(Address().Replace(value, m => Service(workload, name, value, m)), Front);
        return linked == value ? null : Safe(linked) ?? Interpolation.Variable(name);
    }

    // api:8000 is the service's address; api alone is its host where the value can only be one.
    private string Service(FoundWorkload workload, string name, string value, Match match)
    {
        var host = match.Groups["host"].Value;
        if (found.Services.FirstOrDefault(s => s.Port is not null && s.Aliases.Contains(host, StringComparer.Ordinal)) is not { } service
            || (service.Name == workload.Name && host != service.Aliases[0])) // the name that others know it by is its own
        {
            return match.Value;
        }

        if (match.Groups["port"] is { Success: true } port)
        {
            return port.Value == $"{service.Port}"
                ? Interpolation.Link($"{service.Name}.address")
                : $"{Interpolation.Link($"{service.Name}.host")}:{port.Value}";
        }

        var inUrl = match.Index > 0
            && value[match.Index - 1] is '/' or '@'
            && value[..match.Index].Contains("://", StringComparison.Ordinal)
            && !value[(value.IndexOf("://", StringComparison.Ordinal) + 3)..match.Index].Contains('/', StringComparison.Ordinal);
        return inUrl || IsPair(value, match) || (match.Length == value.Length && ResourceLinks.IsHostName(name))
            ? Interpolation.Link($"{service.Name}.{(inUrl && service.Port == 80 ? "address" : "host")}")
            : match.Value;
    }

    // Server=sql; in a connection string.
    private static bool IsPair(string value, Match match) =>
        match.Index > 0 && value.Contains(';', StringComparison.Ordinal) && HostKey().IsMatch(value[..match.Index]);

    // The address that a browser on this machine would use for the public service.
    private string Front(Match match)
    {
        var port = match.Groups["port"] is { Success: true } written ? written.Value : "80";
        return front is not null && port == $"{front.Published ?? front.Port}" ? Interpolation.Link($"{front.Name}.url") : match.Value;
    }

    // Null where a password would be copied.
    private string? Safe(string linked)
    {
        var safe = Password().Replace(linked, m => shared.TryGetValue(m.Groups["password"].Value, out var names)
                ? $"{m.Groups["user"].Value}{Interpolation.Variable(names[0])}@"
                : m.Value);
        safe = PairPassword().Replace(safe, m => shared.TryGetValue(m.Groups["password"].Value, out var names)
                ? m.Groups["key"].Value + Interpolation.Variable(names[0])
                : m.Value);
        return SecretSigns.IsValue(safe.Replace("://guest:guest@", "://", StringComparison.Ordinal)) || HoldsSecret(safe) ? null : safe;
    }

    private bool HoldsSecret(string value) => found.Secrets.Any(s => value.Contains(s, StringComparison.Ordinal));

    // CloudFormation would read a secret there, so the app file refuses it, also put together from parts.
    [GeneratedRegex(@"\{\{\s*resolve\s*:", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Resolve();

    [GeneratedRegex(
        @"(?<![\w.-])(?<host>[A-Za-z][\w.-]*)(?::(?<port>\d{2,5})(?!\d))?(?![\w.-]|:[^/\d])",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"http://(?:localhost|127\.0\.0\.1)(?::(?<port>\d{1,5}))?(?![\w.:-])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Origin();

    [GeneratedRegex(
        @"(?:^|;)\s*(?:Server|Host|Data Source|Address)\s*=\s*(?:tcp:)?$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex HostKey();

    [GeneratedRegex(@"(?<key>\b(?:Password|Pwd)\s*=\s*)(?<password>[^;\s\uE010\uE012]+)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex PairPassword();

    [GeneratedRegex(@"(?<user>://[^\s/@:]*:)(?<password>[^\s/@\uE010\uE012]+)@", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Password();
}
