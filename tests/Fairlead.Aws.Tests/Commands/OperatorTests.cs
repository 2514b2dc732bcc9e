using System.Text;
using System.Text.RegularExpressions;
using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Aws.Tests.Endpoint.Stacks;
using Fairlead.Tests.Support;

namespace Fairlead.Aws.Tests.Commands;

/// <summary>
/// Ten things go wrong in an account, and nobody helps but what Fairlead says: each is found and mended by its words alone. What it says
/// stands in <c>tests/aws/operator.txt</c>.
/// </summary>
public partial class OperatorTests
{
    private static readonly string[] Deploy = ["deploy", "--yes"];

    [Fact]
    public async Task Ten_things_that_break_are_found_and_mended_by_what_is_said()
    {
        Func<Task<string>>[] trials =
        [
            () => Try("a new version ends at once", Broken(TaskFate.Exits(3, "no such table: orders")), [Deploy], Rewrite(AwsShell.Digest)),
            () => Try("a new version never answers its health check", Broken(TaskFate.NeverHealthy), [Deploy], Rewrite(AwsShell.Digest)),
            () => Try("a new version takes more memory than it has", Broken(TaskFate.OutOfMemory), [Deploy], Rewrite(AwsShell.Digest)),
            () => Try("the image can not be pulled", Broken(TaskFate.CannotPull), [Deploy], Rewrite(AwsShell.Digest)),
            () => Try("a stack's change fails", s => s.Aws.Parts.Worker.Fail("shop-production-web/LogGroup", WorkKind.Update,
                "The log group can not be changed now"), [Deploy], Nothing,
                change: s => s.Write(AwsShell.Shop(more: "logs: {keep: 7d}\n"))),
            () => Try("somebody stopped all tasks in the console", s => s.Aws.Parts.Services.Change(Web(s), null, 0), [["status"], ["plan"],
                Deploy], Nothing),
            () => Try("somebody put another definition in", s => s.Aws.Parts.Services.Change(Web(s),
                s.Aws.Parts.Definitions.Need("shop-production-web:1"), null), [["status"], ["plan"], Deploy], Nothing,
                before: s => s.Write(AwsShell.Shop(AwsShell.Other))),
            () => Try("somebody deleted a service's stack", Deleted, [["status"], ["plan"], Deploy], Nothing),
            () => Try("credentials have expired", s => s.Aws.Faults.From("*", 4, CallFault.Expired), [Deploy], s => s.Aws.Faults.Clear(),
                change: s => s.Write(AwsShell.Shop(AwsShell.Other))),
            () => Try("a change and its way back failed", Stuck, [Deploy, Deploy], WayOut,
                change: s => s.Write(AwsShell.Shop(more: "logs: {keep: 7d}\n"))),
        ];
        var texts = await Task.WhenAll(trials.Select(t => Task.Run(t)));
        Golden.Check(Repository.Path("tests", "aws", "operator.txt"), string.Join('\n', texts));
    }

    private static Action<AwsShell> Broken(TaskFate fate) => s =>
    {
        s.Aws.Parts.Board.Script("shop-production-web", fate);
        s.Write(AwsShell.Shop(AwsShell.Other));
    };

    private static Action<AwsShell> Rewrite(string digest) => s =>
    {
        s.Aws.Parts.Board.Script("shop-production-web", TaskFate.Serves);
        s.Write(AwsShell.Shop(digest));
    };

    private static void Nothing(AwsShell shell)
    {
    }

    private static void Deleted(AwsShell shell)
    {
        var stack = shell.Aws.Parts.Stacks.Find("shop-production-web")!;
        shell.Aws.Parts.Stacks.Engine.Delete(stack, [], null);
        shell.Aws.Clock.AdvanceUntil(() => stack.IsGone, TimeSpan.FromMinutes(10)).ShouldBeTrue(stack.Status);
    }

    private static void Stuck(AwsShell shell)
    {
        shell.Aws.Parts.Worker.Fail("shop-production-web/LogGroup", WorkKind.Update, "Internal failure", times: 2);
    }

    // What is said there: aws cloudformation continue-update-rollback.
    private static void WayOut(AwsShell shell)
    {
        var stack = shell.Aws.Parts.Stacks.Find("shop-production-web")!;
        stack.Run!.Undo!.Continue([], null);
        shell.Aws.Clock.AdvanceUntil(() => !stack.IsBusy, TimeSpan.FromMinutes(5)).ShouldBeTrue();
    }

    private static LiveService Web(AwsShell shell) => shell.Aws.Parts.Services.Services.Single();

    // A release serves; something breaks; commands say what is the matter; then what they say is done, and the same command goes well.
    private static async Task<string> Try(string title, Action<AwsShell> breaks, string[][] commands, Action<AwsShell> mends,
        Action<AwsShell>? change = null, Action<AwsShell>? before = null)
    {
        await using var shell = await AwsShell.Start();
        await shell.Good(Deploy);
        if (before is not null)
        {
            before(shell);
            await shell.Good(Deploy);
        }

        change?.Invoke(shell);
        breaks(shell);
        var text = new StringBuilder($"# {title}\n");
        foreach (var command in commands)
        {
            var answer = await shell.Production(command);
            text.Append($"$ fairlead {string.Join(' ', command)} --env production    ({answer.Code})\n").Append(Words(answer));
        }

        mends(shell);
        var end = await shell.Production(Deploy);
        end.Code.ShouldBe(0, $"{title}\n{text}{end.All}");
        (await shell.Good("status", "--exit-code")).Out.ShouldContain("2 of 2 healthy");
        return text.ToString();
    }

    // Without the progress, and with no time and id of this run.
    private static string Words(ShellAnswer answer) => string.Join('\n', (answer.Error + answer.Out).Split('\n').Where(l => l.Length > 0
        && !Progress().IsMatch(l) && !l.Contains("requests are not encrypted")).Select(l => Moving().Replace(l, "~"))) + "\n";

    [GeneratedRegex(@"^\d\d:\d\d:\d\d ")]
    private static partial Regex Progress();

    [GeneratedRegex(@"\b[0-9a-f]{32}\b|\b\d+(\.\d+)? (s|min|h)\b( \d+ s)?|lb-[0-9a-f]{8}|[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Moving();
}
