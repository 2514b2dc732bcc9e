using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Aws.Tests.Endpoint.Stacks;

namespace Fairlead.Aws.Tests.Endpoint.Stores;

/// <summary>Listener rules as stacks make them. Of a service with two target groups ECS moves their weights.</summary>
internal sealed class RulePart : IAwsPart
{
    private readonly Dictionary<string, JsonObject> rules = [];

    public void Register(AwsRoutes routes) => routes.Add("elasticloadbalancing", "DescribeRules", Describe);

    /// <summary>As a template says it; CloudFormation sends all of its actions (API Reference, ModifyRule: "they replace").</summary>
    public void Set(LiveResource rule) => rules[rule.PhysicalId] = Members.Make(("RuleArn", rule.PhysicalId),
        ("Priority", rule.Text("Priority")), ("Actions", Numbers(rule.Properties["Actions"]!.DeepClone())));

    public void Remove(string arn) => rules.Remove(arn);

    /// <summary>The shares of a rule by target group.</summary>
    public Dictionary<string, int> Weights(string arn) =>
        Groups(rules[arn]).ToDictionary(g => g["TargetGroupArn"]!.ToString(), g => int.Parse(g["Weight"]!.ToString()));

    /// <summary>All requests to where the tasks of a service's present revision are (ECS developer guide, "Amazon ECS blue/green
    /// deployments").</summary>
    public void Shift(LiveService service)
    {
        if (service.LoadBalancers is not [{ } balancer, ..]
            || rules.GetValueOrDefault(balancer["advancedConfiguration"]?["productionListenerRule"]?.ToString() ?? "") is not { } rule)
        {
            return;
        }

        foreach (var group in Groups(rule))
        {
            group["Weight"] = group["TargetGroupArn"]!.ToString() == service.GroupOf(service.Primary) ? 100 : 0;
        }
    }

    private AwsAnswer Describe(AwsCall call)
    {
        var asked = call.Texts("RuleArns");
        return asked.Any(a => !rules.ContainsKey(a)) ? throw new AwsRefusal("RuleNotFound", "One or more rules not found")
            : Members.Make(("Rules", Members.List(asked.Select(a => rules[a].DeepClone()))));
    }

    private static IEnumerable<JsonObject> Groups(JsonObject rule) => rule["Actions"]!.AsArray()
        .SelectMany(a => a!["ForwardConfig"]?["TargetGroups"]?.AsArray() ?? []).Select(g => g!.AsObject());

    // A parameter of a template is text, even where the API has a number.
    private static JsonNode Numbers(JsonNode actions)
    {
        foreach (var group in actions.AsArray().SelectMany(a => a!["ForwardConfig"]?["TargetGroups"]?.AsArray() ?? []))
        {
            group!["Weight"] = int.Parse(group["Weight"]?.ToString() ?? "1");
        }

        return actions;
    }
}
