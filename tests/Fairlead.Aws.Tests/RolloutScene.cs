using System.Text.Json.Nodes;
using Fairlead.Aws.Api;
using Fairlead.Aws.Deploy.Releases;
using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Aws.Tests.Endpoint.Server;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests;

/// <summary>A service <c>web</c> in a scripted account whose time jumps, and whoever moves it.</summary>
internal sealed class RolloutScene : IAsyncDisposable
{
    public const string Group = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/1";

    private readonly AwsConnection person;

    private RolloutScene(ScriptedAws aws) => (Aws, person) = (aws, aws.Connect());

    public ScriptedAws Aws { get; }

    public AwsConnection Person
    {
        get
        {
            Aws.Clock.Enter();
            return person;
        }
    }

    public LiveService Service => Aws.Parts.Services.Find("web")!;

    public TaskBoard Board => Aws.Parts.Board;

    /// <summary>All that was told.</summary>
    public List<Event> Events { get; } = [];

    /// <summary>Calls that change something, without those before the scene began.</summary>
    public IEnumerable<string> Changes => Aws.Calls.Where(c => c.Operation is "UpdateService" or "StopServiceDeployment" or "RunTask"
        or "StopTask").Select(c => c.Operation);

    public IEnumerable<JsonObject> Updates => Aws.Calls.Where(c => c.Operation == "UpdateService").Select(c => c.Input);

    /// <summary>It runs <c>web:1</c> steadily, or with a count of zero a placeholder.</summary>
    public static async Task<RolloutScene> Start(int count = 1, bool isRouted = true, ServiceTerms? terms = null)
    {
        var scene = new RolloutScene(await ScriptedAws.Start(jumps: true));
        scene.Aws.Parts.Services.AddCluster("eu-west-1", "shop");
        terms ??= new ServiceTerms { Threshold = 3, IsResetByHealthy = false, RollsBack = true };
        var service = scene.Aws.Parts.Services.Add("arn:aws:ecs:eu-west-1:111122223333:service/shop/web", scene.Register(), count,
            terms with { TargetGroups = isRouted ? [Group] : [] });
        service.LoadBalancers = isRouted ? [JsonNode.Parse($$"""
            {"targetGroupArn": "{{Group}}", "containerName": "web", "containerPort": 8000, "advancedConfiguration":
             {"alternateTargetGroupArn": "arn:other", "productionListenerRule": "arn:rule", "roleArn": "arn:role"} }
            """)] : [];
        scene.Aws.Clock.AdvanceUntil(() => service.Running is null && !service.IsTicking, TimeSpan.FromMinutes(5)).ShouldBeTrue();
        return scene;
    }

    /// <summary>All that AWS does from here on takes a second or two: fewer calls, and each of them can be the last.</summary>
    public void Hurry()
    {
        var (latencies, second) = (Board.Latencies, TimeSpan.FromSeconds(1));
        (latencies.SchedulerStep, latencies.FargateStart, latencies.FirstProbe, latencies.Drain) = (second, second * 3, second, second * 3);
    }

    public LiveDefinition Register(string family = "web", int port = 8000) => Aws.Parts.Definitions.Add("eu-west-1", JsonNode.Parse($$"""
        {"family": "{{family}}", "memory": "512", "containerDefinitions": [{"name": "{{family}}", "image": "x@sha256:1",
         "portMappings": [{"containerPort": {{port}}}], "logConfiguration": {"logDriver": "awslogs",
         "options": {"awslogs-group": "/shop", "awslogs-stream-prefix": "{{family}}"} } }]}
        """)!.AsObject());

    /// <summary>To the next definition.</summary>
    public ServiceMove Next(int port = 8000) => new("web", "shop", "web", Register(port: port).Arn)
    {
        Count = Service.Desired, ContainerPort = Service.Terms.TargetGroups.Count > 0 ? port : null, HealthPath = "/health",
        TargetGroup = Service.Terms.TargetGroups is [var group, ..] ? group : null, LogGroup = "/shop", Urls = ["https://shop.example"],
        LastTime = TimeSpan.FromSeconds(80),
    };

    public Task<ServiceMoved> Move(ServiceMove move, CancellationToken cancel = default) =>
        Do(e => new EcsRollout(Person, e, Clean).Move(move, static _ => Task.CompletedTask, cancel));

    public async Task<Failure> Fail(ServiceMove move) => (await Should.ThrowAsync<FailureException>(() => Move(move))).Failure;

    /// <summary>Does something that tells what happens; what it throws is thrown.</summary>
    public async Task<T> Do<T>(Func<EventStream, Task<T>> work)
    {
        Aws.Clock.Enter();
        T? made = default;
        Exception? thrown = null;
        await foreach (var happened in EventStream.Run(Aws.Clock, async (events, _) =>
        {
            try
            {
                made = await work(events);
            }
            catch (Exception e) when (e is FailureException or OperationCanceledException)
            {
                thrown = e;
            }
        }, CancellationToken.None))
        {
            Events.Add(happened);
        }

        return thrown is null ? made! : throw thrown;
    }

    /// <summary>When something was told, in seconds since a moment of the endpoint's time.</summary>
    public double When<T>(DateTimeOffset since) where T : Event =>
        (Events.OfType<T>().First(e => e.Parent is null).At - since).TotalSeconds;

    public async ValueTask DisposeAsync()
    {
        person.Dispose();
        await Aws.DisposeAsync();
    }

    // As a redactor would.
    public static string Clean(string text) => text.Replace("hunter2", "***");
}
