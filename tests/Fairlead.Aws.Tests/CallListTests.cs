using System.Text.RegularExpressions;
using Fairlead.Aws.Tests.Endpoint;
using Fairlead.Aws.Tests.Support;

namespace Fairlead.Aws.Tests;

/// <summary>
/// <c>Api/calls.txt</c> is what the code calls, neither more nor less: the roles are held against it, so a call that is not there is a
/// deploy that is denied, and one too many a right that nobody needs.
/// </summary>
public partial class CallListTests
{
    // Of services whose clients are AWS's own.
    private static readonly string[] Official = ["s3", "ssm", "ec2", "kms", "sts"];

    // IAM asks by another name than the signature's, or than the operation's (Service Authorization Reference).
    private static readonly Dictionary<string, string> Prefixes = new() { ["tagging"] = "tag", ["monitoring"] = "cloudwatch" };
    private static readonly Dictionary<string, string> Actions = new() { ["s3:ListObjectsV2"] = "s3:ListBucket",
        ["s3:ListVersions"] = "s3:ListBucketVersions", ["s3:DeleteObjects"] = "s3:DeleteObjectVersion" };

    private static readonly string Code = string.Concat(Directory
        .GetFiles(Path.Combine(ExampleFolder.Root, "src", "Fairlead.Aws"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")
            && !f.Contains(Path.Combine("Fairlead.Aws", "Api"))).Select(File.ReadAllText));

    private static readonly (string Who, string Action, string? Mark)[] Listed = [.. Read()];

    [Fact]
    public void What_is_called_is_listed_and_what_is_listed_is_called()
    {
        var called = Called().ToHashSet();
        called.Count.ShouldBeGreaterThan(50);
        var listed = Listed.Where(l => l.Mark is null).Select(l => l.Action).ToHashSet();
        called.Except(listed).ShouldBeEmpty("these are called and stand not in Api/calls.txt");
        listed.Except(called).ShouldBeEmpty("these stand in Api/calls.txt, and nothing calls them");
    }

    [Fact]
    public void What_is_marked_as_later_is_not_called_yet()
    {
        var later = Listed.Where(l => l.Mark == "later").Select(l => l.Action).ToList();
        later.Intersect(Called()).ShouldBeEmpty("the mark in Api/calls.txt has to go");
    }

    [Fact]
    public void Every_operation_of_a_client_is_called_or_marked_as_later()
    {
        var later = Listed.Where(l => l.Mark == "later").Select(l => l.Action);
        ApiModel.All.SelectMany(m => m.Operations).Where(o => !IsCalled(o.Name)).Select(ActionOf).Except(later)
            .ShouldBeEmpty("no code calls these: they have no place in a client");
    }

    [Fact]
    public void What_AWS_asks_for_beside_a_call_belongs_to_a_call_that_is_made()
    {
        var marks = Listed.Where(l => l.Mark is not (null or "later" or "docker")).ToList();
        marks.ShouldAllBe(l => l.Mark!.StartsWith("with "));
        marks.Select(l => l.Mark!["with ".Length..]).Distinct()
            .Except(Listed.Where(l => l.Mark is null).Select(l => l.Action.Split(':')[1])).ShouldBeEmpty();
        Listed.Where(l => l.Mark == "docker").ShouldAllBe(l => l.Action.StartsWith("ecr:"));
    }

    private static IEnumerable<string> Called() => ApiModel.All.SelectMany(m => m.Operations).Where(o => IsCalled(o.Name)).Select(ActionOf)
        .Concat(OfficialCall().Matches(Code).Where(m => Official.Contains(m.Groups["client"].Value))
            .Select(m => $"{m.Groups["client"].Value}:{m.Groups["operation"].Value}").Select(a => Actions.GetValueOrDefault(a, a)))
        .Distinct();

    // A client may answer the one of a name: DescribeStack asks DescribeStacks.
    private static bool IsCalled(string operation) => new[] { operation, operation.TrimEnd('s') }
        .Any(name => Code.Contains($".{name}(", StringComparison.Ordinal));

    private static string ActionOf(ApiOperation operation) =>
        $"{Prefixes.GetValueOrDefault(operation.Model.SigningName, operation.Model.SigningName)}:{operation.Name}";

    // What CloudFormation's handlers call is not ours.
    private static IEnumerable<(string Who, string Action, string? Mark)> Read() =>
        from line in File.ReadLines(Path.Combine(ExampleFolder.Root, "src", "Fairlead.Aws", "Api", "calls.txt"))
        where line.Length > 0 && !line.StartsWith('#')
        let parts = line.Split('#', 2)
        let words = parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where words[0] != "make"
        select (words[0], words[1], parts.Length > 1 ? parts[1].Trim() : null);

    [GeneratedRegex(@"\b(?<client>[a-z0-9]+)\.(?<operation>[A-Z]\w*)Async\(")]
    private static partial Regex OfficialCall();
}
