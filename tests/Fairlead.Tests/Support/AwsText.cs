using System.Text;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks;
using Fairlead.Core.Model;

namespace Fairlead.Tests.Support;

/// <summary>
/// What AWS makes of an app, as text: its stacks with their telling resources, who may call whom, and the task definitions that a release
/// registers. What every app has alike is not shown, and what follows from the rest is counted: other tests look at it.
/// </summary>
internal static class AwsText
{
    private const int Widest = 120;
    private const int LongestValue = 100;
    private const string Ingress = "AWS::EC2::SecurityGroupIngress";

    private static readonly string[] OfEveryApp =
    [
        "AWS::EC2::EIP", "AWS::EC2::InternetGateway", "AWS::EC2::Route", "AWS::EC2::RouteTable", "AWS::EC2::Subnet",
        "AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::VPC", "AWS::EC2::VPCGatewayAttachment", "AWS::ECS::Cluster",
        "AWS::ECS::ClusterCapacityProviderAssociations", "AWS::ECS::TaskDefinition", "AWS::Logs::LogGroup", "AWS::SNS::Topic",
    ];

    private static readonly string[] Counted =
        ["AWS::CloudWatch::", "AWS::EC2::", "AWS::IAM::", "AWS::KMS::", "AWS::Logs::", "AWS::S3::BucketPolicy", "AWS::SNS::"];

    // Alike everywhere, or said elsewhere: what reaches what by the ingress rules, the parts of a container line by line.
    private static readonly string[] NotTold =
    [
        "AccessPointTags", "Cluster", "ContainerDefinitions", "ContainerProperties", "DBSubnetGroupName", "DeploymentCircuitBreaker",
        "EarlySuccessCriteria", "Environment", "Essential", "ExecutionRoleArn", "Family", "LinuxParameters", "ListenerArn",
        "LoadBalancerArn", "LogConfiguration", "LoggingConfiguration", "Name", "NetworkConfiguration", "NetworkMode",
        "RequiresCompatibilities", "RoleArn", "Secrets", "SecurityGroups", "SubnetIds", "Subnets", "Tags", "TaskDefinition", "TaskRoleArn",
        "VPCSecurityGroups", "VpcId",
    ];

    public static string Of(App app)
    {
        var text = new StringBuilder();
        var templates = AppTemplates.Make(app, Walked.Facts);
        foreach (var stack in templates.Stacks.Skip(1)) // the first is the account's, which is the same for all apps
        {
            text.Append($"stack {stack.Name}\n");
            Write(text, stack);
        }

        foreach (var definition in templates.TaskDefinitions)
        {
            text.Append($"task definition {definition.Name}\n");
            Write(text, definition.Properties);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Stack stack)
    {
        var own = stack.Resources.Where(r => !OfEveryApp.Contains(r.Type)).ToList();
        foreach (var resource in own.Where(r => !IsCounted(r)))
        {
            text.Append($"  {resource.Id}  {resource.Type}\n");
            Lines(text, "    ", [.. Told(resource.Properties)]);
        }

        foreach (var rule in own.Where(r => r.Type == Ingress).Select(r => r.Properties))
        {
            text.Append($"  ingress  {ValueText.Render(rule["Description"]!)}, port {ValueText.Render(rule["FromPort"]!)}\n");
        }

        var rest = own.Where(r => IsCounted(r) && r.Type != Ingress).CountBy(r => r.Type.Split("::")[^1])
            .OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Value} {t.Key}");
        Lines(text, "  and ", [.. rest]);
    }

    private static void Write(StringBuilder text, MapValue definition)
    {
        var container = (definition["ContainerProperties"] ?? (definition["ContainerDefinitions"] as ListValue)?[0]) as MapValue;
        Lines(text, "    ", [.. Told(definition), .. Told(container ?? MapValue.Empty)]);
        Lines(text, "    env  ", container?["Environment"] is ListValue variables ? [.. ValueText.Named(variables)] : []);
        Lines(text, "    secrets  ", container?["Secrets"] is ListValue secrets
            ? [.. secrets.Items.Cast<MapValue>().Select(s => ValueText.Render(s["Name"]!))] : []);
    }

    private static IEnumerable<string> Told(MapValue properties) =>
        properties.Pairs.ToArray().Where(p => !NotTold.Contains(p.Key)).Select(p => $"{p.Key}: {Short(p.Value)}");

    private static string Short(Value value)
    {
        var text = ValueText.Render(value is MapValue map ? map.With([.. NotTold.Select(k => (k, (Value?)null))]) : value);
        return text.Length > LongestValue ? text[..LongestValue] + "…" : text;
    }

    // Next to each other as long as they fit.
    private static void Lines(StringBuilder text, string head, List<string> items)
    {
        var line = head;
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i] + (i + 1 < items.Count ? ", " : "");
            if (i > 0 && line.Length + item.Length > Widest)
            {
                text.Append(line.TrimEnd()).Append('\n');
                line = new string(' ', head.Length);
            }

            line += item;
        }

        text.Append(items.Count > 0 ? line + "\n" : "");
    }

    private static bool IsCounted(StackResource resource) => Counted.Any(p => resource.Type.StartsWith(p, StringComparison.Ordinal));
}
