using System.Globalization;

namespace Fairlead.Aws.Plan.Cost;

/// <summary>So many units of something with a price: <c>0.25 × 2</c> CPUs, <c>20</c> GB.</summary>
internal sealed record Amount(string Price, decimal Quantity)
{
    /// <summary>A share of the price, itself a price: what is on Spot costs less.</summary>
    public string? Share { get; init; }
}

/// <summary>What something in a template uses in a month. The family is closed; a month has 730 hours.</summary>
/// <param name="Name">Of the app file, or <c>environment</c>.</param>
/// <param name="What">In words: <c>2 × 0.25 CPU, 0.5 GB, arm64</c>.</param>
internal abstract record Usage(string Name, string What)
{
    public const decimal Hours = 730;

    /// <summary>The same whatever its size, so that before and after can be told together: <c>tasks</c>.</summary>
    public string Topic { get; init; } = What;

    public abstract IEnumerable<Amount> Amounts { get; }

    /// <summary>In words, with prices that belong to them.</summary>
    public virtual string Describe(Prices prices) => What;
}

/// <param name="Cpu">Of one task.</param>
/// <param name="MemoryGigabytes">Of one task.</param>
/// <param name="Count">Tasks on demand.</param>
/// <param name="SpotCount">Tasks on Spot.</param>
internal sealed record TaskUsage(string Name, string What, decimal Cpu, decimal MemoryGigabytes, decimal Count, decimal SpotCount,
    bool IsArm) : Usage(Name, What)
{
    /// <summary>How long the tasks run; a job's are fewer.</summary>
    public decimal HoursEach { get; init; } = Hours;

    public override IEnumerable<Amount> Amounts
    {
        get
        {
            var kind = IsArm ? "fargate.arm" : "fargate.x86";
            foreach (var (count, share) in new[] { (Count, (string?)null), (SpotCount, "fargate.spot") })
            {
                if (count > 0)
                {
                    yield return new Amount($"{kind}.cpu", Cpu * count * HoursEach) { Share = share };
                    yield return new Amount($"{kind}.memory", MemoryGigabytes * count * HoursEach) { Share = share };
                }
            }
        }
    }
}

/// <summary>A database with its storage; a second zone doubles both.</summary>
internal sealed record DatabaseUsage(string Name, string What, string Size, decimal StorageGigabytes, bool HasTwoZones) : Usage(Name, What)
{
    public override IEnumerable<Amount> Amounts => [new(Size, Hours * Zones), new("db.storage", StorageGigabytes * Zones)];

    private int Zones => HasTwoZones ? 2 : 1;
}

/// <summary>What a version that is past its standard support costs besides, for each virtual CPU. Standby instances pay it too.</summary>
internal sealed record SupportUsage(string Name, string What, int Cpus) : Usage(Name, What)
{
    public override IEnumerable<Amount> Amounts => [new("db.support", Hours * Cpus)];
}

internal sealed record CacheUsage(string Name, string What, string Size, int Nodes, bool IsValkey) : Usage(Name, What)
{
    public override IEnumerable<Amount> Amounts => [new(Size, Hours * Nodes) { Share = IsValkey ? "cache.valkey" : null }];
}

internal sealed record SearchUsage(string Name, string What, string Size, int Nodes, decimal StorageGigabytes) : Usage(Name, What)
{
    public override IEnumerable<Amount> Amounts => [new(Size, Hours * Nodes), new("search.storage", StorageGigabytes * Nodes)];
}

/// <summary>What is there all month: load balancer, NAT gateway, address, endpoint.</summary>
internal sealed record StandingUsage(string Name, string What, string Price, decimal Count) : Usage(Name, What)
{
    public override IEnumerable<Amount> Amounts => [new(Price, Count * Hours)];
}

/// <summary>What is counted by the month or by its size: secrets, keys, alarms, rules, gigabytes.</summary>
internal sealed record CountedUsage(string Name, string What, string Price, decimal Count) : Usage(Name, What)
{
    public override IEnumerable<Amount> Amounts => [new(Price, Count)];
}

/// <summary>What is paid by the hour while it runs, which no template says.</summary>
/// <param name="Price">Of one hour.</param>
internal sealed record HourlyUsage(string Name, string What, string Price) : Usage(Name, What)
{
    public override IEnumerable<Amount> Amounts => [new("", 0)];

    public override string Describe(Prices prices) => prices.Find(Price) is not { } each ? $"{What}: each hour of {Price}"
        : string.Create(CultureInfo.InvariantCulture,
            $"{What}: {(each.IsEstimate ? "about " : "")}{each.Amount:0.00##} $ for each hour of {Price}");
}

/// <summary>What costs, and nobody knows how much: traffic, requests, sizes that are not in the table.</summary>
internal sealed record UnknownUsage(string Name, string What) : Usage(Name, What)
{
    public override IEnumerable<Amount> Amounts => [new("", 0)];
}
