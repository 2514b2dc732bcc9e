using Fairlead.Aws.Checks;
using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Aws.Tests.Support;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests.Deploying;

/// <summary>
/// The five systems with the roles that their templates make: a new environment, a second release, a broken one, back, gone, and made again
/// on what was kept. What belongs to a later part stands in their files and is left out here.
/// </summary>
public class ExampleDeployTests
{
    // A release that waits, or comes by a push.
    private static readonly (string Said, string Instead)[] Later =
    [
        ("release: {approve: true}", "protect: false"), ("release: {from: push}", "protect: false"), (", hold: true}", "}"),
    ];

    public static TheoryData<string, string> All()
    {
        var all = new TheoryData<string, string>();
        foreach (var name in new[] { "cgap", "connections", "consultation-analyser", "hera", "otakaro" })
        {
            // The last of each is the one for the world; the others differ in sizes.
            all.Add(name, AppFileReader.Environments(File(name)).Last(e => e != "local"));
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Row_168_an_example_lives(string name, string environment)
    {
        var file = Read(name, environment);
        await using var app = await AwsApp.Start(environment, file.Environment.Account ?? "111122223333");
        app.Prepare(file);
        var first = await app.Apply(file, Of(file, AwsApp.Digest));
        first.Release!.Number.ShouldBe(1);
        var before = app.Calls;
        (await app.Plan(file, Of(file, AwsApp.Digest))).Details.ShouldBeEmpty();
        app.Since(before).ShouldNotContain("CreateChangeSet");

        (await app.Apply(file, Of(file, AwsApp.Other))).Release!.Number.ShouldBe(2);
        var service = file.Services[0];
        var running = app.Running(service.Name);
        var family = running.Split(':')[0];
        app.Aws.Parts.Board.Script($"{family}:{int.Parse(running.Split(':')[1]) + 1}", TaskFate.Exits(1, "it broke"));
        (await Should.ThrowAsync<FailureException>(() => app.Apply(file, Of(file, AwsApp.Third))))
            .Failure.Evidence.ShouldContain("it broke");
        app.Running(service.Name).ShouldBe(running);

        var to = (await app.Releases()).Single(r => r.Number == 1);
        var back = await app.Apply(file, Goal.Rollback(RecordedApp.Read(to, environment).App!, to, "ann"));
        back.Release!.Images.ShouldAllBe(i => i.Id == AwsApp.Digest);
        await app.Destroy(file);
        app.Stacks().ShouldAllBe(s => s.StartsWith("fairlead-") || s.StartsWith("platform"));
        (await app.Apply(file, Of(file, AwsApp.Digest))).Release!.Number.ShouldBe(5);
    }

    private static Source File(string name)
    {
        var text = ExampleFolder.Named(name).Text("fairlead.yaml")!.Text;
        foreach (var (said, instead) in Later)
        {
            text = text.Replace(said, instead);
        }

        return new Source("fairlead.yaml", text);
    }

    private static App Read(string name, string environment)
    {
        var read = AppFileReader.Read(File(name), environment, ExampleFolder.Named(name), AwsChecks.Check);
        return read.App.ShouldNotBeNull(string.Join('\n', read.Problems.Select(p => p.ToString())));
    }

    private static Goal Of(App app, string digest) => AwsApp.Deploy(app) with
    {
        References = app.Images.ToDictionary(i => i.Name, i => $"registry.example.org/{app.Name}/{i.Name}@{digest}"),
    };
}
