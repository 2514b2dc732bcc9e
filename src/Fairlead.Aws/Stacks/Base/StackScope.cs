using System.Collections.Concurrent;
using System.Globalization;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Stacks.Base;

/// <summary>One app in one environment, and how all that is made for it is called.</summary>
internal sealed class StackScope(App app)
{
    private static readonly string[] PublicSubnets = ["PublicSubnet0", "PublicSubnet1", "PublicSubnet2"];
    private static readonly string[] PrivateSubnets = ["PrivateSubnet0", "PrivateSubnet1", "PrivateSubnet2"];

    // A release asks from many places at once.
    private readonly ConcurrentDictionary<string, string> stacks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlyList<Grant>> grants = new(StringComparer.Ordinal);
    private IReadOnlySet<string>? calledServices;

    public App App => app;

    public string EnvironmentStack { get; } = PhysicalName.For(NameRule.Stack, app.Name, app.Environment.Name);

    /// <summary>Where certificates and firewalls of content delivery networks are.</summary>
    public const string CloudFrontRegion = "us-east-1";

    /// <summary>The parameter by which a stack is protected from deletion.</summary>
    public const string Protection = "Protect";

    /// <summary>The logical id of the log of what a stack runs.</summary>
    public const string LogId = "LogGroup";

    /// <summary>Where services find each other by name.</summary>
    public string Domain { get; } = $"{app.Environment.Name}.{app.Name}.internal";

    public OwnNetwork? OwnNetwork => app.Network as OwnNetwork;

    /// <summary>Tasks stand in public subnets, because private ones would have no way out.</summary>
    public bool UsesPublicSubnets => app.Network.Nat == Nat.None;

    /// <summary>Which subnets are taken: where the file names only one kind of an existing network, it is that one.</summary>
    public bool ArePublic(bool isPublic) => app.Network is ExistingNetwork { Subnets: { } subnets }
        ? isPublic ? subnets.Public.Count > 0 : subnets.Private.Count == 0
        : isPublic;

    /// <summary>Visitors meet a content delivery network, and nothing leads round it.</summary>
    public bool IsBehindCdn { get; } = app.Edge.Cdn && app.Services.Any(s => s.Route is not null);

    public string CloudFrontStack { get; } = PhysicalName.For(NameRule.Stack, app.Name, app.Environment.Name, VisitorAuth.Edge);

    public bool IsStrict => app.Security.Profile == Profile.Strict;

    public bool IsDev => app.Security.Profile == Profile.Dev;

    /// <summary>What the app has once for each account and region.</summary>
    public string AccountStack { get; } = PhysicalName.For(NameRule.Stack, "fairlead", app.Name);

    /// <summary>Who may do what with the environment: a person makes it.</summary>
    public string AccessStack { get; } = PhysicalName.For(NameRule.Stack, app.Name, app.Environment.Name, "access");

    /// <summary>Of a zone that is made for the app; null where none is.</summary>
    public string? ZoneStack { get; } = DomainNames.NewZone(app) is { } zone
        ? PhysicalName.For(NameRule.Stack, "fairlead", app.Name, $"zone-{Fingerprint.Compute(zone)}") : null;

    /// <summary>How rights tell what is the environment's.</summary>
    public Reach Reach { get; } = new(app.Name, app.Environment.Name);

    /// <summary>Services that others call by name.</summary>
    public IReadOnlySet<string> CalledServices => calledServices ??= ServiceAddress.Called(app, GrantsOf);

    /// <summary>As the app says them; worked out once.</summary>
    public IReadOnlyList<Grant> GrantsOf(Workload workload)
    {
        if (!grants.TryGetValue(workload.Name, out var found))
        {
            grants[workload.Name] = found = app.GrantsOf(workload);
        }

        return found;
    }

    public string StackNameOf(string name)
    {
        if (!stacks.TryGetValue(name, out var found))
        {
            stacks[name] = found = PhysicalName.For(NameRule.Stack, app.Name, app.Environment.Name, name);
        }

        return found;
    }

    public string NameOf(NameRule rule, string name) => PhysicalName.For(rule, app.Name, app.Environment.Name, name);

    public Stack NewStack(string name) => new(StackNameOf(name)) { Description = $"{name} of {app.Name} ({app.Environment.Name})" };

    /// <summary>A value of the environment's stack, in another one.</summary>
    public Value ImportOutput(Stack stack, string output) => ImportOutput(stack, output, EnvironmentStack, output);

    /// <summary>A value of the stack of a name.</summary>
    public Value ImportOutputOf(Stack stack, string name, string output) =>
        ImportOutput(stack, LogicalId.For(LogicalIdPrefix.From, name) + output, StackNameOf(name), output);

    /// <summary>A value of the stack that says who may do what.</summary>
    public Value ImportAccessOutput(Stack stack, string output) => ImportOutput(stack, output, AccessStack, output);

    /// <summary>A value of the account's stack.</summary>
    public Value ImportAccountOutput(Stack stack, string output) => ImportOutput(stack, output, AccountStack, output);

    /// <summary>A value that a release moves.</summary>
    /// <param name="definition">The document whose revision it is.</param>
    public static Value LiveParameter(Stack stack, string name, string definition) =>
        stack.FindParameter(name) is null ? Added(stack, new StackParameter(name) { Source = new LiveValue(definition) }) : Value.Ref(name);

    /// <summary>
    /// Where templates, releases and the lease are kept. It has a name that follows from the file and the account: what an environment is
    /// has to be found with one call.
    /// </summary>
    public static string ArtifactBucketOf(string app, string region, string account) => $"{ArtifactBucketStart(app)}{region}-{account}";

    /// <summary>What stands before region and account.</summary>
    public static string ArtifactBucketStart(string app) => PhysicalName.For(NameRule.ArtifactBucket, "fairlead", app) + "-";

    /// <summary>Under which the definition of a workload is written.</summary>
    public string DefinitionOf(string workload) => StackNameOf(workload) + ".task";

    /// <summary>
    /// What keeps something from being deleted: on once a release has proved itself, off while the stack is made and while it is destroyed,
    /// since CloudFormation could take back neither.
    /// </summary>
    public static CallValue Protected(Stack stack, Value on, Value off)
    {
        if (stack.FindParameter(Protection) is null)
        {
            stack.Add(new StackParameter(Protection) { Source = new LiveValue(), Default = "false" });
            stack.AddCondition("IsProtected", Value.IsEqual(Value.Ref(Protection), "true"));
        }

        return Value.If("IsProtected", on, off);
    }

    /// <summary>A zone of the account and region that has what the app needs, by its name: chosen before the stack is made, and
    /// kept.</summary>
    public static Value Zone(Stack stack, int index) => Parameter(stack, $"AvailabilityZone{Number(index)}");

    /// <summary>A value that is found out before the stack is made.</summary>
    public static Value Parameter(Stack stack, string name, string type = "String") =>
        stack.FindParameter(name) is null ? Added(stack, new StackParameter(name, type)) : Value.Ref(name);

    /// <summary>An output of any stack.</summary>
    public static Value ImportOutput(Stack stack, string parameter, string from, string output) =>
        stack.FindParameter(parameter) is null ? Added(stack, new StackParameter(parameter) { Source = new ImportedOutput(from, output) })
        : Value.Ref(parameter);

    /// <summary>The subnets that something of a stack stands in.</summary>
    public Value Subnets(Stack stack, bool isPublic)
    {
        isPublic = ArePublic(isPublic);
        var kind = isPublic ? "Public" : "Private";
        var count = app.Network switch
        {
            OwnNetwork own => own.Zones,
            ExistingNetwork { Subnets: { } subnets } => (isPublic ? subnets.Public : subnets.Private).Count,
            _ => 0,
        };
        return count == 0
            ? Parameter(stack, $"{kind}Subnets", "List<AWS::EC2::Subnet::Id>")
            : ImportSubnets(stack, isPublic ? PublicSubnets : PrivateSubnets, count);
    }

    /// <summary>By which all that the environment has is found, whatever <c>tags</c> the file gives.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> OwnTags =>
        [new("fairlead:app", app.Name), new("fairlead:environment", app.Environment.Name)];

    /// <summary>What a list of tags of the app says of everything in the stack of a name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags(string? name)
    {
        var tags = new Dictionary<string, string>(OwnTags, StringComparer.Ordinal);
        if (name is not null)
        {
            tags["fairlead:name"] = name;
        }

        foreach (var tag in app.Tags)
        {
            tags[tag.Key] = tag.Value;
        }

        return [.. tags];
    }

    /// <summary>A key of the edge where it stands, else the nearest thing around it.</summary>
    public static Span EdgePlace(App app, string key) => PlaceOf(app, "edge", key);

    public static Span PlaceOf(App app, string section, string key) =>
        app.Document.Find(section) is { } found ? new Origin(found.KeySpan, found.Value).PlaceOf(key) : app.Document.Span;

    /// <summary>What is the account's is of no environment.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> AccountTags =>
        [KeyValuePair.Create("fairlead:app", app.Name), .. app.Shared.Tags.Select(t => KeyValuePair.Create(t.Key, t.Value))];

    public static Cause CauseOf(Origin origin, string why) => new(origin.Name, why);

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A user's list of keys and values as load balancers take them.</summary>
    public static ListValue Attributes(params (string Key, Value Value)[] pairs) =>
        Value.List([.. pairs.Select(p => (Value)Value.Map(("Key", p.Key), ("Value", p.Value)))]);

    private ListValue ImportSubnets(Stack stack, string[] names, int count)
    {
        var taken = new Value[count];
        for (var i = 0; i < count; i++)
        {
            taken[i] = ImportOutput(stack, i < names.Length ? names[i] : $"{names[0][..^1]}{Number(i)}");
        }

        return new ListValue(taken);
    }

    // Many things of a stack ask for the same.
    private static CallValue Added(Stack stack, StackParameter parameter)
    {
        stack.Add(parameter);
        return Value.Ref(parameter.Name);
    }
}
