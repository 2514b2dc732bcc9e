using Fairlead.Aws;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>
/// Every stack of every example is made in moto and removed again, in the order of what takes whose output, with a value for each
/// parameter. Moto knows names and references; it checks neither rights nor sizes, and what it can not do stands in
/// <see cref="MotoGaps"/>.
/// </summary>
public sealed class MotoTests(MotoRuns runs) : IClassFixture<MotoRuns>
{
    public static TheoryData<string> Environments() => [.. AwsEnvironments.All.Keys];

    public static TheoryData<string> Examples() => [.. AwsEnvironments.All.Keys.Where(n => n.StartsWith("examples/"))];

    [Fact]
    public void There_are_nine_environments_and_two_cases() => (Examples().Count, Environments().Count).ShouldBe((9, 11));

    [MotoTheory]
    [MemberData(nameof(Environments))]
    public void Every_stack_is_made_and_removed_again(string name)
    {
        var run = runs[name];
        string.Join('\n', run.Faults).ShouldBeEmpty();
        var app = AwsEnvironments.All[name];
        run.Made.ShouldBe(MotoDeploy.Order(app, Walked.TemplatesOf(app, Walked.Facts)).Select(s => s.Name));
    }

    [MotoFact]
    public void Each_gap_of_moto_is_met_by_some_template() => MotoGaps.All.Select(g => g.Name).Except(runs.Used).ShouldBeEmpty();

    [MotoFact]
    public void Each_given_value_is_asked_for() => GivenValues.All.Select(g => g.Name).Except(runs.Used).ShouldBeEmpty();

    [MotoFact]
    public async Task A_parameter_that_nothing_gives_and_what_moto_refuses_are_told()
    {
        var unknown = await runs.Run(SmallApp.Of("services: {web: {env: {FLAG: \"${ssm:/nobody/knows}\"}}}").App);
        var fault = unknown.Faults.ShouldHaveSingleItem();
        fault.ShouldStartWith("shop-prod-web.task: nothing says what SsmParameter");
        var refused = await runs.Run(SmallApp.Of("services: {web: {port: 80, route: /}}\nnetwork: {vpc: vpc-0a1b2c3d, subnets: {public:"
            + " [subnet-0a, subnet-0b], private: [subnet-0c, subnet-0d]}}").App);
        refused.Faults.ShouldContain(f => f.StartsWith("shop-prod is not made: "));
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Nothing_waits_for_what_is_made_after_it(string name)
    {
        var app = AwsEnvironments.All[name];
        var labels = new StackLabels(new StackScope(app));
        var stacks = Walked.TemplatesOf(app, Walked.Facts);
        int Tier(string stack) => MotoDeploy.TierOf(labels[stack].Kind);
        foreach (var stack in stacks)
        {
            stack.Parameters.Select(p => (p.Source as ImportedOutput)?.Stack).OfType<string>()
                .Where(s => Tier(s) > Tier(stack.Name)).ShouldBeEmpty(stack.Name);
        }

        stacks.Select(s => Tier(s.Name)).Distinct().Order().ShouldBe([0, 1, 2]);
    }

    // A parameter without a default has its value from another stack, from what a release registers, or is found out.
    [Theory]
    [MemberData(nameof(Examples))]
    public async Task The_manifest_says_whose_output_a_parameter_takes(string name)
    {
        var app = AwsEnvironments.All[name];
        var place = new Place(app.Name, app.Environment.Name, app.Environment.Region, null, null);
        await using var target = new AwsTarget(new AwsSurroundings(place, "", static _ => null, TimeProvider.System));
        var rendering = await target.Render(app, default);
        var labels = Manifest.Read(rendering.Index!, out _)!.Templates.ToDictionary(l => l.Stack);
        var stacks = Walked.TemplatesOf(app, Walked.Facts);
        labels.Keys.ShouldBe(stacks.Select(s => s.Name), ignoreOrder: true);
        foreach (var stack in stacks)
        {
            var label = labels[stack.Name];
            string[] known = [.. label.Imports.Select(i => i.Key), .. label.Revisions.Select(r => r.Key)];
            stack.Parameters.Where(p => p.Default is null && p.Source is not FixedValue && GivenValues.Find(p.Name) is null)
                .Select(p => p.Name).Except(known).ShouldBeEmpty(stack.Name);
            label.Imports.Select(i => i.Value).ShouldAllBe(i => stacks.Any(s => s.Outputs.Any(o => $"{s.Name}.{o.Name}" == i)));
            label.Revisions.Select(r => r.Value).ShouldAllBe(r => labels[r].IsTaskDefinition);
        }
    }
}

/// <summary>All environments in one moto, two at a time, each in an account of its own.</summary>
public sealed class MotoRuns : IAsyncLifetime
{
    private const int AtOnce = 2;

    private Dictionary<string, MotoDeploy> runs = [];
    private MotoServer? server;
    private int accounts;

    internal MotoDeploy this[string name] => runs[name];

    internal IEnumerable<string> Used => runs.Values.SelectMany(r => r.Used);

    public async Task InitializeAsync()
    {
        if (MotoServer.Missing is not null)
        {
            return; // every test that needs it says so
        }

        server = await MotoServer.Start();
        runs = AwsEnvironments.All.ToDictionary(e => e.Key, e => New(e.Value));
        await Parallel.ForEachAsync(runs.Values, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (r, _) => await r.Run());
    }

    public Task DisposeAsync()
    {
        server?.Dispose();
        return Task.CompletedTask;
    }

    internal async Task<MotoDeploy> Run(App app)
    {
        var run = New(app);
        await run.Run();
        return run;
    }

    private MotoDeploy New(App app) => new(server!, app, $"2000000000{accounts++:00}");
}
