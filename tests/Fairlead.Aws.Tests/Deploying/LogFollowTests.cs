using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests.Deploying;

/// <summary>Logs that are followed.</summary>
public class LogFollowTests
{
    private const string Group = "/fairlead/shop/production/web";

    [Fact]
    public async Task Row_178_what_is_followed_goes_on_over_a_roll_out_with_the_lines_of_new_tasks()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Parts.Board.Script("shop-production-web:1", new TaskFate { Lines = ["one is up"] });
        app.Aws.Parts.Board.Script("shop-production-web:2", new TaskFate { Lines = ["two is up"] });
        await app.Apply(app.Read(ShopFile.Text()));
        var lines = await Follow(app, async (line, seen) =>
        {
            if (seen == 2)
            {
                await app.Apply(app.Read(ShopFile.Text(AwsApp.Other)));
            }
        }, until: 4);
        lines.Select(l => l.Text).ShouldBe(["one is up", "one is up", "two is up", "two is up"]);
        lines.Select(l => l.Task).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public async Task Equal_lines_are_all_told_late_ones_too_and_none_twice_however_long_a_look_takes()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(ShopFile.Text()));
        var logs = app.Aws.Parts.Logs;
        logs.Write(Group, "web/web/1", "begin");
        var lines = await Follow(app, (line, seen) =>
        {
            if (line.Text == "begin")
            {
                logs.Write(Group, "web/web/1", "same");
                logs.Write(Group, "web/web/1", "same");
                app.Aws.Faults.On("FilterLogEvents", 1, CallFault.Throttled, times: 8);
            }
            else if (seen == 3)
            {
                // It was written before what has been told, and comes only now.
                logs.Write(Group, "web/web/2", "late", TimeSpan.FromSeconds(8));
            }

            return Task.CompletedTask;
        }, until: 4);
        lines.Select(l => l.Text).ShouldBe(["begin", "same", "same", "late"]);
    }

    [Fact]
    public async Task Only_the_last_lines_are_shown_first_and_those_before_them_do_not_come_after_all()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(ShopFile.Text()));
        foreach (var text in new[] { "1", "2", "3" })
        {
            app.Aws.Parts.Logs.Write(Group, "web/web/1", text);
        }

        var lines = await Follow(app, (line, seen) =>
        {
            if (seen == 1)
            {
                app.Aws.Parts.Logs.Write(Group, "web/web/1", "4");
            }

            return Task.CompletedTask;
        }, until: 2, tail: 1);
        lines.Select(l => l.Text).ShouldBe(["3", "4"]);
    }

    // Who follows leaves by Ctrl-C, here once so many lines were seen and some rounds brought no more.
    private static async Task<List<LogLine>> Follow(AwsApp app, Func<LogLine, int, Task> seen, int until, int? tail = null)
    {
        using var leave = new CancellationTokenSource();
        var lines = new List<LogLine>();
        await using var target = app.Target(app.Read(ShopFile.Text()));
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var line in target.Logs(new LogRequest(["web"], Follow: true, null, tail), leave.Token))
            {
                lines.Add(line);
                await seen(line, lines.Count);
                if (lines.Count == until)
                {
                    app.Aws.Clock.After(TimeSpan.FromMinutes(1), () => _ = leave.CancelAsync());
                }
            }
        });
        return lines;
    }
}
