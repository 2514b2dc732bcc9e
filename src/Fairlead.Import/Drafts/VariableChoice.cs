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
    private readonly Dictionary<string, string> shared = new(StringComparer.Ordinal);

    /// <param name="front">The public service.</param>
    public VariableChoice(FoundApp found, FoundWorkload? front)
    {
        this.found = found;
        this.front = front;
        resources = new ResourceLinks(found.Resources);
        var ofServers = found.Services.Where(s => !s.IsOwn).SelectMany(s => s.Variables);
        foreach (var variable in ofServers.Where(v => SecretSigns.IsName(v.Name) && Variable.IsEnvName(v.Name)))
        {
            // A server's own password is also what others log in with.
            if ((variable.Hint ?? variable.Value) is { Length: > 0 } value && !Interpolation.HasMarks(value))
            {
                shared.TryAdd(value, Interpolation.OnlyVariable(variable.Value ?? "") ?? Variable.SecretNameFor(variable.Name));
            }
        }
    }

    /// <summary>A normal text; null for a variable that is not needed here.</summary>
    public string? Choose(FoundWorkload workload, FoundVariable variable)
    {
        var (name, value, hint) = variable;
        if (resources.IsRedisPassword(name))
        {
            return null;
        }

        if ((Linked(workload, name, value) ?? Linked(workload, name, hint)) is { } linked)
        {
            return linked;
        }

        if (hint is null && (value is null || Interpolation.OnlyVariable(value) is not null) && resources.Guess(name) is { } guess)
        {
            return guess;
        }

        var own = Variable.SecretNameFor(name);
        var secret = Interpolation.Variable(hint is not null ? shared.GetValueOrDefault(hint, own) : own);
        return value switch
        {
            null => secret,
            "" when SecretSigns.IsName(name) => Interpolation.Variable(own + "?"),
            _ when Interpolation.HasMarks(value)
                && !SecretSigns.IsValue(value)
                && !HoldsSecret(value)
                && !Resolve().IsMatch(Interpolation.Literal(value)) =>
                value,
            _ when shared.TryGetValue(value, out var other) && SecretSigns.Is(name, value) => Interpolation.Variable(other),
            _ when SecretSigns.Is(name, value) || HoldsSecret(value) || Resolve().IsMatch(Interpolation.Literal(value)) => secret,
            _ => value,
        };
    }

    private string? Linked(FoundWorkload workload, string name, string? value)
    {
        if (value is null)
        {
            return null;
        }

        if (resources.LinkOf(name, value, workload.Variables) is { } resource)
        {
            return resource;
        }

        var linked = Origin().Replace(Address().Replace(value, m => Service(name, value, m)), Front);
        return linked == value ? null : Safe(linked) ?? Interpolation.Variable(name);
    }

    // api:8000 is the service's address; api alone is its host where the value can only be one.
    private string Service(string name, string value, Match match)
    {
        var host = match.Groups["host"].Value;
        if (found.Services.FirstOrDefault(s => s.Port is not null && s.Aliases.Contains(host, StringComparer.Ordinal)) is not { } service)
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
        return inUrl || (match.Length == value.Length && ResourceLinks.IsHostName(name))
            ? Interpolation.Link($"{service.Name}.{(inUrl && service.Port == 80 ? "address" : "host")}")
            : match.Value;
    }

    // The address that a browser on this machine would use for the public service.
    private string Front(Match match)
    {
        var port = match.Groups["port"] is { Success: true } written ? written.Value : "80";
        return front is not null && port == $"{front.Published ?? front.Port}" ? Interpolation.Link($"{front.Name}.url") : match.Value;
    }

    // Null where a password would be copied.
    private string? Safe(string linked)
    {
        var safe = Password().Replace(linked, m => shared.TryGetValue(m.Groups["password"].Value, out var name)
                ? $"{m.Groups["user"].Value}{Interpolation.Variable(name)}@"
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

    [GeneratedRegex(@"(?<user>://[^\s/@:]*:)(?<password>[^\s/@\uE010\uE012]+)@", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Password();
}
