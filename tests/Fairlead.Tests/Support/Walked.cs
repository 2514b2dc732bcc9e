using System.Buffers;
using System.Text;
using System.Text.Json;
using Fairlead.Aws.Checks;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Diff;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Stacks;
using Fairlead.Cli.Project;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;

namespace Fairlead.Tests.Support;

/// <summary>A small app as the stacks it becomes; schemas and order have nothing to say about them.</summary>
internal sealed class Walked
{
    public const string Head = "app: shop\nimages: {web: web}\nenvironments: {prod: {region: eu-west-2}}\n";

    // Facts are read when they are first asked for, by one thread.
    [ThreadStatic]
    private static CloudFormationFacts? facts;

    public Walked(App app)
    {
        App = app;
        Stacks = TemplatesOf(app, Facts);
        Stacks.SelectMany(s => Validation.Validate(Facts, s)).Select(f => f.ToString()).ShouldBeEmpty();
        StackOrder.Dangling(Stacks).ShouldBeEmpty();
        Stacks.SelectMany(Unused).ShouldBeEmpty();
        _ = StackOrder.Groups(Stacks);
    }

    public static CloudFormationFacts Facts => facts ??= CloudFormationFacts.Load();

    public App App { get; }

    public IReadOnlyList<Stack> Stacks { get; }

    /// <summary>All templates, as CloudFormation gets them.</summary>
    public string Everything => string.Join('\n', Stacks.Select(s => Encoding.UTF8.GetString(StackJson.Render(s))));

    /// <param name="rest">What follows <see cref="Head"/>; one service <c>web</c> where it has none.</param>
    public static Walked Of(string rest, IProjectFiles? files = null) =>
        new(Read(Head + (rest.Contains("services:") ? "" : "services:\n  web: {port: 80, route: /}\n") + rest, "prod", files));

    /// <summary>A whole file.</summary>
    public static Walked OfFile(string yaml, string environment = "prod") => new(Read(yaml, environment));

    /// <summary>One of the examples, its text changed where a test wants less of it.</summary>
    public static Walked Example(string name, string environment, Func<string, string> change)
    {
        var folder = Repository.Path("examples", name);
        return new(Read(change(AppFileText.Read(Path.Combine(folder, "fairlead.yaml"))), environment, new ProjectFolder(folder)));
    }

    public static string[] Problems(string rest, IProjectFiles? files = null) =>
        [.. AppFileReader.Read(new Source("fairlead.yaml", Head + rest), "prod", files ?? World.AnyFiles.Instance, AwsChecks.Check).Problems
        .Select(p => $"{p.Span.Line}:{p.Span.Column} {p.Code.Id} {p.Message}")];

    /// <summary>Stacks, then what a release registers.</summary>
    public static IReadOnlyList<Stack> TemplatesOf(App app, CloudFormationFacts facts)
    {
        var templates = AppTemplates.Make(app, facts);
        return [.. templates.Stacks, .. templates.TaskDefinitions.Select(d => d.Template)];
    }

    public static IReadOnlyList<StackChange> Changes(Walked before, Walked after) => StacksDiff.Compare(Facts, before.Stacks, after.Stacks);

    /// <summary>The stack of a name, or of the environment.</summary>
    public Stack this[string? name] =>
        Stacks.Single(s => s.Name == PhysicalName.For(NameRule.Stack, App.Name, App.Environment.Name) + (name is null ? "" : $"-{name}"));

    public Stack Environment => this[null];

    public Stack Edge => this["edge"];

    public IReadOnlyList<StackResource> All(string type) => [.. Stacks.SelectMany(s => s.Resources).Where(r => r.Type == type)];

    public StackResource One(string type) => All(type).ShouldHaveSingleItem();

    /// <summary>A part of a template as JSON; empty where it is not there.</summary>
    public string Part(string? stack, string id, params string[] path)
    {
        Value? value = this[stack].Find(id).ShouldNotBeNull($"{stack} has no {id}").Properties;
        foreach (var key in path)
        {
            value = (value as MapValue)?.Find(key);
        }

        return value is null ? "" : Text(value);
    }

    /// <summary>The statements of a role.</summary>
    public string[] Role(string name, string role = "TaskRole") =>
        this[name].Find(role)!.Properties["Policies"] is ListValue policies
        ? [.. ((ListValue)((MapValue)((MapValue)policies[0])["PolicyDocument"]!)["Statement"]!).Items.Select(Text)] : [];

    /// <summary>A variable of a workload, as its container gets it.</summary>
    public string Variable(string workload, string name) => Text(ValueOf(workload, name));

    /// <summary>The same as a value.</summary>
    public Value ValueOf(string workload, string name)
    {
        var definition = this[$"{workload}.task"].Find("Definition")!.Properties;
        var container = (MapValue)(definition["ContainerProperties"] ?? ((ListValue)definition["ContainerDefinitions"]!)[0]);
        return new[] { ("Environment", "Value"), ("Secrets", "ValueFrom") }
            .SelectMany(
                k => ((container[k.Item1] as ListValue)?.Items
                    ?? []).Where(v => ((MapValue)v)["Name"] is TextValue { Text: var found } && found == name)
                    .Select(v => ((MapValue)v)[k.Item2]!))
            .Single();
    }

    /// <summary>Who may call whom: <c>web → db 5432</c>.</summary>
    public string[] Paths() => [.. this[null].Resources.Where(r => r.Type == "AWS::EC2::SecurityGroupIngress")
        .Select(r => $"{((TextValue)r.Properties["Description"]!).Text.Replace(" to ", " → ")} {Text(r.Properties["FromPort"]!)}")
        .Order(StringComparer.Ordinal)];

    /// <summary>Types of a stack's resources, each once.</summary>
    public string[] Types(string name) => [.. this[name].Resources.Select(r => r.Type).Distinct().Order(StringComparer.Ordinal)];

    public static string Text(Value? value)
    {
        value.ShouldNotBeNull();
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer =
            new Utf8JsonWriter(buffer,
            new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            StackJson.Write(writer, value);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // AWS asks for a value of each parameter, and here nobody would know what for. Extras are their users' own.
    private static IEnumerable<string> Unused(Stack stack)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in stack.Resources.Select(r => (Value)r.Properties).Concat(stack.Outputs.Select(o => o.Value))
            .Concat(stack.Conditions.Count == 0 ? [] : stack.Conditions.Select(c => (Value)c.Value)))
        {
            Collect(value, used);
        }

        return stack.RawTemplate is not null ? []
            : stack.Parameters.Where(p => !used.Contains(p.Name)).Select(p => $"{stack.Name} has {p.Name}, and nothing refers to it");
    }

    private static void Collect(Value value, HashSet<string> used)
    {
        switch (value)
        {
            case CallValue { Function: "Ref", Argument: TextValue id }:
                used.Add(id.Text);
                break;
            case CallValue call:
                Collect(call.Argument, used);
                break;
            case ListValue list:
                list.Items.ToList().ForEach(i => Collect(i, used));
                break;
            case MapValue map:
                map.Pairs.ToArray().ToList().ForEach(p => Collect(p.Value, used));
                break;
        }
    }

    public static App Read(string yaml, string environment = "prod", IProjectFiles? files = null)
    {
        var read = AppFileReader.Read(new Source("fairlead.yaml", yaml), environment, files ?? World.AnyFiles.Instance, AwsChecks.Check);
        return read.App.ShouldNotBeNull(string.Concat(read.Problems.Select(p => $"{p.Span.Line}:{p.Span.Column} {p.Message}\n")));
    }
}
