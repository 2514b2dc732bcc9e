namespace Fairlead.Core.Model;

/// <summary>The network of an AWS environment. The family is closed.</summary>
public abstract record Network
{
    /// <summary>An ECS cluster to use instead of a new one.</summary>
    public Text? Cluster { get; init; }

    /// <summary>How tasks reach the internet. Of a network that is there: <see cref="Nat.None"/>, or by whatever is there.</summary>
    public Nat Nat { get; init; }
}

/// <summary>A network made for the environment.</summary>
public sealed record OwnNetwork : Network
{
    /// <summary>Over how many availability zones it spreads.</summary>
    public required int Zones { get; init; }

    public required string Cidr { get; init; }

    public required IReadOnlyList<VpcEndpoint> Endpoints { get; init; }

    /// <summary>All traffic is logged.</summary>
    public required bool FlowLogs { get; init; }
}

/// <summary>A network that is already there.</summary>
/// <param name="Vpc">Its id.</param>
/// <param name="Subnets">Its subnets; null: found by their routes.</param>
public sealed record ExistingNetwork(Text Vpc, Subnets? Subnets) : Network;

public sealed record Subnets(IReadOnlyList<Text> Public, IReadOnlyList<Text> Private);

/// <summary>How private tasks reach the internet.</summary>
public enum Nat
{
    /// <summary>One gateway for all zones.</summary>
    One,

    /// <summary>No gateway: tasks stand in public subnets, closed to all but the load balancer.</summary>
    None,

    /// <summary>A gateway in each zone.</summary>
    PerZone,
}

/// <summary>An AWS service that is reached without leaving the network.</summary>
public enum VpcEndpoint
{
    S3,
    DynamoDb,
    Ecr,
    Logs,
    SecretsManager,
    Ssm,
    SsmMessages,
    Sqs,
    Sns,
    Kms,
    Sts,
    Ecs,
    Events,
    States,
    Batch,
    Lambda,
    Bedrock,
    SageMaker,
    Monitoring,
    Email,
}
