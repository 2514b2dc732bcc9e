using System.Globalization;
using System.Text;
using Fairlead.Aws.Checks;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Net;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Plan;

/// <param name="What">In words, after a number: <c>rules of one load balancer</c>.</param>
/// <param name="Limit">AWS's default.</param>
/// <param name="CanBeRaised">On request; what can not be raised is refused, the rest looked up in the account.</param>
internal sealed record Quota(string What, int Limit, bool CanBeRaised)
{
    /// <summary>A sentence where there is more than the quota, else null.</summary>
    public string? Exceeded(int count) => count <= Limit ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"{count:N0} {What} are needed, and AWS allows {Limit:N0}{(CanBeRaised ? "; ask AWS to raise the quota, or split the app" : "")}");
}

/// <summary>
/// AWS's default quotas of what one environment has many of, and CloudFormation's limits on one stack. An account may have others; these
/// are what is known without one.
/// </summary>
internal static class Quotas
{
    public static readonly Quota ListenerRules = new("rules of one load balancer", RulePriorities.Quota, CanBeRaised: true);
    public static readonly Quota TargetGroups = new("target groups of one load balancer", 100, CanBeRaised: true);
    public static readonly Quota Certificates = new("certificates of one load balancer", 25, CanBeRaised: true);
    public static readonly Quota ConditionValues = new("hosts and paths in one rule", 5, CanBeRaised: false);
    public static readonly Quota SecurityGroupRules = new("rules of one security group", SecurityGroupSet.RulesForEach, CanBeRaised: true);
    public static readonly Quota Addresses = new("addresses in one allow list of a firewall", 10_000, CanBeRaised: false);
    /// <summary>As far as AWS raises it; that it is 10 before that is told by <see cref="CertificateCheck"/>.</summary>
    public static readonly Quota CertificateNames = new("names in one certificate", CertificateCheck.MostNames, CanBeRaised: false);
    public static readonly Quota Aliases = new("names of one content delivery network", 100, CanBeRaised: true);
    public static readonly Quota FunctionBytes = new("bytes of code that asks visitors for a password", 10_240, CanBeRaised: false);
    public static readonly Quota ServicesOfCluster = new("services of one cluster", 5_000, CanBeRaised: true);
    public static readonly Quota ElasticIps = new("fixed addresses in one region", 5, CanBeRaised: true);

    public const int Resources = 500;
    public const int Parameters = 200;
    public const int Outputs = 200;
    public const int Description = 1024;

    /// <summary>A template that is uploaded first. AWS says 1 MB; the smaller of the two readings is safe.</summary>
    public const int TemplateBytes = 1_000_000;
}

/// <summary>Counts what AWS takes only so many of, so that too much is said before anything is made and not in the middle of it.</summary>
internal sealed class QuotaCheck
{
    // How many of a type stand in one stack.
    private static readonly (string Type, Quota Quota)[] CountedTypes =
    [
        ("AWS::ElasticLoadBalancingV2::ListenerRule", Quotas.ListenerRules),
        ("AWS::ElasticLoadBalancingV2::TargetGroup", Quotas.TargetGroups),
        ("AWS::ElasticLoadBalancingV2::ListenerCertificate", Quotas.Certificates),
        ("AWS::EC2::EIP", Quotas.ElasticIps),
    ];

    private readonly List<Fault> faults = [];
    private readonly SortedDictionary<string, (int Count, Span? Cause)> groupRules = new(StringComparer.Ordinal);
    private int services;

    // The stack being looked at.
    private Stack stack = null!;

    public IReadOnlyList<Fault> Found => faults;

    /// <param name="bytes">Of the rendered template.</param>
    public void Visit(Stack next, int bytes)
    {
        stack = next;
        foreach (var exceeded in Exceeded(stack, bytes))
        {
            Add("", exceeded, null);
        }

        Span<int> counts = stackalloc int[CountedTypes.Length];
        foreach (var resource in stack.Resources)
        {
            for (var i = 0; i < CountedTypes.Length; i++)
            {
                counts[i] += resource.Type == CountedTypes[i].Type ? 1 : 0;
            }

            Visit(resource);
        }

        for (var i = 0; i < CountedTypes.Length; i++)
        {
            if (CountedTypes[i].Quota.Exceeded(counts[i]) is { } exceeded)
            {
                Add("", exceeded, LastOf(CountedTypes[i].Type));
            }
        }

        CheckGroups();
    }

    /// <summary>What only all stacks together have too much of.</summary>
    public void Finish()
    {
        if (Quotas.ServicesOfCluster.Exceeded(services) is { } exceeded)
        {
            Add("", exceeded, null);
        }
    }

    /// <summary>What is too much for CloudFormation in one stack, in sentences; empty where all fits.</summary>
    public static IReadOnlyList<string> Exceeded(Stack stack, int renderedBytes)
    {
        (string What, int Count, int Limit, Func<Stack, string> Where)[] limits =
        [
            ("resources", stack.Resources.Count, Quotas.Resources, s => $": {Kinds(s)}"),
            ("parameters", stack.Parameters.Count, Quotas.Parameters, _ => ""),
            ("outputs", stack.Outputs.Count, Quotas.Outputs, _ => ""),
            ("characters in its description", stack.Description?.Length ?? 0, Quotas.Description, _ => ""),
            ("bytes", renderedBytes, Quotas.TemplateBytes, s => $"; most of them in {Largest(s)}"),
        ];
        return [.. limits.Where(l => l.Count > l.Limit)
            .Select(
            l => $"the stack {stack.Name} has {Number(l.Count)} {l.What}, and CloudFormation takes {Number(l.Limit)}{l.Where(stack)}")];
    }

    private void Visit(StackResource resource)
    {
        var properties = resource.Properties;
        switch (resource.Type)
        {
            case "AWS::ElasticLoadBalancingV2::ListenerRule":
                Check(resource, Quotas.ConditionValues, ConditionValues(properties));
                break;
            case "AWS::CertificateManager::Certificate":
                Check(resource, Quotas.CertificateNames, 1 + Count(properties["SubjectAlternativeNames"]));
                break;
            case "AWS::CloudFront::Distribution":
                Check(resource, Quotas.Aliases, Count((properties["DistributionConfig"] as MapValue)?["Aliases"]));
                break;
            case "AWS::CloudFront::Function" when properties["FunctionCode"] is TextValue code:
                Check(resource, Quotas.FunctionBytes, Encoding.UTF8.GetByteCount(code.Text));
                break;
            case "AWS::WAFv2::IPSet":
                Check(resource, Quotas.Addresses, Count(properties["Addresses"]));
                break;
            case "AWS::EC2::SecurityGroupIngress":
                VisitIngress(resource);
                break;
            case "AWS::IAM::Role":
                VisitRole(resource);
                break;
            case "AWS::IAM::ManagedPolicy":
                Measure(resource, "PolicyDocument", Policy.ManagedLimit);
                break;
            case "AWS::S3::BucketPolicy":
                Measure(resource, "PolicyDocument", Policy.BucketLimit);
                break;
            case "AWS::KMS::Key":
                Measure(resource, "KeyPolicy", Policy.KeyLimit);
                break;
            case "AWS::ECS::Service":
                services++;
                break;
        }
    }

    private static int ConditionValues(MapValue rule)
    {
        var count = 0;
        foreach (var condition in (rule["Conditions"] as ListValue)?.Items ?? [])
        {
            foreach (var pair in ((MapValue)condition).Pairs)
            {
                count += Count((pair.Value as MapValue)?["Values"]);
            }
        }

        return count;
    }

    private void VisitIngress(StackResource rule)
    {
        if (rule.Properties["GroupId"] is CallValue { Function: "Fn::GetAtt", Argument: ListValue path } && path[0] is TextValue group)
        {
            var (count, cause) = groupRules.GetValueOrDefault(group.Text);
            groupRules[group.Text] = (count + 1, cause ?? stack.Find(group.Text)?.Cause ?? rule.Cause);
        }
    }

    private void CheckGroups()
    {
        foreach (var (group, (count, cause)) in groupRules)
        {
            if (Quotas.SecurityGroupRules.Exceeded(count) is { } exceeded)
            {
                Add(group, $"{exceeded} ({group})", cause);
            }
        }

        groupRules.Clear();
    }

    private void VisitRole(StackResource role)
    {
        if (role.Properties["Policies"] is ListValue policies)
        {
            var inline = new List<Value>(policies.Count);
            foreach (var policy in policies.Items)
            {
                inline.Add(((MapValue)policy)["PolicyDocument"]!);
            }

            AddWhereTooLarge(role, Policy.TooLarge($"{role.Id} in {stack.Name}", Value.List([.. inline]), Policy.InlineLimit));
        }

        if (role.Properties["AssumeRolePolicyDocument"] is { } trust)
        {
            AddWhereTooLarge(role, Policy.TooLarge($"those who may become {role.Id} in {stack.Name}", trust, Policy.TrustLimit));
        }
    }

    private void Measure(StackResource resource, string property, int limit)
    {
        if (resource.Properties[property] is { } document)
        {
            AddWhereTooLarge(resource, Policy.TooLarge($"{resource.Id} in {stack.Name}", document, limit));
        }
    }

    private void AddWhereTooLarge(StackResource resource, string? tooLarge)
    {
        if (tooLarge is not null)
        {
            Add(resource.Id, tooLarge, resource.Cause);
        }
    }

    private void Check(StackResource resource, Quota quota, int count)
    {
        if (quota.Exceeded(count) is { } exceeded)
        {
            Add(resource.Id, exceeded, resource.Cause);
        }
    }

    // The line of the last of them, which is one too many.
    private Span? LastOf(string type) => stack.Resources.Where(r => r.Type == type).Select(r => r.Cause).OfType<Span>().MaxBy(c => c.Line);

    private void Add(string resource, string message, Span? cause) => faults.Add(new Fault(stack.Name, resource, "", message, null, cause));

    private static int Count(Value? list) => (list as ListValue)?.Count ?? 0;

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Kinds(Stack stack) => string.Join(", ", stack.Resources
        .CountBy(r => r.Type)
        .OrderByDescending(k => k.Value).ThenBy(k => k.Key, StringComparer.Ordinal)
        .Take(5)
        .Select(k => $"{Number(k.Value)} {k.Key}"));

    private static string Largest(Stack stack)
    {
        var largest = stack.Resources.MaxBy(r => Weight(r.Properties))!;
        return $"{largest.Id} ({largest.Type})";
    }

    private static int Weight(Value value) => value switch
    {
        TextValue text => text.Text.Length,
        ListValue list => list.Items.Sum(Weight),
        MapValue map => map.Pairs.ToArray().Sum(e => e.Key.Length + Weight(e.Value)),
        CallValue call => Weight(call.Argument),
        _ => 4,
    };
}
