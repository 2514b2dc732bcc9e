using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>
/// What services and jobs stand on: network, volumes, databases; and what is left of names that are no longer in the file.
/// </summary>
internal sealed class Foundation(PlanDraft draft)
{
    /// <summary>The volume of the release history.</summary>
    public const string History = "release history";

    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(90);

    private readonly App app = draft.App;
    private readonly Scope scope = draft.Scope;
    private readonly Observed observed = draft.Observed;
    private readonly HashSet<string> renewed = new(StringComparer.Ordinal);

    /// <summary>"postgres", "redis".</summary>
    public static string Type(Resource resource) => resource is AwsServer ? "aws" : Attributes.WordFor(resource.Kind);

    public void Ground()
    {
        if (draft.Input.Generated is { Count: > 0 } generated)
        {
            draft.Add(new Lane(LaneKind.Secrets, "secrets", Activity.Create, [new KeepSecrets(generated)]));
            NoteSecrets([.. generated.Keys.Except(draft.Input.Recovered, StringComparer.Ordinal)], "generated");
            NoteSecrets(draft.Input.Recovered, "found in its container");
        }

        if (observed.Subnet is null && !IsForeign("network", scope.Network, null))
        {
            var subnet = Subnet.Choose(scope.Prefix, observed.OtherSubnets);
            draft.Add(new Lane(LaneKind.Network, "network", Activity.Create, [new CreateNetwork(scope.Network, subnet, scope.BaseLabels)]));
            draft.Changes.Add(new Change(Verb.Add, "network", "network", subnet.Cidr));
        }

        AddVolume(scope.StateVolume, History, null, (Labels.Port, $"{draft.HostPort}"));
        foreach (var resource in Touched())
        {
            var volume = scope.Resource(resource.Name);
            if (MajorOf(resource) is { } wanted && Written(resource) is { } written && written != wanted)
            {
                Renew(resource, volume, written, wanted);
            }
            else
            {
                AddVolume(volume, $"data of {resource.Name}", resource.Origin.Name,
                    [(Labels.Name, resource.Name), .. PortOf(resource)]);
            }
        }
    }

    public void Resources()
    {
        foreach (var resource in Touched())
        {
            var spec = draft.Containers.Resource(resource);
            var present = observed.Find(spec.Name);
            var former = Formers.Kept(observed, spec.Name);
            var isSame = present?.Config == spec.Config && !renewed.Contains(resource.Name)
                && HandChanges.Find(spec, present).Count == 0;
            var isRight = isSame && present is { Runs: true };
            if (isSame && present is { Runs: false } && former is null)
            {
                draft.Add(ResourceLane(resource, spec, [new StartContainer(spec.Name), .. Prove(resource, spec)]));
                draft.Changes.Add(new Change(
                    Verb.Restart, resource.Name, Type(resource), $"it is {present.Ended}; its data stays", resource.Origin.Name));
            }
            else if (!isRight)
            {
                Make(resource, spec, present, former);
            }
            else if (!Formers.HasProved(observed, present!))
            {
                // A deploy was killed before its new container had done so.
                draft.Add(ResourceLane(resource, spec, Prove(resource, spec)) with
                {
                    Undo = former is null ? []
                        : [new StopContainer(spec.Name, spec.Stop), new RemoveContainer(spec.Name), .. ComeBack(resource, spec)],
                });
            }
            else if (Contents(resource, spec) is { Count: > 0 } missing)
            {
                draft.Add(new Lane(LaneKind.Resource, resource.Name, Activity.Ready, missing) { After = [.. draft.StateAtHand] });
                draft.Changes.Add(resource is Postgres
                    ? new Change(Verb.Change, resource.Name, Type(resource), "extensions", resource.Origin.PlaceOf("extensions"))
                    : new Change(Verb.Change, resource.Name, Type(resource), "its buckets, queues or documents"));
            }
        }
    }

    private static Span PlaceOfImage(Resource resource) =>
        resource.Origin.PlaceOf(
            resource is Postgres { Image: not null } or Redis { Image: not null } or Search { Image: not null } ? "image" : "version");

    private IEnumerable<Resource> Touched() => Supported.Running(app).Where(r => draft.Goal.Touches(r.Name)
        || (r is AwsServer && app.Resources.Any(part => AwsServer.Serves(part) && draft.Goal.Touches(part.Name))));

    // By which other apps see that it is taken, also while this one is down.
    private IEnumerable<(string Key, string Value)> PortOf(Resource resource) =>
        resource is AwsServer ? [(Labels.Port, $"{draft.AwsPort}")] : [];

    // PostgreSQL does not start on the files of another major version; to find out afterwards would mean a database that is down.
    private string? Written(Resource resource) => observed.DataVersions.GetValueOrDefault(resource.Name);

    private string? MajorOf(Resource resource) => resource is Postgres postgres
        ? draft.Input.ImageVersions.GetValueOrDefault(draft.Containers.Resource(postgres).Image)
        : null;

    private void AddVolume(string name, string what, Span? place, params IEnumerable<(string Key, string Value)> labels)
    {
        if (observed.Volumes.All(v => v.Name != name) && !IsForeign("volume", name, place))
        {
            draft.Add(new Lane(LaneKind.Volume, what, Activity.Create, [new CreateVolume(name, Labelled(labels))]));
        }
    }

    private Dictionary<string, string> Labelled(params IEnumerable<(string Key, string Value)> labels)
    {
        var all = scope.BaseLabels;
        foreach (var (key, value) in labels)
        {
            all[key] = value;
        }

        return all;
    }

    private void Renew(Resource resource, string volume, string written, string wanted)
    {
        var place = PlaceOfImage(resource);
        if (!draft.Goal.AllowReplace.Contains(resource.Name, StringComparer.Ordinal))
        {
            draft.Refusals.Add(new Problem(
                Codes.DataAtRisk,
                Severity.Error,
                place,
                $"{resource.Name}: the data is of PostgreSQL {written}, the file asks for {wanted}, which does not read it",
                $"set version: {written}; or dump the data first, allow its loss with --allow-replace {resource.Name}, and restore it"));
            return;
        }

        renewed.Add(resource.Name);
        var steps = new List<Step>();
        if (observed.Find(scope.Resource(resource.Name)) is { } present)
        {
            steps.AddRange([new StopContainer(present.Handle, TimeSpan.FromSeconds(60)), new RemoveContainer(present.Handle)]);
        }

        steps.AddRange(
            [new RemoveVolume(volume), new CreateVolume(volume, Labelled((Labels.Name, resource.Name)))]);
        draft.Add(new Lane(LaneKind.Volume, $"data of {resource.Name}", Activity.Create, steps));
        draft.Changes.Add(new Change(Verb.Replace, resource.Name, "data", $"PostgreSQL {wanted} does not read that of {written}", place,
            DataAtRisk: true));
    }

    // What was there before is kept under another name until the release is on record, and comes back if it never is.
    private void Make(Resource resource, ContainerSpec spec, Container? present, Container? former)
    {
        draft.Pulls.Add(new ImagePull(resource.Name, spec.Image) { Place = PlaceOfImage(resource) });
        var steps = new List<Step>();
        var undo = new List<Step> { new RemoveMade(spec.Name, spec.Stop) };
        if (Written(resource) is { } written && MajorOf(resource) is null)
        {
            steps.Add(new ConfirmVersion(resource.Name, spec.Image, written));
        }

        if (!renewed.Contains(resource.Name))
        {
            steps.AddRange(Formers.MakeRoom(observed, spec.Name, spec.Stop));
        }

        if (resource is AwsServer && HostPort.KeptForAws(scope, observed) is { } port && port != draft.AwsPort)
        {
            steps.Add(new PutFiles(scope.Proxy, [(HostPort.AwsFile, $"{draft.AwsPort}\n")]));
        }

        steps.Add(new CreateContainer(spec.MadeBy(draft.Maker)));
        if (resource is AwsServer)
        {
            steps.Add(new PutFiles(spec.Name, [(AwsServer.ScriptFile, AwsServer.Script)]));
        }

        steps.Add(new StartContainer(spec.Name));
        steps.AddRange(Prove(resource, spec));
        if ((former ?? present) is not null && !renewed.Contains(resource.Name))
        {
            undo.AddRange(ComeBack(resource, spec));
        }

        draft.Add(ResourceLane(resource, spec, steps) with { Undo = undo });
        draft.Changes.Add(WhyMade(resource, spec, present));
    }

    private List<Step> Prove(Resource resource, ContainerSpec spec) =>
    [
        new WaitAnswer(spec.Name, ResourceContents.Probe(resource), FirstAnswer),
        .. ResourceContents.Password(resource, spec.Name, "set the password"),
        .. Contents(resource, spec),
    ];

    private IReadOnlyList<Step> Contents(Resource resource, ContainerSpec spec) => ResourceContents.Missing(
        draft, resource, spec, isNew: observed.Find(spec.Name) is null || renewed.Contains(resource.Name));

    private static Change WhyMade(Resource resource, ContainerSpec spec, Container? present)
    {
        var what = Type(resource);
        return present switch
        {
            null => new Change(Verb.Add, resource.Name, what, spec.Image, resource.Origin.Name),
            _ when present.Image != spec.Image =>
                new Change(Verb.Replace, resource.Name, what, $"{present.Image} to {spec.Image}; the data stays", resource.Origin.Name),
            _ when HandChanges.Find(spec, present) is { Count: > 0 } changes =>
                new Change(Verb.Replace, resource.Name, what, $"{HandChanges.Words(changes)}; the data stays", resource.Origin.Name),
            _ => new Change(Verb.Replace, resource.Name, what, "its container differs; the data stays", resource.Origin.Name),
        };
    }

    private Lane ResourceLane(Resource resource, ContainerSpec spec, IReadOnlyList<Step> steps) =>
        new(LaneKind.Resource, resource.Name, Activity.Start, steps)
        {
            After =
            [
                .. draft.Done(LaneKind.Secrets, LaneKind.Network),
                .. draft.Done(LaneKind.Volume, $"data of {resource.Name}"),
                .. resource is AwsServer || Contents(resource, spec).Count > 0 ? draft.StateAtHand : [],
            ],
            Detail = "answers",
        };

    // With the password it had: it stands in its own environment.
    private static IEnumerable<Step> ComeBack(Resource resource, ContainerSpec spec) =>
    [
        new RenameContainer(Scope.FormerOf(spec.Name), spec.Name, IfFree: true),
        new StartContainer(spec.Name),
        new WaitAnswer(spec.Name, ResourceContents.Probe(resource), FirstAnswer),
        .. ResourceContents.Password(resource, spec.Name, "set the password back"),
    ];

    private void NoteSecrets(IReadOnlyList<string> names, string why)
    {
        if (names.Count > 0)
        {
            draft.Changes.Add(new Change(Verb.Add, string.Join(", ", names), names.Count == 1 ? "secret" : "secrets", why));
        }
    }

    // What somebody else made is never taken for ours.
    private bool IsForeign(string what, string name, Span? place)
    {
        if (!observed.Foreign.Contains(name, StringComparer.Ordinal))
        {
            return false;
        }

        draft.Refusals.Add(new Problem(
            Codes.NotOurs,
            Severity.Error,
            place ?? app.Document.Span,
            $"the engine has a {what} named {name} already, and it is not of {scope.Id}",
            $"look what it is with: docker {what} inspect {name}; then rename it, or remove it"));
        return true;
    }
}
