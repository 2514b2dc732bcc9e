using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Plan;

/// <summary>Counts what AWS takes only so many of, so that too much is said before anything is made and not in the middle of it.</summary>
internal sealed class QuotaCheck
{
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
        foreach (var exceeded in Limits.Exceeded(stack, bytes))
        {
            Add("", exceeded, null);
        }

        VisitResources();
        VisitGroups();
        faults.AddRange(EdgeCrowding.Exceeding(stack));
    }

    /// <summary>What only all stacks together have too much of.</summary>
    public void Finish()
    {
        if (Quotas.Exceeded(Quotas.ServicesOfCluster, services) is { } exceeded)
        {
            Add("", exceeded, null);
        }
    }

    private void VisitResources()
    {
        var (rules, targets, certificates, addresses) = (new Tally(), new Tally(), new Tally(), new Tally());
        foreach (var resource in stack.Resources)
        {
            switch (resource.Type)
            {
                case "AWS::ElasticLoadBalancingV2::ListenerRule":
                    rules.Add(resource);
                    VisitConditions(resource);
                    break;
                case "AWS::ElasticLoadBalancingV2::TargetGroup":
                    targets.Add(resource);
                    break;
                case "AWS::ElasticLoadBalancingV2::ListenerCertificate":
                    certificates.Add(resource);
                    break;
                case "AWS::EC2::EIP":
                    addresses.Add(resource);
                    break;
                case "AWS::EC2::SecurityGroupIngress":
                    VisitIngress(resource);
                    break;
                case "AWS::IAM::Role":
                    VisitRole(resource);
                    break;
                case "AWS::IAM::ManagedPolicy":
                case "AWS::S3::BucketPolicy":
                case "AWS::KMS::Key":
                    VisitPolicy(resource);
                    break;
                case "AWS::ECS::Service":
                    services++;
                    break;
            }
        }

        Compare(Quotas.ListenerRules, rules);
        Compare(Quotas.TargetGroups, targets);
        Compare(Quotas.Certificates, certificates);
        Compare(Quotas.ElasticAddresses, addresses);
    }

    private void VisitConditions(StackResource rule)
    {
        var count = 0;
        if (rule.Properties["Conditions"] is ListValue conditions)
        {
            foreach (var condition in conditions.Items)
            {
                foreach (var pair in ((MapValue)condition).Pairs)
                {
                    count += pair.Value is MapValue config && config["Values"] is ListValue values ? values.Count : 0;
                }
            }
        }

        if (Quotas.Exceeded(Quotas.ConditionValues, count) is { } exceeded)
        {
            Add(rule.Id, exceeded, rule.Cause);
        }
    }

    private void VisitIngress(StackResource rule)
    {
        if (rule.Properties["GroupId"] is CallValue { Function: "Fn::GetAtt", Argument: ListValue path } && path[0] is TextValue group)
        {
            var (count, cause) = groupRules.GetValueOrDefault(group.Text);
            groupRules[group.Text] = (count + 1, cause ?? stack.Find(group.Text)?.Cause ?? rule.Cause);
        }
    }

    private void VisitGroups()
    {
        foreach (var (group, (count, cause)) in groupRules)
        {
            if (Quotas.Exceeded(Quotas.GroupRules, count) is { } exceeded)
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

            Measure(role, Policy.TooLarge($"{role.Id} in {stack.Name}", Value.List([.. inline]), Policy.InlineLimit));
        }

        if (role.Properties["AssumeRolePolicyDocument"] is { } trust)
        {
            Measure(role, Policy.TooLarge($"those who may become {role.Id} in {stack.Name}", trust, Policy.TrustLimit));
        }
    }

    private void VisitPolicy(StackResource resource)
    {
        var (property, limit) = resource.Type switch
        {
            "AWS::IAM::ManagedPolicy" => ("PolicyDocument", Policy.ManagedLimit),
            "AWS::S3::BucketPolicy" => ("PolicyDocument", Policy.BucketLimit),
            _ => ("KeyPolicy", Policy.KeyLimit),
        };
        if (resource.Properties[property] is { } document)
        {
            Measure(resource, Policy.TooLarge($"{resource.Id} in {stack.Name}", document, limit));
        }
    }

    private void Measure(StackResource resource, string? tooLarge)
    {
        if (tooLarge is not null)
        {
            Add(resource.Id, tooLarge, resource.Cause);
        }
    }

    private void Compare(Quota quota, Tally tally)
    {
        if (Quotas.Exceeded(quota, tally.Count) is { } exceeded)
        {
            Add("", exceeded, tally.Cause);
        }
    }

    private void Add(string resource, string message, Span? cause) => faults.Add(new Fault(stack.Name, resource, "", message, null, cause));

    private sealed class Tally
    {
        public int Count { get; private set; }

        /// <summary>The line of the last of them, which is one too many.</summary>
        public Span? Cause { get; private set; }

        public void Add(StackResource resource)
        {
            Count++;
            Cause = resource.Cause is { } cause && (Cause is null || cause.Line > Cause.Line) ? cause : Cause;
        }
    }
}
