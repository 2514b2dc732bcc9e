using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Server;

/// <summary>
/// An AWS account on one port of this machine, in a time of its own, which holds its callers to AWS's rules and does what a test's script
/// says goes wrong. Clients reach it by <c>AWS_ENDPOINT_URL</c>. At its end it says what it did itself that AWS's models do not allow.
/// </summary>
internal sealed class ScriptedAws : IAsyncDisposable
{
    private const string HomeRegion = "eu-west-1";

    private readonly AwsDispatcher dispatcher;
    private readonly AwsListener listener;

    private ScriptedAws(AwsWorld world, AwsParts parts, AwsDispatcher dispatcher, AwsListener listener) =>
        (World, Parts, this.dispatcher, this.listener) = (world, parts, dispatcher, listener);

    public AwsWorld World { get; }

    /// <summary>What the account holds, to look at and to script.</summary>
    public AwsParts Parts { get; }

    public VirtualClock Clock => World.Clock;

    public FaultScript Faults => World.Faults;

    public AwsCaller Person => World.Callers[0];

    public string Url => listener.Url;

    /// <summary>Every call in its order.</summary>
    public IReadOnlyList<AwsCallRecord> Calls => dispatcher.Calls;

    /// <param name="jumps">Time goes on by itself while clients wait; else only by <see cref="VirtualClock.Advance"/>.</param>
    /// <param name="account">Twelve digits.</param>
    public static async Task<ScriptedAws> Start(bool jumps = false, string account = "111122223333")
    {
        var world = new AwsWorld(new VirtualClock(DateTimeOffset.UtcNow) { Jumps = jumps }, account);
        world.Callers.Add(new AwsCaller("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", null,
            $"arn:aws:iam::{account}:user/person"));
        var parts = new AwsParts(world);
        var routes = new AwsRoutes();
        foreach (var part in parts.All)
        {
            part.Register(routes);
        }

        var answers = new AwsDispatcher(world, routes, call => parts.Denies(call));
        return new ScriptedAws(world, parts, answers, await AwsListener.Start(answers, world.Clock));
    }

    /// <summary>A client of ours; without a caller it is the person whose account it is.</summary>
    public AwsConnection Connect(AwsCaller? caller = null, string region = HomeRegion, TimeProvider? clock = null)
    {
        Clock.Enter();
        var who = caller ?? Person;
        AWSCredentials keys = who.SessionToken is { } token ? new SessionAWSCredentials(who.AccessKeyId, who.SecretKey, token)
            : new BasicAWSCredentials(who.AccessKeyId, who.SecretKey);
        var endpoints = new Endpoints(region, name => name == "AWS_ENDPOINT_URL" ? Url : null);
        return new AwsConnection(new AwsTransport(keys, endpoints, new SocketsHttpHandler(), clock ?? Clock));
    }

    /// <summary>What a process has to have in its environment to be in this account.</summary>
    public IReadOnlyDictionary<string, string> Variables(AwsCaller? caller = null, string region = HomeRegion)
    {
        var who = caller ?? Person;
        var variables = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = Url, ["AWS_ACCESS_KEY_ID"] = who.AccessKeyId, ["AWS_SECRET_ACCESS_KEY"] = who.SecretKey,
            ["AWS_REGION"] = region, ["AWS_EC2_METADATA_DISABLED"] = "true",
        };
        if (who.SessionToken is { } token)
        {
            variables["AWS_SESSION_TOKEN"] = token;
        }

        return variables;
    }

    public async ValueTask DisposeAsync()
    {
        await listener.DisposeAsync();
        World.Wrong.ShouldBeEmpty();
    }
}
