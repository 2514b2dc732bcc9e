using System.Security.Cryptography;
using System.Text;
using Fairlead.Core.Model;

namespace Fairlead.Docker.Plan;

/// <summary>
/// The load balancer's configuration (HAProxy 2.6). Servers are slots without an address, which a roll-out fills and empties at run
/// time. `slot.invalid` with `init-addr last,0.0.0.0` makes a reload keep the addresses. A backend's name ends in the hash of its
/// text: other checks or time-outs make another backend beside the old one, so old tasks are never judged by the new version's rules.
/// </summary>
internal static class HaproxyConfig
{
    public const string Image = "haproxy:2.6";
    public const int HttpPort = 8080;
    public const int AdminPort = 9999;
    public const int MasterPort = 9998;
    public const string ConfigName = "haproxy.cfg";
    public const string RoutesName = "routes.map";
    public const string ServersName = "servers";

    // One header with all addresses, the nearest last, as AWS's load balancer writes it.
    private const string ForwardedFor =
        "    http-request set-header X-Forwarded-For %[req.fhdr(x-forwarded-for)],\\ %[src] if { req.hdr(x-forwarded-for) -m found }\n"
        + "    http-request set-header X-Forwarded-For %[src] unless { req.hdr(x-forwarded-for) -m found }";

    /// <summary>Who asks for the health of a task, as the app sees it.</summary>
    public const string CheckAgent = "fairlead-health";

    // To know that it is not in the answer, all of the answer is read.
    private const string NeverSaid = "fairlead-5f0c1d7e-reads-to-the-end";

    /// <summary>The balancer's folder on the state volume.</summary>
    public static string Folder(string proxy) => $"lb/{proxy}";

    /// <summary>A copy of the file as the running process has read it: what was written and not taken over yet differs from it.</summary>
    public static string Loaded(string path) => path + ".loaded";

    public static bool IsLoaded(string path) => path.EndsWith(".loaded", StringComparison.Ordinal);

    /// <summary>The port inside the balancer that leads straight to the n-th service with a host port.</summary>
    public static int DirectPort(int index) => 9000 + index;

    /// <param name="gate">What is asked of visitors, who speak HTTP; null inside the network, where any protocol goes through.</param>
    public static Backend BackendOf(Service service, string? gate)
    {
        var tcp = gate is null;
        var health = service.Probe;
        var text = new StringBuilder();
        text.Append($"    mode {(tcp ? "tcp" : "http")}\n    balance {(tcp ? "leastconn" : "roundrobin")}\n");
        text.Append($"    timeout server {Ms(service.Timeout)}\n    timeout tunnel {Ms(service.Timeout)}\n");
        if (!tcp)
        {
            // No request is sent a second time that may have run: only what never reached a task goes to another. Connections to tasks are
            // not used again, for one that the task is just closing would fail, and nobody could tell whether the request has run.
            text.Append($"    http-reuse never\n{gate}");
        }

        if (health.Path is { } path)
        {
            // The whole answer is read, and the connection ends as between good friends: a reset would be an error in the app's log.
            text.Append("    option httpchk\n    http-check connect linger\n");
            text.Append($"    http-check send meth GET uri {path} ver HTTP/1.1 hdr Host localhost hdr User-Agent {CheckAgent}\n");
            text.Append($"    http-check expect status {health.Codes}\n    http-check expect ! string {NeverSaid}\n");
            text.Append($"    timeout check {Ms(health.Timeout)}\n");
        }

        var port = health.Port is { } p ? $" port {p}" : "";
        var (interval, fall) = Checks(health);
        text.Append($"    default-server init-addr last,0.0.0.0 check inter {Ms(interval)} fastinter 300ms downinter 500ms");
        text.Append($" rise {health.Healthy} fall {fall}{port}\n");
        for (var slot = 1; slot <= SlotsFor(service.Count); slot++)
        {
            var cookie = tcp ? "" : HaproxyGate.Cookie(service, slot);
            text.Append($"    server t{slot} slot.invalid:{service.Port} disabled{cookie}\n");
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..8];
        return new Backend($"{service.Name}.{hash}", text.ToString());
    }

    /// <summary>The balancer that answers on the host, by host and path.</summary>
    /// <param name="direct">Services with a host port, in their order.</param>
    public static string AppConfig(
        string proxy, IReadOnlyList<Backend> backends, IReadOnlyList<string> direct, int hostPort, TimeSpan longest)
    {
        var routes = $"{Scope.StateFolder}/{Folder(proxy)}/{RoutesName}";
        var text = Head(proxy, longest);
        text.Append($$"""

            frontend http
                bind :{{HttpPort}}
            {{ForwardedFor}}
                http-request set-header X-Forwarded-Proto http
                http-request set-header X-Forwarded-Port {{hostPort}}
            {{HaproxyRoutes.Rules(routes, hostPort)}}
                use_backend %[var(txn.to)] if { var(txn.to) -m found }
                default_backend _404

            backend _404
                http-request return status 404 content-type text/plain string "no service answers for this address\n"


            """);
        for (var i = 0; i < direct.Count; i++)
        {
            text.Append($"frontend direct-{direct[i]}\n    bind :{DirectPort(i)}\n{ForwardedFor}\n");
            text.Append($"    use_backend %[str({HaproxyRoutes.DirectKey(direct[i])}),map_str({routes})]\n    default_backend _404\n\n");
        }

        return Append(text, backends);
    }

    /// <summary>The balancer that answers by one service's name inside the network.</summary>
    public static string ServiceConfig(string proxy, int port, IReadOnlyList<Backend> backends, string live, TimeSpan longest)
    {
        var text = Head(proxy, longest);
        text.Append($"\nfrontend in\n    mode tcp\n    bind :{port}\n    default_backend {live}\n\n");
        return Append(text, backends);
    }

    /// <summary>The backends of a configuration that was written before.</summary>
    public static IEnumerable<Backend> Parse(string config)
    {
        const string Start = "backend ";
        foreach (var section in config.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(s => s.TrimStart('\n')))
        {
            var end = section.IndexOf('\n', StringComparison.Ordinal);
            if (section.StartsWith(Start, StringComparison.Ordinal) && end > 0 && section[Start.Length] != '_')
            {
                yield return new Backend(section[Start.Length..end], section[(end + 1)..].TrimEnd('\n') + "\n");
            }
        }
    }

    /// <summary>The file's name of the service that a backend belongs to.</summary>
    public static string ServiceOf(string backend) => backend[..backend.LastIndexOf('.')];

    // A slot that was never used is first checked within one interval, so that is short here, and more bad checks make a task
    // unhealthy: after the same time as the file says.
    private static (TimeSpan Interval, int Fall) Checks(Health health)
    {
        var interval = health.Interval < TimeSpan.FromSeconds(1) ? health.Interval : TimeSpan.FromSeconds(1);
        return (interval, (int)Math.Ceiling(health.Unhealthy * (health.Interval / interval)));
    }

    // Old and new tasks side by side, in whole twenties.
    private static int SlotsFor(int count) => Math.Max(1, ((count * 2) + 19) / 20) * 20;

    // A connection for each request: on one that was used before, HAProxy answers the death of a task with nothing at all, so that the
    // client may try again, and browsers do, with what may have run.
    private static StringBuilder Head(string proxy, TimeSpan longest) => new($"""
        global
            tune.bufsize 81920
            tune.maxrewrite 8192
            stats timeout 1h
            stats socket /tmp/fairlead.sock mode 600 level admin expose-fd listeners
            stats socket ipv4@127.0.0.1:{AdminPort} level admin
            server-state-file {Scope.StateFolder}/{Folder(proxy)}/{ServersName}
            hard-stop-after {Ms(longest)}

        defaults
            mode http
            load-server-state-from-file global
            timeout connect 5s
            timeout client {Ms(longest)}
            timeout http-request 30s
            timeout http-keep-alive 75s
            option redispatch
            retries 3
            option idle-close-on-response
            option httpclose

        """);

    private static string Append(StringBuilder text, IReadOnlyList<Backend> backends)
    {
        foreach (var backend in backends)
        {
            text.Append($"backend {backend.Name}\n{backend.Text}\n");
        }

        return text.ToString();
    }

    private static string Ms(TimeSpan time) => $"{(long)time.TotalMilliseconds}ms";
}

internal sealed record Backend(string Name, string Text);
