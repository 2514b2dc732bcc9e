using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Aws.Tests.Endpoint.Stacks;
using Fairlead.Aws.Tests.Endpoint.Stores;

namespace Fairlead.Aws.Tests.Endpoint.Server;

/// <summary>All that an account holds, each part with its operations.</summary>
internal sealed class AwsParts
{
    public AwsParts(AwsWorld world)
    {
        Tokens = new TokenPart(world);
        Buckets = new BucketPart(world);
        Parameters = new ParameterPart(world);
        Worker = new ResourceWorker(world);
        var engine = new StackEngine(world, Worker);
        Stacks = new StackCalls(engine, new ChangeSetMaker(engine, Buckets.Find), Tokens.Has);
        Logs = new LogPart(world);
        Readiness = new ReadinessPart(world);
        Board = new TaskBoard(world, Worker.Latencies, Logs, Readiness);
        Definitions = new DefinitionPart(world);
        Services = new ServicePart(world, new ServiceScheduler(Board), Definitions);
        Tasks = new TaskPart(Board, Definitions, Services);
        Vault = new VaultPart(world);
        Keys = new KeyPart(world);
        Images = new ImagePart(world);
        Account = new AccountPart(world);
        Databases = new DatabasePart(world);
        Rules = new RulePart();
        Alarms = new AlarmPart(world, Stacks);
        Services.Scheduler.Shifted = Rules.Shift;
        Executions = new ExecutionPart(world);
        Firewall = new FirewallPart(world);
        Topics = new TopicPart(world);
        StoreLives.Add(Worker, this);
        ContainerLives.Add(Worker, this);
    }

    public TokenPart Tokens { get; }

    public BucketPart Buckets { get; }

    public ParameterPart Parameters { get; }

    public StackCalls Stacks { get; }

    /// <summary>What is scripted of resources, and how long they take.</summary>
    public ResourceWorker Worker { get; }

    /// <summary>Of load balancers and NAT gateways.</summary>
    public ReadinessPart Readiness { get; }

    public LogPart Logs { get; }

    /// <summary>What becomes of tasks is scripted here.</summary>
    public TaskBoard Board { get; }

    public DefinitionPart Definitions { get; }

    public ServicePart Services { get; }

    public TaskPart Tasks { get; }

    public VaultPart Vault { get; }

    public KeyPart Keys { get; }

    public ImagePart Images { get; }

    /// <summary>Schedules, networks, quotas and what else an account has.</summary>
    public AccountPart Account { get; }

    public DatabasePart Databases { get; }

    /// <summary>Of listeners.</summary>
    public RulePart Rules { get; }

    public AlarmPart Alarms { get; }

    /// <summary>What schedules have run.</summary>
    public ExecutionPart Executions { get; }

    /// <summary>What firewalls know passwords by.</summary>
    public FirewallPart Firewall { get; }

    /// <summary>Who is told of alerts.</summary>
    public TopicPart Topics { get; }

    public IEnumerable<IAwsPart> All =>
        [Tokens, Buckets, Parameters, Stacks, Logs, Definitions, Services, Tasks, Vault, Keys, Images, Account, Databases, Executions,
        Firewall, Topics, Rules, Alarms, Readiness];

    /// <summary>The action that nothing allows to who calls; by itself everybody may do everything.</summary>
    public Func<AwsCall, string?> Denies { get; set; } = static _ => null;
}
