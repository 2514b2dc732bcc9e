using Fairlead.Aws.Checks;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Tests.Support;

/// <summary>
/// The stacks of a small app <c>shop</c> in <c>prod</c>, and what stands in them as text: <c>${X}</c> is what a function gives.
/// </summary>
internal sealed class SmallApp
{
    private readonly Dictionary<string, Stack> stacks;

    private SmallApp(App app)
    {
        App = app;
        stacks = new Walked(app).Stacks.ToDictionary(s => s.Name);
    }

    public App App { get; }

    public IReadOnlyCollection<Stack> Stacks => stacks.Values;

    public Stack Account => stacks["fairlead-shop"];

    /// <summary>Who may do what with the environment.</summary>
    public Stack Access => stacks["shop-prod-access"];

    public Stack Environment => stacks["shop-prod"];

    /// <param name="name">Of a service, job or resource.</param>
    public Stack this[string name] => stacks[$"shop-prod-{name}"];

    /// <param name="yaml">Without name, image and environments: those are <c>shop</c>, <c>web</c> and <c>prod</c> where it does not say
    /// others.</param>
    /// <param name="environment">What stands in the environment beside its region.</param>
    public static SmallApp Of(string yaml, string environment = "")
    {
        var read = Read(yaml, environment);
        read.App.ShouldNotBeNull(string.Concat(read.Problems.Select(p => p.Message + "\n")));
        var walked = new SmallApp(read.App);
        ControlReport.Evaluate([.. walked.Stacks], RequiredControls.OptOuts(read.App)).Failed
            .Select(f => $"{f.Control.Id} {f.Stack} {f.Resource.Id}").ShouldBeEmpty();
        return walked;
    }

    /// <summary>What is wrong with it, warnings too.</summary>
    public static IReadOnlyList<string> Problems(string yaml, string environment = "") =>
        [.. Read(yaml, environment).Problems.Select(p => $"{(p.Severity == Severity.Error ? "error" : "warning")}: {p.Message}")];

    /// <summary>What is said to do about what is wrong.</summary>
    public static IReadOnlyList<string> Hints(string yaml, string environment = "") =>
        [.. Read(yaml, environment).Problems.Select(p => p.Suggestion ?? "")];

    /// <summary>The properties of a workload's container, as a release registers it.</summary>
    public Value Container(string name) => Definition(name).At("ContainerDefinitions").Items().Single();

    public Value Definition(string name) => stacks[$"shop-prod-{name}.task"].Find("Definition")!.Properties;

    public static Value Of(Stack stack, string id) =>
        stack.Find(id)?.Properties
        ?? throw new InvalidOperationException($"{stack.Name} has no {id}: {string.Join(' ', stack.Resources.Select(r => r.Id))}");

    /// <summary>The statements of a role's own policies.</summary>
    public static IReadOnlyList<string> Statements(Stack stack, string role) =>
        [.. PolicyText.Identity(stack, stack.Find(role)!)
        .Select(
        s => $"{(s.At("Effect").Is("Deny") ? "deny " : "")}{string.Join(' ', s.Items("Action").Select(Shown))} on"
        + $" {string.Join(' ', s.Items("Resource").Select(Shown))}{(s.At("Condition") is { } c ? $" if {Shown(c)}" : "")}")];

    public static string Shown(Value? value) => value switch
    {
        null => "",
        TextValue text => text.Text,
        NumberValue number => $"{number.Number}",
        FlagValue flag => flag.Flag ? "true" : "false",
        ListValue list => $"[{string.Join(", ", list.Items.Select(Shown))}]",
        MapValue map => $"{{{string.Join(", ", map.Pairs.ToArray().Select(p => $"{p.Key}: {Shown(p.Value)}"))}}}",
        CallValue { Function: "Fn::Join", Argument: ListValue { Count: 2 } join } when join[1] is ListValue parts =>
            string.Concat(parts.Items.Select(Shown)),
        CallValue { Function: "Fn::GetAtt", Argument: ListValue path } => $"${{{string.Join('.', path.Items.Select(Shown))}}}",
        CallValue { Function: "Ref" } call => $"${{{Shown(call.Argument)}}}",
        CallValue call => $"{call.Function}{Shown(call.Argument)}",
        _ => "",
    };

    public static IEnumerable<StackResource> OfType(IEnumerable<Stack> stacks, string type) =>
        stacks.SelectMany(s => s.Resources).Where(r => r.Type == type);

    private static ReadResult Read(string yaml, string environment)
    {
        var images = yaml.Contains("images:") ? "" : "images: {web: web}\n";
        var environments =
            yaml.Contains("environments:") ? ""
            : $"environments:\n  prod: {{region: eu-west-1{(environment.Length == 0 ? "" : ", " + environment)}}}\n";
        return AppFileReader.Read(new Source("fairlead.yaml", $"app: shop\n{images}{yaml}\n{environments}"), "prod",
            World.AnyFiles.Instance, AwsChecks.Check);
    }
}
