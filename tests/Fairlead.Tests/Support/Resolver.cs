using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;

namespace Fairlead.Tests.Support;

/// <summary>Carries out the functions of templates as CloudFormation would, with the names and ARNs it would make.</summary>
internal sealed class Resolver(IReadOnlyDictionary<string, Stack> stacks, string region, string account)
{
    private const string Random = "A1B2C3D4E5F6";

    public IReadOnlyList<IamStatement> Statements(Stack stack, IEnumerable<Value> statements) =>
        [.. statements.Select(s => new IamStatement(
        s.At("Effect").Is("Deny"), [.. s.Items("Action").Select(a => Text(stack, a))],
        [.. s.Items("Resource").Select(r => Text(stack, r))], [.. Conditions(stack, s.At("Condition") as MapValue)]))];

    public IReadOnlyList<IamStatement> Role(Stack stack, string id) => Statements(stack, PolicyText.Identity(stack, stack.Find(id)!));

    private IEnumerable<(string, string, string[])> Conditions(Stack stack, MapValue? condition) =>
        from one in condition?.Pairs.ToArray() ?? []
        from key in ((MapValue)one.Value).Pairs.ToArray()
        select (one.Key, key.Key, key.Value.Items().Select(v => Text(stack, v)).ToArray());

    public string Text(Stack stack, Value value) => value switch
    {
        TextValue text => text.Text,
        NumberValue number => $"{number.Number}",
        FlagValue flag => flag.Flag ? "true" : "false",
        CallValue { Function: "Fn::Join", Argument: ListValue join } =>
            string.Concat(((ListValue)join[1]).Items.Select(i => Text(stack, i))),
        CallValue { Function: "Fn::If", Argument: ListValue choice } => Text(stack, choice[1]),
        CallValue { Function: "Ref" } call => Ref(stack, ((TextValue)call.Argument).Text),
        CallValue { Function: "Fn::GetAtt", Argument: ListValue path } =>
            Attribute(stack, ((TextValue)path[0]).Text, ((TextValue)path[1]).Text),
        _ => throw new InvalidOperationException($"{stack.Name}: the resolver knows no {value}"),
    };

    private string Ref(Stack stack, string name) => name switch
    {
        "AWS::Partition" => "aws",
        "AWS::Region" => stack.Region ?? region,
        "AWS::AccountId" => account,
        "AWS::URLSuffix" => "amazonaws.com",
        _ when stack.FindParameter(name) is { } parameter => parameter.Source is ImportedOutput output
            ? Text(stacks[output.Stack], stacks[output.Stack].FindOutput(output.Output)!.Value) : $"given-{name}",
        _ => Physical(stack, stack.Find(name)!),
    };

    private string Physical(Stack stack, StackResource resource)
    {
        var key = resource.Type.Split("::")[^1] switch { "LogGroup" => "LogGroupName", "Bucket" => "BucketName", _ => "" };
        var named = key.Length > 0 && resource.Properties[key] is { } given ? Text(stack, given) : null;
        var name = named ?? (resource.Type == "AWS::S3::Bucket" ? $"{stack.Name}-{resource.Id}-{Random}".ToLowerInvariant()
            : $"{stack.Name}-{resource.Id}-{Random}");
        return resource.Type switch
        {
            "AWS::ECS::Service" => Arn("ecs", $"service/{stack.Name}-Cluster-{Random}/{name}"),
            "AWS::SNS::Topic" => Arn("sns", name),
            "AWS::StepFunctions::StateMachine" => Arn("states", $"stateMachine:{resource.Id}-{Random}"),
            "AWS::Batch::JobQueue" => Arn("batch", $"job-queue/{resource.Id}-{Random}"),
            "AWS::IAM::ManagedPolicy" => $"arn:aws:iam::{account}:policy{Text(stack, resource.Properties["Path"]!)}{resource.Id}",
            "AWS::SecretsManager::Secret" => Arn("secretsmanager", $"secret:{resource.Id}-{Random}-abcdef"),
            _ => name,
        };
    }

    private string Attribute(Stack stack, string id, string attribute)
    {
        var resource = stack.Find(id)!;
        var name = Physical(stack, resource);
        return (resource.Type, attribute) switch
        {
            ("AWS::IAM::Role", "Arn") => $"arn:aws:iam::{account}:role{Text(stack, resource.Properties["Path"]!)}{id}",
            ("AWS::Logs::LogGroup", "Arn") => Arn("logs", $"log-group:{name}:*"),
            ("AWS::S3::Bucket", "Arn") => $"arn:aws:s3:::{name}",
            ("AWS::SQS::Queue", "Arn") => Arn("sqs", name),
            ("AWS::ECS::Cluster", "Arn") => Arn("ecs", $"cluster/{name}"),
            ("AWS::EFS::FileSystem", "Arn") => Arn("elasticfilesystem", $"file-system/fs-{id}"),
            ("AWS::EFS::AccessPoint", "Arn") => Arn("elasticfilesystem", $"access-point/fsap-{id}"),
            ("AWS::KMS::Key", "Arn") => Arn("kms", $"key/{id}"),
            ("AWS::OpenSearchService::Domain", _) => Arn("es", $"domain/{id}"),
            (_, "Arn") => Arn(resource.Type.Split("::")[1].ToLowerInvariant(), name),
            _ => $"{name}.{attribute}",
        };
    }

    private string Arn(string service, string resource) => $"arn:aws:{service}:{region}:{account}:{resource}";
}
