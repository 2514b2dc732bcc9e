using System.Text;
using Fairlead.Aws.Checks;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Diff;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Cli.Project;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;
using Fairlead.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Aws;

/// <summary>
/// What holds of the templates of whatever file: the same bytes for the same meaning, and no user's text that CloudFormation would work
/// out.
/// </summary>
public class TemplatePropertyTests
{
    private const string Marker = "zq9marker";

    private static readonly CloudFormationFacts Facts = CloudFormationFacts.Load();

    // Every environment of every example that can be planned.
    private static readonly (string Text, string Folder, string Environment, string[] Templates)[] Examples =
        [.. Directory.GetFiles(Repository.Path("examples"), "fairlead.yaml", SearchOption.AllDirectories)
        .Select(f => (Text: AppFileText.Read(f), Folder: Path.GetDirectoryName(f)!))
        .SelectMany(
        f => AppFileReader.Environments(new Source("f", f.Text)).Where(e => e != AppEnvironment.Local)
        .Select(e => (f.Text, f.Folder, Environment: e, App: Read(f.Text, f.Folder, e))))
        .Select(f => (f.Text, f.Folder, f.Environment, Templates(f.App)))];

    private static readonly string[] Nasty =
        ["${AWS::AccountId}", "${!x}", "Fn::Sub", "{\"Ref\": \"AWS::Region\"}", "!Ref x", "!Sub ${AWS::Region}", "AWS::NoValue", "Ref",
        "{{x}}", "{ {resolve:ssm:/x}}", "\"", "\\", "'", "two\nlines", "ü😀", "$(id)", "{\"Fn::GetAtt\": [\"a\", \"b\"]}"];

    [Fact]
    public void There_are_examples() => Examples.Select(e => Path.GetFileName(e.Folder)).Distinct().ShouldContain("hera");

    [Fact]
    public void Order_quotes_and_comments_change_no_byte() =>
        Prop.ForAll(Gen.Elements(Examples).ToArbitrary(), Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), (file, seed) =>
    {
        var root = (MapNode)YamlReader.Read(new Source("f", file.Text), new ProblemList())!;
        var random = new System.Random(seed);
        var written =
            YamlWriter.Write((MapNode)FilePropertyTests.Shuffle(root, random),
            _ => random.Next(3) == 0 ? "a comment: {with} \"signs\"" : null);
        Templates(Read(written, file.Folder, file.Environment)).ShouldBe(file.Templates);
    }).Check(Tries.Few.WithMaxTest(100));

    [Fact]
    public void What_was_rendered_is_read_back_as_it_was() => Prop.ForAll(Gen.Elements(Examples).ToArbitrary(), file =>
    {
        foreach (var stack in Walked.TemplatesOf(Read(file.Text, file.Folder, file.Environment), Facts))
        {
            var read = StackReader.Read(stack.Name, StackJson.Render(stack), out var fault);
            fault.ShouldBeNull();
            StacksDiff.Compare(Facts, [stack], [read!]).ShouldBeEmpty();
            Encoding.UTF8.GetString(StackJson.Render(read!)).ShouldBe(Encoding.UTF8.GetString(StackJson.Render(stack)));
        }
    }).Check(Tries.Few.WithMaxTest(20));

    [Fact]
    public void No_text_of_the_user_is_worked_out() =>
        Prop.ForAll(Gen.Elements(Nasty).ToArbitrary(), Gen.Elements(Nasty).ToArbitrary(), (first, second) =>
    {
        string Quoted(string nasty) =>
            "\"" + $"{Marker}{nasty}{Marker}".Replace("${", "$${").Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n") + "\"";
        var yaml =
            "app: shop\nimages: {app: {use: \"example.com/app:1\"}}\nservices:\n  web:\n    port: 80\n    route: /\n    command: [run, "
            + Quoted(first) + "]\n    env: {A: " + Quoted(second)
            + ", B: \"" + Marker + "${db.host}" + Marker
            + "\"}\nresources: {db: {type: postgres, version: 16, size: db.t4g.micro}}\nenvironments: {prod: {region: eu-west-1}}\n";
        var app = Read(yaml, Repository.Root, "prod");
        var seen = new List<string>();
        foreach (var stack in Walked.TemplatesOf(app, Facts))
        {
            foreach (var resource in stack.Resources)
            {
                Look(resource.Properties, function: null, seen);
            }

            var json = Encoding.UTF8.GetString(StackJson.Render(stack));
            StackReader.Read(stack.Name, Encoding.UTF8.GetBytes(json), out var fault).ShouldNotBeNull(fault);
        }

        seen.ShouldContain($"{Marker}{first}{Marker}");
        seen.ShouldContain($"{Marker}{second}{Marker}");
    }).Check(Tries.Few.WithMaxTest(100));

    // Only a join may have it among its parts, and a join works nothing out.
    private static void Look(Value value, string? function, List<string> seen)
    {
        switch (value)
        {
            case TextValue text when text.Text.Contains(Marker):
                (function is null or "Fn::Join").ShouldBeTrue($"{text.Text} stands under {function}");
                seen.Add(text.Text);
                break;
            case ListValue list:
                list.Items.ToList().ForEach(i => Look(i, function, seen));
                break;
            case MapValue map:
                map.Pairs.ToArray().ToList().ForEach(p => Look(p.Value, function, seen));
                break;
            case CallValue call:
                Look(call.Argument, call.Function, seen);
                break;
        }
    }

    private static string[] Templates(App app) =>
        [.. Walked.TemplatesOf(app, Facts).Select(s => s.Name + "\n" + Encoding.UTF8.GetString(StackJson.Render(s)))
        .Order(StringComparer.Ordinal)];

    private static App Read(string text, string folder, string environment)
    {
        var read = AppFileReader.Read(new Source("f", text), environment, new ProjectFolder(folder), AwsChecks.Check);
        return read.App ?? throw new InvalidOperationException(text + string.Concat(read.Problems.Select(ProblemText.Render)));
    }
}
