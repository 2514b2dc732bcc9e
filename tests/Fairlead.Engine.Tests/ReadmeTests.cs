using System.Text.RegularExpressions;
using Fairlead.Engine.Tests.Support;
using Fairlead.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>
/// What the documents show is what happens: their <c>console</c> blocks are run, and their answers held against what is said.
/// </summary>
public partial class ReadmeTests
{
    private const string Any = "…";

    [EngineTheory]
    [InlineData("README.md")]
    public async Task Console_blocks_say_what_happens(string document)
    {
        await using var app = TestApp.OfExample("hera");
        var text = await File.ReadAllTextAsync(Repository.Path(document));
        foreach (var (call, expected) in Block().Matches(text).SelectMany(b => Calls(b.Groups[1].Value)))
        {
            if (call.StartsWith("cd ", StringComparison.Ordinal))
            {
                Directory.Exists(Repository.Path(call[3..])).ShouldBeTrue(call);
                continue;
            }

            call.ShouldStartWith("fairlead ");
            var answer = (await app.Run(call["fairlead ".Length..].Split(' '))).Succeeds();
            Matches(answer.Out.Replace(app.Name, "herav2"), expected).ShouldBeTrue($"$ {call}\n{answer.Out}\nis not\n{expected}");
        }
    }

    [Theory]
    [InlineData("a\nb\n", "a\nb\n", true)]
    [InlineData("a\nb\n", "a\nc\n", false)]
    [InlineData("a\nb\nc\n", "a\n…\n", true)]
    [InlineData("in 3 s\n", "in …\n", true)]
    [InlineData("in 3 s\nmore\n", "in …\n", false)]
    public void A_mark_stands_for_whatever_there_is(string output, string expected, bool matches) =>
        Matches(output, expected).ShouldBe(matches);

    private static bool Matches(string output, string expected)
    {
        var lines = expected.TrimEnd('\n')
            .Split('\n')
            .Select(l => l == Any ? "(?:.*\\n)*" : Regex.Escape(l.TrimEnd()).Replace(Any, ".*") + " *\\n");
        return Regex.IsMatch(output.TrimEnd('\n') + "\n", $"\\A{string.Concat(lines)}\\z", RegexOptions.None, TimeSpan.FromSeconds(5));
    }

    private static IEnumerable<(string Call, string Expected)> Calls(string block) =>
        block.Split("$ ", StringSplitOptions.RemoveEmptyEntries).Select(c => c.Split('\n', 2)).Select(c => (c[0].Trim(), c[1]));

    [GeneratedRegex("^```console\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
