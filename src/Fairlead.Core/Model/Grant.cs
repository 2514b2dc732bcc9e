using Fairlead.Core.Sources;

namespace Fairlead.Core.Model;

/// <summary>What a workload may do with something it is linked to.</summary>
public enum Access
{
    /// <summary>The network path only.</summary>
    Connect,
    Read,
    Write,
    ReadWrite,
    Send,

    /// <summary>Receive and delete.</summary>
    Receive,
    SendReceive,

    /// <summary>Call an endpoint.</summary>
    Invoke,

    /// <summary>Submit, describe and cancel a job; start and stop an endpoint, and call it.</summary>
    Start,

    /// <summary>See a volume's files.</summary>
    Mount,
}

/// <summary>An entry of <c>uses</c>: a link that leaves no trace in the env, or that widens or narrows one that does.</summary>
/// <param name="Prefix">Only objects whose names start with it.</param>
public sealed record Use(string Target, Kind Holds, Access Access, string? Prefix, Span Span);

/// <summary>A statement of <c>permissions</c>: any actions on any AWS resources.</summary>
public sealed record Permission(IReadOnlyList<string> Allow, IReadOnlyList<Text> To, Span Span);

/// <param name="Target">What the link leads to.</param>
/// <param name="Holds">What kind of thing that is.</param>
/// <param name="Access">What may be done with it.</param>
/// <param name="Prefix">Only objects whose names start with it.</param>
/// <param name="Cause">The line that caused it.</param>
public sealed record Grant(string Target, Kind Holds, Access Access, string? Prefix, Span Cause);

/// <summary>What follows from links.</summary>
public static class Grants
{
    /// <summary>What a mere reference grants.</summary>
    public static Access Default(Kind kind) => kind switch
    {
        Kind.Bucket or Kind.Search => Access.ReadWrite,
        Kind.Queue => Access.SendReceive,
        Kind.Config => Access.Read,
        Kind.Endpoint => Access.Invoke,
        Kind.GpuJob => Access.Start,
        Kind.Volume => Access.Mount,
        _ => Access.Connect,
    };

    /// <summary>The levels that <c>uses</c> may give for a kind; none where there is nothing to choose.</summary>
    public static IReadOnlyList<(string Word, Access Access)> Levels(Kind kind) => kind switch
    {
        Kind.Bucket or Kind.Search => [("read", Access.Read), ("write", Access.Write), ("readwrite", Access.ReadWrite)],
        Kind.Queue => [("send", Access.Send), ("receive", Access.Receive)],
        Kind.Config => [("read", Access.Read)],
        Kind.Endpoint or Kind.GpuJob => [("start", Access.Start)],
        _ => [],
    };

    internal static IReadOnlyList<Grant> Derive(App app, Workload workload)
    {
        var grants = new List<Grant>();
        foreach (var variable in workload.Env)
        {
            AddLinks(grants, workload, variable.Value.Parts);
        }

        foreach (var use in workload.Uses)
        {
            Add(grants, workload, (use.Target, use.Holds), use.Span);
        }

        foreach (var mount in workload.Mounts)
        {
            if (mount is VolumeMount volume)
            {
                Add(grants, workload, (volume.Volume, Kind.Volume), volume.Span);
            }
        }

        // Whoever reads a document has to reach what its values name.
        for (var (i, asked) = (0, grants.Count); i < asked; i++)
        {
            if (grants[i].Holds == Kind.Config && app.Resources.Find(grants[i].Target) is Config document)
            {
                foreach (var link in document.Links)
                {
                    Add(grants, workload, (link.Target, link.Holds), link.Span);
                }
            }
        }

        return grants;
    }

    private static void AddLinks(List<Grant> grants, Workload workload, IReadOnlyList<Part> parts)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is AttributePart { IsLink: true } link)
            {
                Add(grants, workload, (link.Target, link.Holds), link.Span);
            }
        }
    }

    private static void Add(List<Grant> grants, Workload workload, (string Name, Kind Kind) target, Span cause)
    {
        if (target.Name == workload.Name)
        {
            return;
        }

        foreach (var grant in grants)
        {
            if (grant.Target == target.Name)
            {
                return;
            }
        }

        Use? use = null;
        foreach (var each in workload.Uses)
        {
            use = each.Target == target.Name ? each : use;
        }

        grants.Add(new Grant(target.Name, target.Kind, use?.Access ?? Default(target.Kind), use?.Prefix, use?.Span ?? cause));
    }
}
