using System.Text.RegularExpressions;
using Fairlead.Import.Dockerfiles;
using Fairlead.Import.Text;

namespace Fairlead.Import.Compose;

/// <summary>Which port a service of a compose file serves at.</summary>
internal sealed class ComposePorts(ComposeScope scope, ComposePart part, IReadOnlyList<string>? command)
{
    public int? Best()
    {
        var service = part.Service;
        var (open, exposed) = (Targets(open: true), Targets(open: false));
        var mentioned = Mentioned();
        if (part.Known.Role == ImageRole.Server)
        {
            return Ports.Best(mentioned) ?? part.Known.Port ?? Ports.Best(open);
        }

        var checkedAt = service.Health?.Test is { } test ? HealthSigns.InCommand(test)?.Port : (int?)null;
        return service.Ports.Where(p => p.IsHttp).Select(p => (int?)p.Target).FirstOrDefault()
            ?? Ports.Best([.. open.Intersect(mentioned)])
            ?? (checkedAt is { } at && open.Contains(at) ? at : (int?)null)
            ?? Ports.Best(open)
            ?? Ports.Best(mentioned)
            ?? Ports.Best(exposed)
            ?? ComposeRoutes.Port(service, scope.Values)
            ?? (command is not null ? Ports.InCommand(string.Join(' ', command)) : null)
            ?? InVariables()
            ?? checkedAt
            ?? (service.Command is null && !SharesWithServer()
                ? Ports.Best(part.Facts?.Ports ?? []) ?? part.Facts?.Likely?.Port ?? part.Known.Port
                : null);
    }

    private List<int> Targets(bool open) => [.. part.Service.Ports.Where(p => p.IsOpen == open).Select(p => p.Target).Distinct()];

    // PORT: 4000, ASPNETCORE_URLS=http://+:8000.
    private int? InVariables() => scope.Variables.ForService(part.Service).Select(v => (v.Name, Value: v.Value ?? v.Hint ?? ""))
        .Select(v => v.Name switch
    {
        "PORT" or "HTTP_PORT" or "SERVER_PORT" or "ASPNETCORE_HTTP_PORTS" => Ports.Parse(v.Value.Split(';')[0]),
        "ASPNETCORE_URLS" => Ports.Parse(v.Value.Split(';')
            .FirstOrDefault(u => u.StartsWith("http:", StringComparison.Ordinal))?.Split(':')[^1].TrimEnd('/')),
        _ => null,
    }).FirstOrDefault(p => p is not null);

    // A worker often runs the same image as the web service, which exposes a port for that one.
    private bool SharesWithServer() =>
        scope.Parts.Any(p => p != part && p.ImageKey == part.ImageKey && p.Service.Ports.Count > 0);

    private List<int> Mentioned()
    {
        IReadOnlyList<string> names = [part.Service.Name, .. part.Service.Aliases];
        return [.. scope.Mentions.Where(m => m.By != part && names.Contains(m.Host)).Select(m => m.Port).Distinct()];
    }
}

/// <summary>A port of a service that another one's variables or command name.</summary>
internal sealed partial record ComposeMention(ComposePart By, string Host, int Port)
{
    public static IReadOnlyList<ComposeMention> Find(IReadOnlyList<ComposePart> parts) => [.. parts
        .SelectMany(p => p.Service.Variables.Select(v => v.Value ?? "").Concat(p.Service.Command ?? []), (p, text) => (p, text))
        .Where(t => t.text.Contains(':', StringComparison.Ordinal))
        .SelectMany(t => Address().Matches(t.text), (t, m) =>
            (t.p, Host: m.Groups["host"].Value, Port: Ports.Parse(m.Groups["port"].Value)))
        .Where(m => m.Port is not null).Select(m => new ComposeMention(m.p, m.Host, m.Port!.Value))];

    [GeneratedRegex(@"(?<![\w.-])(?<host>[A-Za-z0-9][\w.-]*):(?<port>\d{2,5})(?!\d)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}

/// <summary>Names of services in texts that can not refer to one: commands.</summary>
internal static partial class ServiceNames
{
    /// <param name="names">What each is called here, by its name in the project.</param>
    public static string Rename(string text, IReadOnlyDictionary<string, string> names) => Address().Replace(
        text, m => names.GetValueOrDefault(m.Groups["host"].Value) is { } name && name != m.Groups["host"].Value
            ? $"{m.Groups["before"].Value}{name}{m.Groups["port"].Value}"
            : m.Value);

    [GeneratedRegex(
        @"(?<before>://(?:[^\s/@]*@)?|(?<![\w./-]))(?<host>[A-Za-z][\w.-]*)(?<port>:\d{2,5}(?!\d))", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();
}
