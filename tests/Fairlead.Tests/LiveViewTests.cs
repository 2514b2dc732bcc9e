using Fairlead.Cli.Console;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Output.Views;
using Fairlead.Core.Targets;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>What a terminal shows after each frame of the live view.</summary>
public class LiveViewTests
{
    [Theory]
    [InlineData(80, 24, 1)]
    [InlineData(80, 24, 100)]
    [InlineData(20, 24, 1)]
    [InlineData(20, 24, 12)]
    [InlineData(60, 6, 5)]
    [InlineData(60, 6, 12)]
    [InlineData(1, 1, 2)]
    [InlineData(2, 2, 3)]
    public async Task N5_The_live_view_stands_in_lines_of_its_own_whatever_the_size(int columns, int rows, int count)
    {
        using var stage = new LiveStage(columns, rows, earlier: 30);
        var above = stage.Terminal.Scrollback.Count + stage.Terminal.Shown.Count;
        for (var step = 0; step < 3 * count; step++)
        {
            var (name, log) = ($"service-{(step % count) + 1}", new string('x', step * 7));
            _ = (step / count) switch
            {
                0 => stage.Begin(name, Activity.Check),
                1 => stage.Say(name, log),
                _ => stage.Complete(name, Activity.Check),
            };
            stage.Wait();
            var lines = Math.Min(rows - 1, Math.Min(step + 1, count));
            stage.Terminal.Written.Take(30).ShouldBe(stage.Earlier);
            stage.Terminal.Cursor.ShouldBe((rows - 1, 0));
            stage.Terminal.Scrollback.Count.ShouldBe(above + lines + 1 - rows);
            stage.Terminal.Shown.TakeLast(lines).ShouldAllBe(l => Cells.Width(l) < Math.Max(2, columns));
        }

        await stage.End();
        var written = stage.Terminal.Written.Skip(30).ToList();
        written.Count.ShouldBe(count);
        written.Select((l, i) => l.StartsWith($"✓ service-{i + 1} ")).ShouldAllBe(isThere => isThere);
        stage.Terminal.CursorIsShown.ShouldBeTrue();
    }

    [Fact]
    public void One_row_moves_in_its_line()
    {
        using var stage = new LiveStage(80, 24);
        stage.Wait(3).Sent.ShouldBe(0);
        stage.Begin("web", Activity.Pull, "nginx:1.29").Wait().Terminal.Shown.ShouldBe(
            [.. stage.Earlier, "⠸ web pulling nginx:1.29           0.1 s"]);
        stage.Say("web", "layer 3 of 7").Wait(2).Terminal.Shown.ShouldBe(
            [.. stage.Earlier, "⠴ web pulling nginx:1.29           0.3 s layer 3 of 7"]);
    }

    [Fact]
    public void A_hundred_rows_show_those_that_matter_and_how_many_there_are()
    {
        using var stage = new LiveStage(60, 8);
        for (var i = 1; i <= 100; i++)
        {
            stage.Begin($"job-{i}", Activity.Run);
        }

        Enumerable.Range(1, 100).Where(i => i % 20 != 7).ToList().ForEach(i => stage.Complete($"job-{i}", Activity.Run));
        stage.Show(new Warned(stage.Now, "job-3", "took long")).Wait();
        stage.Below.ShouldBe(
        [
            "⠋ job-7   running                      0.1 s",
            "⠋ job-27  running                      0.1 s",
            "⠋ job-47  running                      0.1 s",
            "⠋ job-67  running                      0.1 s",
            "⠋ job-87  running                      0.1 s",
            "! job-3   took long",
            "… 95 more, 95 done",
        ]);
        stage.Terminal.Scrollback.ShouldBe(["before 1", "before 2", "before 3"]);
    }

    [Fact]
    public async Task Twenty_columns_show_the_name_and_what_it_does()
    {
        using var stage = new LiveStage(20, 10);
        stage.Begin("web", Activity.RollBack).Begin("orders-database", Activity.Check).Say("web", "said").Wait();
        stage.Below.ShouldBe(["⠋ web    taking ba…", "⠋ order… waiting u…"]);
        stage.Complete("web", Activity.Run).Show(new Warned(stage.Now, "web", "has no check")).Wait();
        stage.Below.ShouldBe(["✓ web    done 0.1 s", "⠙ order… waiting u…", "! web    has no ch…"]);
        await stage.Complete("orders-database", Activity.Check).Show(Finished(stage)).End();
        stage.Terminal.Written.Skip(3).ShouldBe(
            ["✓ web    done 0.1 s", "✓ orders-database healthy 0.2 s", "! web    has no check"], "in full");
    }

    [Fact]
    public async Task Long_and_strange_lines_are_cut_to_the_width()
    {
        using var stage = new LiveStage(50, 10);
        stage.Begin("bau", Activity.Build).Say("bau", new string('x', 500)).Wait();
        stage.Below.ShouldBe(["⠋ bau building                     0.1 s xxxxxxx…"]);
        stage.Say("bau", "構建完成構建完成").Wait().Below.ShouldBe(["⠙ bau building                     0.2 s 構建完…"]);
        stage.Say("bau", "e\u0301te\u0301 \U0001F680\U0001F680\U0001F680").Wait().Below.ShouldBe(
            ["⠹ bau building                     0.3 s e\u0301te\u0301 \U0001F680…"]);
        stage.Say("bau", "a\tb\e[2J\r\n").Wait().Below.ShouldBe(["⠸ bau building                     0.4 s a b\uFFFD[2J…"]);
        stage.Say("bau", "\u26A0\uFE0F \U0001F1E9\U0001F1EA").Wait().Below.ShouldBe(["⠼ bau building                     0.5 s \u26A0 DE"]);
        stage.Redactor.Learn("correct-horse");
        await stage.Say("bau", "correct-horse").Wait().End();
        stage.Terminal.Written.ShouldAllBe(l => !l.Contains("horse"));
    }

    [Theory]
    [InlineData("xterm-256color", 27)]
    [InlineData("xterm-256color", 7)]
    [InlineData("linux", 27)]
    public async Task A_terminal_that_changes_its_width_is_in_order_with_the_next_frame(string term, int narrow)
    {
        using var stage = new LiveStage(100, 24, earlier: 5, term);
        stage.Begin("web", Activity.Check).Begin("worker", Activity.Build).Say("worker", new string('構', 40)).Wait();
        stage.Terminal.Resize(narrow, 24);
        stage.Wait().Terminal.Written.Take(5).ShouldBe(stage.Earlier);
        stage.Terminal.Shown.TakeLast(2).Select(l => l[..2]).ShouldBe(["⠙ ", "⠙ "]);
        stage.Terminal.Resize(100, 24);
        stage.Wait().Terminal.Shown.Count.ShouldBe(7);
        stage.Terminal.Shown.Take(5).ShouldBe(stage.Earlier);
        stage.Terminal.Shown[5].ShouldBe("⠹ web    waiting until healthy        0.3 s");
        await stage.End();
        stage.Terminal.Written.Count.ShouldBe(7);
    }

    [Fact]
    public void A_terminal_that_shrinks_and_grows_again_shows_no_line_twice()
    {
        using var stage = new LiveStage(60, 12, earlier: 20);
        Enumerable.Range(1, 10).ToList().ForEach(i => stage.Begin($"service-{i}", Activity.Check));
        stage.Wait().Below.Count.ShouldBe(10);
        foreach (var size in new[] { (60, 4), (18, 5), (60, 3), (60, 12), (25, 12), (60, 30) })
        {
            stage.Terminal.Resize(size.Item1, size.Item2);
            stage.Wait();
        }

        stage.Terminal.Written.Take(20).ShouldBe(stage.Earlier);
        stage.Below.Select(l => l[2..12].Trim()).ShouldBe(Enumerable.Range(1, 10).Select(i => $"service-{i}"));
    }

    [Fact]
    public void What_did_not_change_is_not_written()
    {
        using var stage = new LiveStage(80, 24);
        var sent = stage.Begin("db", Activity.Start).Complete("db", Activity.Start).Wait().Sent;
        stage.Wait(20).Sent.ShouldBe(sent);
        stage.Terminal.Resize(60, 24);
        stage.Wait().Sent.ShouldBeGreaterThan(sent);
    }

    [Fact]
    public async Task What_failed_says_so_and_that_it_was_taken_back()
    {
        using var stage = new LiveStage(80, 24);
        stage.Begin("db", Activity.Start).Complete("db", Activity.Start);
        stage.Begin("web", Activity.Check).Begin("worker", Activity.Check).Wait(20);
        stage.Begin("web", Activity.RollBack).Wait(5).Below[1].ShouldEndWith("web    taking back                  2.5 s");
        stage.Complete("web", Activity.RollBack).Wait().Below[1].ShouldBe("✗ web    taken back                   2.5 s");
        stage.Begin("db", Activity.RollBack).Complete("db", Activity.RollBack).Fail("web: the new version did not become healthy");
        await stage.End();
        stage.Terminal.Shown.Skip(3).ShouldBe(
        [
            "✓ db     taken back                   0.0 s",
            "✗ web    failed; taken back           2.5 s",
            "✗ worker stopped                      2.6 s",
        ]);
    }

    [Fact]
    public async Task An_interrupted_deploy_has_stopped()
    {
        using var stage = new LiveStage(80, 24);
        stage.Begin("web", Activity.Check).Begin("api", Activity.Build).Wait().Begin("web", Activity.RollBack);
        await stage.Complete("web", Activity.RollBack).Begin("api", Activity.RollBack).Wait().End();
        stage.Terminal.Shown.Skip(3).ShouldBe(
        [
            "✗ web stopped; taken back          0.1 s",
            "✗ api stopped; not wholly taken back 0.2 s",
        ]);
    }

    [Fact]
    public void Whatever_happens_lines_of_before_stay_and_the_rows_stand_below() => Enumerable.Range(0, 100).ToList().ForEach(Play);

    private static void Play(int seed)
    {
        var random = new Random(seed);
        var drawing = new LiveDrawing(new Paint(true));
        var terminal = new TerminalScreen(random.Next(10, 100), random.Next(2, 30));
        var before = Enumerable.Range(1, random.Next(0, 40)).Select(i => $"before {i} {new string('-', random.Next(1, 60))}").ToList();
        terminal.Write(string.Concat(before.Select(l => l + "\r\n")));
        var rows = new List<LiveLine>();
        for (var step = 0; step < 60; step++)
        {
            Change(rows, random);
            if (random.Next(4) == 0)
            {
                terminal.Resize(random.Next(10, 100), random.Next(2, 30));
            }

            terminal.Write(drawing.Draw(rows, "*", terminal.Size));
            var place = $"seed {seed}, step {step}";
            var expected = Expected(rows, terminal.Size);
            terminal.Written.Take(before.Count).ShouldBe(before, place);
            terminal.Shown.TakeLast(expected.Count).ShouldBe(expected, place);
            terminal.Shown.SkipLast(expected.Count).All(l => before.Exists(b => b.Contains(l))).ShouldBeTrue(place);
            terminal.Cursor.ShouldBe((terminal.Shown.Count, 0), place);
        }

        terminal.Write(drawing.Finish(rows, terminal.Size));
        terminal.Written.Take(before.Count).ShouldBe(before);
        terminal.Written.TakeLast(rows.Count).Select(l => l[2..].Split(' ')[0]).ShouldBe(rows.Select(r => r.Name), $"seed {seed}");
    }

    private static void Change(List<LiveLine> rows, Random random)
    {
        var row = new LiveLine((LiveMark)random.Next(4), $"name-{rows.Count}{new string('n', random.Next(30))}", "")
        {
            Time = "1.0 s",
            Log = new string(random.Next(2) == 0 ? '構' : 'x', random.Next(60)),
        };
        if (random.Next(3) == 0 || rows.Count == 0)
        {
            rows.Add(row);
        }

        var at = random.Next(rows.Count);
        rows[at] = row with { Name = rows[at].Name, State = new string('s', random.Next(1, 40)) };
    }

    private static List<string> Expected(List<LiveLine> rows, (int Columns, int Rows) size)
    {
        var layout = new LiveLayout(new Paint(true), size.Columns - 1, rows.Max(r => r.Name.Length));
        var room = size.Rows - 1;
        var shown = rows.Count <= room ? rows : [.. rows.OrderBy(r => r.Mark).Take(room - 1).OrderBy(rows.IndexOf)];
        var done = rows.Except(shown).Count(r => r.Mark == LiveMark.Done);
        var more = $"… {rows.Count - shown.Count} more{(done > 0 ? $", {done} done" : "")}";
        return
        [
            .. shown.Select(r => layout.Render(r, "*").Plain),
            .. rows.Count > room ? [Cells.Cut(more, size.Columns - 1).TrimEnd()] : Array.Empty<string>(),
        ];
    }

    private static Finished Finished(LiveStage stage) => new(stage.Now, new Outcome(null, null!));
}
