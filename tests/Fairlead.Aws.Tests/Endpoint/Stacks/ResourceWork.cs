using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Stacks;

internal enum WorkKind
{
    Create,
    Update,
    Delete,
}

/// <summary>One step of a stack at one resource; it ends once, well or not.</summary>
internal sealed class ResourceWork(WorkKind kind, LiveResource resource, Action<string?> end)
{
    private bool hasEnded;

    public WorkKind Kind => kind;

    public LiveResource Resource => resource;

    /// <summary>Before an update.</summary>
    public JsonObject? Before { get; init; }

    /// <summary>It ends once it is made.</summary>
    public bool IsExpress { get; init; }

    /// <summary>How long it will take from its end until it is ready.</summary>
    public TimeSpan Rest { get; set; }

    public string StackName => resource.StackName;

    public void Done() => End(null);

    public void Fail(string reason) => End(reason);

    /// <summary>What comes of it is of no interest any more.</summary>
    public void Abandon() => hasEnded = true;

    private void End(string? failure)
    {
        if (!hasEnded)
        {
            hasEnded = true;
            end(failure);
        }
    }
}

/// <summary>What becomes of resources of a type beside their place in the stack; each ends its work itself.</summary>
internal sealed record ResourceLife(Action<ResourceWork> Create, Action<ResourceWork> Update, Action<ResourceWork> Delete);

/// <summary>Does the work at resources in AWS's time, and as a test's script says.</summary>
internal sealed class ResourceWorker(AwsWorld world)
{
    private readonly Dictionary<string, ResourceLife> lives = [];
    private readonly List<Scripted> script = [];
    private readonly Dictionary<string, (string Property, Func<string, bool> IsThere)> names = [];
    private readonly List<(string Stack, LiveFinding Finding)> findings = [];

    public Latencies Latencies { get; } = new();

    /// <summary>
    /// What is in the account already is found before a stack is made, where the template says its name (CloudFormation User Guide,
    /// "Validate stack deployments").
    /// </summary>
    /// <param name="isThere">Whether there is one of a name.</param>
    public void Name(string type, string property, Func<string, bool> isThere) => names.Add(type, (property, isThere));

    /// <summary>CloudFormation's validation finds something of a resource of a stack.</summary>
    public void Find(string stack, LiveFinding finding) => findings.Add((stack, finding));

    /// <param name="properties">Null where it is there and is to be taken up.</param>
    public IEnumerable<LiveFinding> FindingsOf(LiveStack stack, string id, string type, JsonObject? properties) =>
        findings.Where(f => f.Stack == stack.Name && f.Finding.LogicalId == id).Select(f => f.Finding)
            .Concat(!stack.Resources.ContainsKey(id) && names.TryGetValue(type, out var named)
                && properties?[named.Property]?.ToString() is { } name && named.IsThere(name)
                ? [new LiveFinding(id, "NAME_CONFLICT_VALIDATION", $"Resource of type '{type}' with identifier '{name}' already exists.")]
                : []);

    public void On(string type, ResourceLife life) => lives.Add(type, life);

    /// <param name="place"><c>STACK/LogicalId</c>.</param>
    public void Fail(string place, WorkKind kind, string reason, int times = 1) => script.Add(new Scripted(place, kind, reason, times));

    /// <summary>Never ends.</summary>
    public void Hang(string place, WorkKind kind) => script.Add(new Scripted(place, kind, null, 1));

    public void Begin(ResourceWork work)
    {
        var place = $"{work.StackName}/{work.Resource.LogicalId}";
        var found = script.Find(s => s.Place == place && s.Kind == work.Kind && s.Left > 0);
        var time = work.Kind switch
        {
            WorkKind.Create when work.IsExpress => Latencies.Resource,
            WorkKind.Create => Latencies.Create(work.Resource.Type),
            WorkKind.Update => Latencies.Update,
            _ => Latencies.Delete,
        };
        work.Rest = work.IsExpress ? Latencies.Create(work.Resource.Type) - time : TimeSpan.Zero;
        if (found is not null)
        {
            found.Left--;
            if (found.Reason is { } reason)
            {
                world.Clock.After(time, () => work.Fail(reason));
            }

            return;
        }

        world.Clock.After(time, () => Do(work));
    }

    private void Do(ResourceWork work)
    {
        if (!lives.TryGetValue(work.Resource.Type, out var life))
        {
            work.Done();
            return;
        }

        (work.Kind switch { WorkKind.Create => life.Create, WorkKind.Update => life.Update, _ => life.Delete })(work);
    }

    private sealed class Scripted(string place, WorkKind kind, string? reason, int times)
    {
        public string Place => place;

        public WorkKind Kind => kind;

        public string? Reason => reason;

        public int Left { get; set; } = times;
    }
}
