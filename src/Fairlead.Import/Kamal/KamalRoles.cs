using System.Globalization;
using Fairlead.Core.Yaml;
using Fairlead.Import.Found;
using Fairlead.Import.Frameworks;
using Fairlead.Import.Text;

namespace Fairlead.Import.Kamal;

/// <summary>The roles of Kamal's servers: the one that the proxy leads to, and workers.</summary>
internal sealed class KamalRoles(SourceMap map, string image, ISet<string> taken, ImportNotes findings)
{
    private const int UsualPort = 80;

    public List<FoundWorkload> Read(List<FoundResource> resources)
    {
        var mounts = Mounts(resources).ToList();
        var variables = Variables(map.Map("env"));
        var servers = map.Any("servers");
        var roles = servers is MapNode all
            ? all.Entries.Select(e => (e.Key, Map: map.Map("servers")!.Map(e.Key), Hosts: Hosts(e.Value))).ToList()
            : servers is ListNode list ? [("web", null, list.Items.Count)] : [];
        var primary = map.Text("primary_role") ?? "web";
        var found = new List<FoundWorkload>();
        foreach (var (role, own, hosts) in roles)
        {
            var command = own?.Text("cmd");
            own?.Pass("hosts");
            var isWeb = role == primary || own?.Map("proxy") is not null || own?.Text("proxy") == "true";
            var workload = new FoundWorkload(AppNames.Free(role, "web", taken), image)
            {
                Aliases = [role],
                IsBuilt = true,
                Command = command is null ? null : Migrations.Words(command),
                Count = hosts > 1 ? hosts : null,
                Mounts = mounts,
                Variables = [.. Over(variables, Variables(own?.Map("env")))],
            };
            workload = isWeb ? Web(workload) : workload;
            found.Add(mounts.Count > 0 && isWeb
                ? workload with { Keys = [.. workload.Keys, new FoundKey("deploy", "replace", "one writer of its files")] } : workload);
            if (command is not null && SecretSigns.IsInCommand([command]))
            {
                findings.Missing(role, own!.Place, "its command holds a secret");
            }
        }

        if (mounts.Count > 0)
        {
            findings.ToDo(
                null, map.At("volumes"),
                "a volume is shared by all tasks: with SQLite on it only one may write, so keep count: 1 and deploy: replace, or move to a "
                + "postgres");
        }

        return found;
    }

    private FoundWorkload Web(FoundWorkload workload)
    {
        var proxy = map.Map("proxy");
        var check = proxy?.Map("healthcheck") ?? map.Map("healthcheck");
        var port = Ports.Parse(proxy?.Text("app_port") ?? check?.Text("port")) ?? UsualPort;
        TimeSpan? Seconds(string key) => double.TryParse(check?.Text(key)?.TrimEnd('s'), CultureInfo.InvariantCulture, out var n)
            ? TimeSpan.FromSeconds(n) : null;
        var timeout = proxy?.Text("response_timeout")?.TrimEnd('s');
        return workload with
        {
            Port = port,
            IsOpen = true,
            Health = new FoundHealth(check?.Text("path") ?? "/up", port) { Interval = Seconds("interval"), Timeout = Seconds("timeout") },
            Keys = timeout is null ? [] : [new FoundKey("timeout", $"{timeout}s")],
        };
    }

    private static int Hosts(Node node) => node switch
    {
        ListNode list => list.Items.Count,
        MapNode map when map["hosts"] is ListNode hosts => hosts.Items.Count,
        _ => 1,
    };

    private IEnumerable<KeyValuePair<string, string>> Mounts(List<FoundResource> resources)
    {
        foreach (var parts in map.Texts("volumes").Select(v => v.Split(':')).Where(p => p.Length > 1))
        {
            if (parts[0].StartsWith('/') || parts[0].StartsWith('.'))
            {
                findings.Changed(null, map.At("volumes"), $"the folder {parts[0]} of the machine is a volume here");
            }

            var name = AppNames.Free(parts[0][(parts[0].LastIndexOf('/') + 1)..], "files", taken);
            resources.Add(new FoundResource(name, "volume"));
            yield return KeyValuePair.Create(parts[1], name + (parts.ElementAtOrDefault(2) == "ro" ? ":ro" : ""));
        }
    }

    /// <summary>Clear ones and secrets; the older form has only names and values.</summary>
    public static IReadOnlyList<FoundVariable> Variables(SourceMap? env)
    {
        if (env is null)
        {
            return [];
        }

        var clear = env.Has("clear") || env.Has("secret") ? env.Map("clear") : env;
        var texts = (clear?.Entries ?? []).Where(e => e.Value is ScalarNode).Select(e => (e.Key, Text: clear!.Text(e.Key) ?? ""));
        return
        [
            .. texts.Select(t => t.Text.Contains("${ERB}", StringComparison.Ordinal)
                ? new FoundVariable(t.Key, null) { IsNeeded = true }
                : new FoundVariable(t.Key, Interpolation.Normal(t.Text))),
            .. env.Texts("secret").Select(s => s.Split(':')).Select(p => p.Length == 1
                ? new FoundVariable(p[0], null) { IsNeeded = true }
                : new FoundVariable(p[0], Interpolation.Variable(p[1]))),
        ];
    }

    private static IEnumerable<FoundVariable> Over(IReadOnlyList<FoundVariable> below, IReadOnlyList<FoundVariable> above) =>
        below.Where(b => above.All(a => a.Name != b.Name)).Concat(above);
}
