using Fairlead.Aws.Template;
using Fairlead.Aws.Template.Checks;
using Fairlead.Aws.Template.Facts;
using Fairlead.Aws.Template.Walk;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Yaml;
using Resource = Fairlead.Aws.Template.Resource;

namespace Fairlead.Tests.Support;

/// <summary>A small app file and the stacks it becomes, to look into.</summary>
internal sealed class AwsFile
{
    private static readonly CloudFormationFacts Facts = CloudFormationFacts.Load();

    private AwsFile(App app)
    {
        App = app;
        Stacks = [.. AppStacks.Of(app, Facts)];
        Stacks.SelectMany(s => Validation.Of(Facts, s)).Select(f => f.ToString()).ShouldBeEmpty();
        StackOrder.Dangling(Stacks).ShouldBeEmpty();
    }

    public App App { get; }

    public IReadOnlyList<Stack> Stacks { get; }

    public Stack Environment => Stacks.Single(s => s.Name == Names.Of(NameRule.Stack, App.Name, App.Environment.Name));

    public Stack Edge => Stacks.Single(s => s.Name.EndsWith("-edge", StringComparison.Ordinal));

    /// <summary>An app of one service; what the test is about is added.</summary>
    public static AwsFile Of(string yaml, string environment = "prod") => new(Read(yaml, environment));

    public static App Read(string yaml, string environment = "prod")
    {
        var read = AppFileReader.Read(new Source("fairlead.yaml", yaml), environment, World.AnyFiles.Instance);
        return read.App.ShouldNotBeNull(string.Concat(read.Problems.Select(p => p.Message + "\n")));
    }

    public Stack this[string name] => Stacks.Single(s => s.Name.EndsWith("-" + name, StringComparison.Ordinal));

    public IReadOnlyList<Resource> All(string type) => [.. Stacks.SelectMany(s => s.Resources).Where(r => r.Type == type)];

    public Resource One(string type) => All(type).ShouldHaveSingleItem();

    /// <summary>The properties of a resource, or part of them, as they are rendered.</summary>
    public static string Json(Value? value) => Aws.StackTests.Json(value.ShouldNotBeNull());

    /// <summary>All templates as text: where something must not stand.</summary>
    public string Text => string.Join('\n', Stacks.Select(s => System.Text.Encoding.UTF8.GetString(StackJson.Render(s))));
}
