using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests.Deploying;

/// <summary>Addresses of alerts that are secrets: subscribed by the deploy, by the record, and let go again.</summary>
public class AlertAddressTests
{
    [Fact]
    public async Task Row_190_a_secret_address_is_asked_to_confirm_once_and_another_one_takes_its_place()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(Alerts("\"${secret.HOOK}\""));
        await app.Set(file, "HOOK", "https://hooks.example.org/one");
        (await app.Plan(file)).Details.ShouldContain("alerts: ask 1 to confirm");
        await app.Apply(file);
        app.Events.OfType<Warned>().Select(w => $"{w}").ShouldContain(w => w.Contains("1 asked by AWS to confirm"));
        Hooks(app).ShouldBe(["https://hooks.example.org/one 1"]);
        await NothingToDo(app, file);
        app.Aws.Parts.Topics.Confirm("https://hooks.example.org/one");
        await app.Apply(app.Read(Alerts("\"${secret.HOOK}\"", AwsApp.Other)));
        Hooks(app).ShouldBe(["https://hooks.example.org/one 1"]);

        file = app.Read(Alerts("\"${secret.HOOK}\"", AwsApp.Other));
        await app.Set(file, "HOOK", "https://hooks.example.org/two");
        (await app.Plan(file)).Changes.Single().Why.ShouldBe("AWS asks 1 to confirm; 1 told no more");
        await app.Apply(file);
        Hooks(app).ShouldBe(["https://hooks.example.org/two 1"]);
        await NothingToDo(app, file);

        // It never confirmed, and ends by itself.
        await app.Apply(app.Read(Alerts("https://open.example.org/hook", AwsApp.Other)));
        await NothingToDo(app, app.Read(Alerts("https://open.example.org/hook", AwsApp.Other)));
    }

    [Fact]
    public async Task Row_190_what_is_subscribed_already_stays_and_is_not_asked_again()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(Alerts("https://open.example.org/hook")));
        var topic = app.Aws.Parts.Stacks.Find("shop-production")!.Resources["AlertTopic"].PhysicalId;
        foreach (var name in new[] { "by-hand", "other", "one" })
        {
            app.Aws.Parts.Topics.Add(topic, $"https://hooks.example.org/{name}").IsConfirmed = true;
        }

        var file = app.Read(Alerts("\"${secret.HOOK}\""));
        await app.Set(file, "HOOK", "https://hooks.example.org/one");
        await app.Apply(file);
        app.Since(0).ShouldNotContain("Subscribe");

        // The same value set once more is another version, and the same subscription.
        await app.Set(file, "HOOK", "https://hooks.example.org/one");
        await app.Apply(file);
        app.Since(0).ShouldNotContain("Unsubscribe");
        await NothingToDo(app, file);
        await app.Apply(app.Read(Alerts("https://open.example.org/hook")));
        Hooks(app).ShouldBe(["https://hooks.example.org/by-hand 0", "https://hooks.example.org/other 0"]);
    }

    [Fact]
    public async Task Row_190_an_address_that_AWS_does_not_take_is_told_without_it_and_the_release_serves()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(Alerts("\"${secret.HOOK}\""));
        await app.Set(file, "HOOK", "http://hooks.example.org/one");
        var failure = (await Should.ThrowAsync<FailureException>(() => app.Apply(file))).Failure;
        (failure.What, failure.Outcome).ShouldBe(("alerts: AWS does not take an address", "release 1 serves all the same"));
        failure.ToString().ShouldNotContain("hooks.example.org");
        await app.Set(file, "HOOK", "https://hooks.example.org/one");
        await app.Apply(file);
        Hooks(app).ShouldBe(["https://hooks.example.org/one 1"]);
        await NothingToDo(app, file);
    }

    private static IReadOnlyList<string> Hooks(AwsApp app) =>
        [.. app.Aws.Parts.Topics.Subscriptions.Select(s => $"{s.Endpoint} {s.Asked}")];

    private static async Task NothingToDo(AwsApp app, Core.Model.App file)
    {
        var before = app.Calls;
        (await app.Plan(file)).Details.ShouldBeEmpty();
        app.Since(before).ShouldBe(["GetCallerIdentity", "GetObject", "DescribeServices"], ignoreOrder: true);
    }

    private static string Alerts(string address, string digest = AwsApp.Digest) => $$"""
        app: shop
        images:
          web:
            use: registry.example.org/shop@{{digest}}
        environments:
          production: {region: eu-west-1}
        alerts: {url: {{address}}}
        services:
          web: {port: 8080, route: /}
        """;
}
