using System.Security.Cryptography;
using System.Text;
using Fairlead.Core.Model;

namespace Fairlead.Docker.Plan;

/// <summary>
/// The engine's names for the things of one app and environment. An underscore can not stand in the file's names, so no two scopes meet;
/// two of them mark what the file does not name.
/// </summary>
internal sealed record Scope(AppId Id)
{
    public const string StateFolder = "/state";
    private const string FormerMark = "__former";

    public string Prefix => $"{Id.App}_{Id.Environment}";

    public string Network => Prefix;

    /// <summary>Release history, job results and the load balancer's state.</summary>
    public string StateVolume => $"{Prefix}__state";

    /// <summary>Whoever has this container deploys.</summary>
    public string Lock => $"{Prefix}__lock";

    /// <summary>Whoever has this container runs the schedules.</summary>
    public string Schedules => $"{Prefix}__schedules";

    /// <summary>The load balancer that answers on the host.</summary>
    public string Proxy => $"{Prefix}__proxy";

    /// <summary>The load balancer that answers by a service's name inside the network.</summary>
    public string InnerProxy(string service) => $"{Prefix}_{service}_lb";

    public string Resource(string name) => $"{Prefix}_{name}";

    /// <summary>The volume that leads into a directory of another.</summary>
    public string Directory(string volume, string directory) =>
        $"{Resource(volume)}__{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory)))[..8]}";

    /// <summary>The container through which the directories of a volume are made; it never starts.</summary>
    public string Folders(string volume) => $"{Resource(volume)}__folders";

    /// <summary>What a container is called that has made room for a new one, until that has proved itself.</summary>
    public static string FormerOf(string handle) => handle + FormerMark;

    public static bool IsFormer(string handle) => handle.EndsWith(FormerMark, StringComparison.Ordinal);

    public string Task(string service, int release, int index) => $"{Prefix}_{service}_{release}_{index}";

    public string Run(string job, string run) => $"{Prefix}_{job}_{run}";

    /// <summary>What an image of the app is called that is built from a content.</summary>
    public string Image(string name, string content) => $"fairlead/{Id.App}/{name}:{content}";

    /// <summary>What an image of the app is labelled with.</summary>
    public IReadOnlyDictionary<string, string> ImageLabels(string name) =>
        new Dictionary<string, string>(BaseLabels, StringComparer.Ordinal) { [Labels.Name] = name };

    /// <summary>The filter that finds everything of the scope.</summary>
    public string LabelFilter => $"{Labels.Scope}={Prefix}";

    public Dictionary<string, string> BaseLabels => new(StringComparer.Ordinal)
    {
        [Labels.Scope] = Prefix,
        [Labels.App] = Id.App,
        [Labels.Environment] = Id.Environment,
    };
}

/// <summary>Labels are the only truth of what runs.</summary>
internal static class Labels
{
    public const string Scope = "fairlead.scope";
    public const string App = "fairlead.app";
    public const string Environment = "fairlead.env";

    /// <summary>The name in the app file.</summary>
    public const string Name = "fairlead.name";

    /// <summary>task, job, resource, proxy, lock or tunnel.</summary>
    public const string Role = "fairlead.role";

    /// <summary>The release that made the container.</summary>
    public const string Release = "fairlead.release";

    /// <summary>The hash of everything that makes two containers different.</summary>
    public const string Config = "fairlead.config";

    /// <summary>Why a job runs.</summary>
    public const string Cause = "fairlead.cause";

    /// <summary>On a lock: who holds it.</summary>
    public const string Owner = "fairlead.owner";

    /// <summary>On a volume that leads into another: the directory there.</summary>
    public const string Directory = "fairlead.directory";

    /// <summary>On the state volume: the host port the app answers on, so that it stays the same.</summary>
    public const string Port = "fairlead.port";
}

internal enum Role
{
    Task,
    Job,
    Resource,
    Proxy,
    Lock,

    /// <summary>A way into the network, for as long as somebody uses it.</summary>
    Tunnel,
}
