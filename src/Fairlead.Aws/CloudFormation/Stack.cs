using Fairlead.Core.Sources;

namespace Fairlead.Aws.CloudFormation;

/// <summary>What becomes of a resource when it leaves its stack, and when CloudFormation makes another in its place.</summary>
internal sealed record DeletionPolicy(string OnDelete, string OnReplace)
{
    /// <summary>
    /// Kept, but for a first creation that is rolled back: what is new holds nothing, and would stand in the way of the next try.
    /// </summary>
    public static readonly DeletionPolicy Retain = new("RetainExceptOnCreate", "Retain");

    public static readonly DeletionPolicy Snapshot = new("Snapshot", "Snapshot");

    /// <summary>Said of what holds data that nobody wants kept, so that it is said at all.</summary>
    public static readonly DeletionPolicy Delete = new("Delete", "Delete");
}

/// <param name="Id">The logical id: see <see cref="LogicalId"/>.</param>
/// <param name="Type">Such as <c>AWS::ECS::Service</c>.</param>
/// <param name="Properties">As CloudFormation's reference names them.</param>
internal sealed record StackResource(string Id, string Type, MapValue Properties)
{
    public DeletionPolicy? DeletionPolicy { get; init; }

    public string? Condition { get; init; }

    /// <summary>How CloudFormation changes it, where there is more than one way.</summary>
    public MapValue? UpdatePolicy { get; init; }

    /// <summary>What has to be there first, and is not referred to.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>Remarks for scanners; no part of what is made.</summary>
    public MapValue? Metadata { get; init; }

    /// <summary>The line of the app file that asked for it; never written, so that moving lines changes no template.</summary>
    public Span? Cause { get; init; }

    /// <summary>Of a role: what its policies say, each with the lines that asked for it; never written either.</summary>
    public IReadOnlyList<Statement> Statements { get; init; } = [];
}

/// <param name="Name">As <c>Ref</c> says it.</param>
/// <param name="Type"><c>String</c> or <c>CommaDelimitedList</c>.</param>
internal sealed record StackParameter(string Name, string Type = "String")
{
    public string? Default { get; init; }

    /// <summary>A regular expression that the value has to match.</summary>
    public string? Pattern { get; init; }

    /// <summary>Where the value comes from when the stack is made.</summary>
    public ParameterSource Source { get; init; } = new LookedUpValue();

    /// <summary>What the value is brought into, where it may come as a name or as an ARN.</summary>
    public ReferenceForm Form { get; init; }
}

/// <summary>How something on AWS is named.</summary>
internal enum ReferenceForm
{
    AsWritten,
    Name,
    Arn,
}

/// <summary>Where a parameter's value comes from. The family is closed.</summary>
internal abstract record ParameterSource;

/// <summary>Passed as it is now and left out of comparisons: a release moves it, never a change of the stack.</summary>
/// <param name="Definition">The document of a definition, where it is the revision that the release registers of it: that comes
/// first.</param>
internal sealed record LiveValue(string? Definition = null) : ParameterSource;

/// <summary>An output of another stack, which therefore comes first.</summary>
internal sealed record ImportedOutput(string Stack, string Output) : ParameterSource;

/// <summary>Found out before the stack is made, such as the subnets of an existing network.</summary>
internal sealed record LookedUpValue : ParameterSource;

/// <summary>Always the same: what the app file says.</summary>
internal sealed record FixedValue(string Value) : ParameterSource;

internal sealed record StackOutput(string Name, Value Value)
{
    public string? Description { get; init; }
}

/// <summary>One CloudFormation stack: one name of the app file, or the environment itself. Filled once, then only read.</summary>
internal sealed class Stack(string name)
{
    private readonly SortedByName<StackResource> resources = new();
    private readonly SortedByName<StackParameter> parameters = new();
    private readonly SortedByName<StackOutput> outputs = new();
    private readonly SortedByName<CallValue> conditions = new();

    public string Name => name;

    public string? Description { get; init; }

    /// <summary>Where AWS wants it; null is the environment's own region.</summary>
    public string? Region { get; init; }

    /// <summary>The template as its user wrote it; then the stack itself holds only what others need to know of it.</summary>
    public string? RawTemplate { get; init; }

    /// <summary>By logical id.</summary>
    public IReadOnlyList<StackResource> Resources => resources.Values;

    public IReadOnlyList<StackParameter> Parameters => parameters.Values;

    public IReadOnlyList<StackOutput> Outputs => outputs.Values;

    public IReadOnlyList<KeyValuePair<string, CallValue>> Conditions => conditions.Pairs;

    public StackResource? Find(string id) => resources.Find(id);

    public StackParameter? FindParameter(string id) => parameters.Find(id);

    public StackOutput? FindOutput(string id) => outputs.Find(id);

    public CallValue? FindCondition(string id) => conditions.Find(id);

    /// <summary>Adds a resource; two with one logical id are a fault of ours.</summary>
    public void Add(StackResource resource) => resources.Add(resource.Id, resource);

    public void Replace(StackResource resource) => resources.Replace(resource.Id, resource);

    /// <summary>Puts another in the place of each, with the same id; null leaves it.</summary>
    public void ReplaceEach(Func<StackResource, StackResource?> other) => resources.ReplaceEach(other);

    public void Add(StackParameter parameter)
    {
        if (parameter.Default is { } text && TextConcat.HoldsDynamicReference(text))
        {
            throw new InvalidOperationException(
                $"The parameter {parameter.Name} holds a dynamic reference; CloudFormation would put in a secret.");
        }

        parameters.Add(parameter.Name, parameter);
    }

    public void Replace(StackParameter parameter) => parameters.Replace(parameter.Name, parameter);

    public void Add(StackOutput output) => outputs.Add(output.Name, output);

    public void AddCondition(string id, CallValue condition) => conditions.Add(id, condition);
}
