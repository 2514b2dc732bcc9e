using System.Text;
using Fairlead.Aws.Stacks.Edge;
using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Core.AppFile;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests.Deploying;

/// <summary>Passwords of visitors at a load balancer alone: a firewall asks, and the deploy writes what it asks for.</summary>
public class FirewallPasswordTests
{
    private const string Set = "shop-production-x--password-edge";

    private static readonly string First = VisitorPasswords.Pattern("guest", "value-of-DOOR");

    [Fact]
    public async Task Row_125_the_password_is_there_before_anybody_is_asked_and_another_one_touches_no_stack()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(Door());
        await app.Apply(file);
        History(app).ShouldBe([PatternSetStack.Nobody, First]);
        var calls = app.Aws.Calls.ToList();
        calls.FindIndex(c => c.Operation == "UpdateRegexPatternSet").ShouldBeInRange(1, calls.FindIndex(c =>
            c.Operation == "CreateChangeSet" && c.Input["StackName"]!.ToString() == "shop-production"));
        await NothingToDo(app, file);

        await app.Set(file, "DOOR", "another+one/of=them");
        (await app.Plan(file)).Changes.Select(c => (c.Verb, c.Name, c.What)).ShouldBe([(Verb.Change, "edge", "password")]);
        var before = app.Calls;
        await app.Apply(file);
        app.Since(before).ShouldNotContain("CreateChangeSet");
        History(app)[2..].ShouldBe([VisitorPasswords.Pattern("guest", "another+one/of=them")]);
        await NothingToDo(app, file);
    }

    [Fact]
    public async Task Row_112_the_password_is_in_no_template_record_event_or_parameter_and_anyone_with_rights_deploys_it()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(Door());
        await app.Apply(file);
        var header = VisitorPasswords.Header("guest", "value-of-DOOR").Split(' ')[1];
        var seen = string.Join('\n', app.Aws.Parts.Stacks.All.Select(s => $"{s.Template!.Text} {string.Join(' ', s.Parameters)}"
            + string.Join(' ', s.Outputs)))
            + string.Join('\n', app.Aws.Parts.Buckets.Objects("fairlead-shop-eu-west-1-111122223333").Values
                .Select(Encoding.UTF8.GetString))
            + string.Join('\n', app.Events);
        foreach (var form in new[] { "value-of-DOOR", header, First })
        {
            seen.ShouldNotContain(form);
        }

        // Another target is another process, on another machine: it has nothing but rights.
        await app.Apply(app.Read(Door("env: {A: b}, ")));
        History(app).ShouldBe([PatternSetStack.Nobody, First]);
    }

    [Fact]
    public async Task Row_125_no_change_of_anything_else_and_no_failure_of_one_keeps_visitors_out()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(Door()));
        var more = Door(more: "  admin: {port: 81, route: /admin, auth: {basic: {user: root, password: \"${secret.ROOT}\"} } }\n");
        app.Aws.Parts.Worker.Fail("shop-production/TargetGroupAdmin", Endpoint.Stacks.WorkKind.Create, "quota");
        await Should.ThrowAsync<FailureException>(() => app.Apply(app.Read(more)));
        await app.Apply(app.Read(more));
        History(app).ShouldBe([PatternSetStack.Nobody, First]);
        app.Aws.Parts.Firewall.HistoryOf("shop-production-x--password-admin")
            .ShouldBe([PatternSetStack.Nobody, VisitorPasswords.Pattern("root", "value-of-ROOT")]);
        await NothingToDo(app, app.Read(more));

        // A set that is changed itself is what its template says, until the same deploy has written it.
        var tagged = app.Read("tags: {team: a}\n" + more);
        await app.Apply(tagged);
        History(app)[2..].ShouldBe([PatternSetStack.Nobody, First]);
        await NothingToDo(app, tagged);
    }

    [Fact]
    public async Task Row_125_a_rollback_keeps_the_present_password_and_what_is_asked_no_more_is_gone()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(Door()));
        var file = app.Read(Door("env: {A: b}, "));
        await app.Set(file, "DOOR", "the present one");
        await app.Apply(file);
        var first = (await app.Releases())[^1];
        await app.Apply(file, Goal.Rollback(RecordedApp.Read(first, "production").App!, first, "ann"));
        History(app)[^1].ShouldBe(VisitorPasswords.Pattern("guest", "the present one"));

        var open = app.Read(Door().Replace("edge:", "x-edge:"));
        await app.Apply(open);
        app.Stacks().ShouldNotContain(Set);
        await NothingToDo(app, open);
        await app.Apply(app.Read(Door()));
        History(app)[^1].ShouldBe(VisitorPasswords.Pattern("guest", "the present one"));
        await app.Destroy(file);
        app.Stacks().ShouldBe(["fairlead-shop"]);
    }

    [Fact]
    public async Task Row_125_whoever_changes_the_set_at_the_same_time_and_a_lost_answer_are_no_harm()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Faults.On("UpdateRegexPatternSet", 1, new CallFault.Refused("WAFOptimisticLockException", "changed", 400));
        app.Aws.Faults.On("UpdateRegexPatternSet", 2, CallFault.CutAfter);
        await app.Apply(app.Read(Door()));
        History(app).ShouldBe([PatternSetStack.Nobody, First]);
    }

    [Fact]
    public async Task Row_125_what_the_firewall_does_not_take_is_said_without_the_password()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(Door());
        var longOne = new string('w', 150);
        await app.Set(file, "DOOR", longOne);
        var failure = (await Should.ThrowAsync<FailureException>(() => app.Apply(file))).Failure;
        failure.What.ShouldBe("edge: the password of visitors can not be written");
        failure.Why.ShouldContain("about 140 bytes");
        failure.Place!.Line.ShouldBe(7);
        app.Stacks().ShouldNotContain("shop-production");

        await app.Set(file, "DOOR", "value-of-DOOR");
        app.Aws.Faults.On("UpdateRegexPatternSet", 1, new CallFault.Refused("WAFInvalidParameterException", $"parameter: {First}", 400));
        failure = (await Should.ThrowAsync<FailureException>(() => app.Apply(file))).Failure;
        failure.ToString().ShouldNotContain(First);
        (await app.Releases())[0].Remark!.ShouldNotContain(First);
        await app.Apply(file);
        History(app)[^1].ShouldBe(First);
    }

    // Each life is killed at one of its calls; with smaller steps they are all.
    [Fact]
    public async Task R30_Row_125_a_new_password_whose_deploy_is_killed_anywhere_is_written_by_the_next()
    {
        for (var last = 7; ; last += 41)
        {
            await using var app = await AwsApp.Start();
            await app.Apply(app.Read(Door()));
            var tagged = app.Read("tags: {team: a}\n" + Door());
            await app.Set(tagged, "DOOR", "another one");
            using var killed = new CancellationTokenSource();
            var left = last;
            app.Aws.World.Calling = _ =>
            {
                if (--left == 0)
                {
                    killed.Cancel();
                }
            };
            var isDone = await AwsApp.Killed(() => app.Apply(tagged, cancel: killed.Token)) is null;
            app.Aws.World.Calling = null;
            if (!(await app.Plan(tagged)).IsEmpty)
            {
                await app.Apply(tagged);
            }

            History(app)[^1].ShouldBe(VisitorPasswords.Pattern("guest", "another one"), $"killed at call {last}");
            await NothingToDo(app, tagged);
            if (isDone)
            {
                last.ShouldBeGreaterThan(20);
                return;
            }
        }
    }

    private static List<string> History(AwsApp app) => [.. app.Aws.Parts.Firewall.HistoryOf(Set)];

    private static async Task NothingToDo(AwsApp app, Core.Model.App file)
    {
        var before = app.Calls;
        (await app.Plan(file)).Details.ShouldBeEmpty();
        app.Since(before).ShouldBe(["GetCallerIdentity", "GetObject", "DescribeServices"], ignoreOrder: true);
    }

    private static string Door(string of = "", string more = "") => $$"""
        app: shop
        images:
          web:
            use: registry.example.org/shop@{{AwsApp.Digest}}
        environments:
          production: {region: eu-west-1}
        edge: {auth: {basic: {user: guest, password: "${secret.DOOR}"} } }
        services:
          web: { {{of}}port: 8080, route: /}
        {{more}}
        """;
}
