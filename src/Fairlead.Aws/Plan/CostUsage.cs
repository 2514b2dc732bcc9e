using System.Globalization;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Cost;
using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Aws.Stacks.Data;

namespace Fairlead.Aws.Plan;

/// <summary>What stacks use in a month, read from the templates: so templates rendered earlier have a price too.</summary>
internal sealed class CostUsage
{
    private const decimal Units = 1024;

    private readonly List<Usage> all = [];
    private readonly List<string> names = [StackLabels.Environment];
    private readonly Dictionary<(string Name, CountedPrice Price), int> counted = [];
    private readonly HashSet<(string Name, string What)> unknown = [];
    private readonly Dictionary<string, MapValue> services = new(StringComparer.Ordinal);
    private readonly List<(StackLabel Label, MapValue Definition)> definitions = [];

    /// <summary>What all share first, then by name in the order of the file; what is unknown last.</summary>
    public IReadOnlyList<Usage> All()
    {
        foreach (var (label, definition) in definitions)
        {
            AddTasks(label, definition);
        }

        definitions.Clear();
        var order = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            order.TryAdd(name, order.Count);
        }

        return [.. all.Concat(counted.Select(c => Counted(c.Key.Name, c.Key.Price, c.Value)))
            .OrderBy(u => u is UnknownUsage).ThenBy(u => order[u.Name])];
    }

    private static Usage Counted(string name, CountedPrice price, int count)
    {
        var shown = Times(count) + price.What;
        return price.IsByHour
            ? new StandingUsage(name, shown, price.Key, count) { Topic = price.What }
            : new CountedUsage(name, shown, price.Key, count) { Topic = price.What };
    }

    public void Visit(StackLabel label, Stack stack)
    {
        names.Add(label.Name);
        if (stack.RawTemplate is not null)
        {
            Unknown(label.Name, "what its file makes");
        }

        foreach (var resource in stack.Resources)
        {
            Visit(label, stack, resource);
        }
    }

    /// <summary>Tasks are counted by the service that runs them, whichever of the two comes first.</summary>
    public void Visit(StackLabel label, TaskDefinition definition)
    {
        names.Add(label.Name);
        definitions.Add((label, definition.Properties));
        if (definition.Properties["EphemeralStorage"] is not null)
        {
            Unknown(label.Name, "room for files beyond 20 GB");
        }
    }

    private void Visit(StackLabel label, Stack stack, StackResource resource)
    {
        var (name, properties) = (label.Name, resource.Properties);
        switch (resource.Type)
        {
            case "AWS::ECS::Service":
                services[name] = properties;
                break;
            case "AWS::RDS::DBInstance":
                AddDatabase(name, stack, properties);
                break;
            case "AWS::ElastiCache::ReplicationGroup":
                AddCache(name, properties);
                break;
            case "AWS::OpenSearchService::Domain":
                AddSearch(name, properties);
                break;
            case "AWS::Batch::ComputeEnvironment":
                all.AddRange(properties.Items("ComputeResources", "InstanceTypes").OfType<TextValue>()
                    .Select(t => new HourlyUsage(name, "machines while jobs run", t.Text)));
                break;
            case "AWS::StepFunctions::StateMachine" when label.Runs is { } runs:
                AddRuns(name, properties, runs);
                break;
        }

        foreach (var price in CountedPrice.All)
        {
            if (price.Type == resource.Type && price.CountOf(properties) is var count and > 0)
            {
                Count(name, price, count);
            }
        }

        if (UnknownOf(label, resource) is { } what)
        {
            Unknown(what is "logs" || what.StartsWith("traffic", StringComparison.Ordinal) ? StackLabels.Environment : name, what);
        }
    }

    // What is paid by use.
    private static string? UnknownOf(StackLabel label, StackResource resource) => resource.Type switch
    {
        "AWS::ECS::Cluster" when !HasInsights(resource) => null,
        // What jobs leave behind when they could not start is nothing, or a fault.
        "AWS::SQS::Queue" when label.Kind != StackLabels.Queue => null,
        "AWS::EC2::NatGateway" or "AWS::ElasticLoadBalancingV2::LoadBalancer" =>
            "traffic through NAT gateway and load balancer, and to the internet",
        "AWS::EC2::VPCEndpoint" when CountedPrice.IsInterface(resource.Properties) => "traffic through endpoints of the network",
        "AWS::WAFv2::WebACL" => "requests to the firewall",
        "AWS::StepFunctions::StateMachine" when label.Runs is not null => null,
        var type => PriceClasses.UseOf(type) ?? (PriceClasses.Find(type) is null ? $"{resource.Id} ({type})" : null),
    };

    private void AddTasks(StackLabel label, MapValue definition)
    {
        var (cpu, memory) = ((NumberOf(definition["Cpu"]) ?? 0) / Units, (NumberOf(definition["Memory"]) ?? 0) / Units);
        var isArm = TextOf((definition["RuntimePlatform"] as MapValue)?["CpuArchitecture"]) == "ARM64";
        var each = $"{Number(cpu)} CPU, {Number(memory)} GB{(isArm ? ", arm64" : "")}";
        if (label.Runs is { } runs)
        {
            all.Add(
                new TaskUsage(label.Name, $"{each}, if each run takes a minute", cpu, memory, runs, 0, isArm) { HoursEach = 1 / 60m,
                    Topic = "tasks" });
        }
        else if (label.Count is { } count && services.TryGetValue(label.Name, out var service))
        {
            var (onDemand, spot) = Split(service["CapacityProviderStrategy"] as ListValue, count);
            all.Add(
                new TaskUsage(label.Name, $"{Times(count)}{each}{(spot > 0 ? ", on Spot" : "")}", cpu, memory, onDemand, spot,
                    isArm) { Topic = "tasks" });
            if (TextOf(((service["NetworkConfiguration"] as MapValue)?["AwsvpcConfiguration"] as MapValue)?["AssignPublicIp"]) == "ENABLED")
            {
                Count(label.Name, CountedPrice.TaskAddress, count);
            }
        }
    }

    // The base first, the rest by weight.
    private static (decimal OnDemand, decimal Spot) Split(ListValue? strategy, int count)
    {
        decimal onDemand = 0, spot = 0, weights = 0, spotWeights = 0;
        foreach (var item in strategy?.Items ?? [])
        {
            var provider = (MapValue)item;
            var isSpot = TextOf(provider["CapacityProvider"]) == "FARGATE_SPOT";
            var first = Math.Min(NumberOf(provider["Base"]) ?? 0, count);
            var weight = NumberOf(provider["Weight"]) ?? 0;
            (onDemand, spot) = isSpot ? (onDemand, spot + first) : (onDemand + first, spot);
            (weights, spotWeights) = (weights + weight, isSpot ? spotWeights + weight : spotWeights);
        }

        var rest = count - onDemand - spot;
        var onSpot = weights == 0 ? 0 : rest * spotWeights / weights;
        return (count - spot - onSpot, spot + onSpot);
    }

    private void AddDatabase(string name, Stack stack, MapValue properties)
    {
        var (size, storage, twice) = (TextOf(properties["DBInstanceClass"]), NumberOf(properties["AllocatedStorage"]) ?? 0,
            properties["MultiAZ"] is FlagValue { Flag: true });
        all.Add(
            new DatabaseUsage(name,
                $"{size}, {StorageOf(stack, properties)}{(twice ? ", in two zones" : "")}", size, storage,
                twice) { Topic = "database" });
        if (EngineSupport.PricesOf(VersionOf(stack)) is var prices and > 0)
        {
            all.Add(new SupportUsage(name, "support of a version that is past its standard support",
                CpusOf(size) * prices * (twice ? 2 : 1)));
        }
    }

    // A template leaves the minor version to the deploy; its parameters are of one major version.
    private static string VersionOf(Stack stack)
    {
        foreach (var resource in stack.Resources)
        {
            if (resource.Type == "AWS::RDS::DBParameterGroup" && TextOf(resource.Properties["Family"]) is ['p', 'o', ..] family)
            {
                return family["postgres".Length..];
            }
        }

        return "";
    }

    // RDS user guide, "DB instance classes": two up to large, four for xlarge, and from there as many times four as it says.
    private static int CpusOf(string size) => size[(size.LastIndexOf('.') + 1)..] switch
    {
        "xlarge" => 4,
        var word when word.EndsWith("xlarge", StringComparison.Ordinal)
            && int.TryParse(word.AsSpan(0, word.Length - "xlarge".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var times)
            => 4 * times,
        _ => 2,
    };

    private static string StorageOf(Stack stack, MapValue database) =>
        database["AllocatedStorage"] is { } storage ? $"{ValueText.Render(stack, storage)} GB"
        : "without the storage, which its snapshot says";

    private void AddSearch(string name, MapValue properties)
    {
        var (cluster, storage) = (properties["ClusterConfig"] as MapValue, NumberOf((properties["EBSOptions"] as MapValue)?["VolumeSize"])
            ?? 0);
        var (size, nodes) = (TextOf(cluster?["InstanceType"]), (int)(NumberOf(cluster?["InstanceCount"]) ?? 1));
        all.Add(new SearchUsage(name, $"{Times(nodes)}{size}, {Number(storage)} GB", size, nodes, storage) { Topic = "nodes" });
    }

    private void AddCache(string name, MapValue properties)
    {
        var (size, nodes) = (TextOf(properties["CacheNodeType"]), (int)(NumberOf(properties["NumCacheClusters"]) ?? 1));
        all.Add(new CacheUsage(name, Times(nodes) + size, size, nodes, TextOf(properties["Engine"]) == "valkey") { Topic = "nodes" });
    }

    private void AddRuns(string name, MapValue machine, int runs)
    {
        var what = $"{Number(runs)} run{(runs == 1 ? "" : "s")} by schedule";
        all.Add(new CountedUsage(name, what, "states", runs * StepsOf(machine) / 1000m) { Topic = "runs" });
    }

    private void Count(string name, CountedPrice price, int more)
    {
        var key = (name, price);
        counted[key] = counted.GetValueOrDefault(key) + more;
    }

    private void Unknown(string name, string what)
    {
        if (unknown.Add((name, what)))
        {
            all.Add(new UnknownUsage(name, what) { Topic = what });
        }
    }

    private static bool HasInsights(StackResource cluster)
    {
        foreach (var setting in (cluster.Properties["ClusterSettings"] as ListValue)?.Items ?? [])
        {
            if (setting is MapValue map && TextOf(map["Name"]) == "containerInsights" && TextOf(map["Value"]) is "enabled" or "enhanced")
            {
                return true;
            }
        }

        return false;
    }

    // Each state that is gone through is a transition; a run goes through about as many as there are.
    private static int StepsOf(MapValue machine)
    {
        const string Opening = "\"Type\":\"";
        var (text, steps) = (machine["DefinitionString"] is { } definition ? Texts(definition) : "", 0);
        for (var at =
            text.IndexOf(Opening, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Opening, at + 1, StringComparison.Ordinal))
        {
            steps++;
        }

        return steps;
    }

    private static string Texts(Value value) => value switch
    {
        TextValue text => text.Text,
        ListValue list => string.Concat(list.Items.Select(Texts)),
        CallValue call => Texts(call.Argument),
        _ => "",
    };

    private static string Times(int count) => count == 1 ? "" : $"{Number(count)} × ";

    private static string TextOf(Value? value) => (value as TextValue)?.Text ?? "";

    private static decimal? NumberOf(Value? value) => value switch
    {
        NumberValue number => (decimal)number.Number,
        TextValue text when decimal.TryParse(text.Text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static string Number(decimal number) => number.ToString("#,0.###", CultureInfo.InvariantCulture);
}
