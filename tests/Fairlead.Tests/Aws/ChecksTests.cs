using System.Text;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Diff;
using Fairlead.Aws.CloudFormation.Facts;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Tests.Aws;

/// <summary>Templates against AWS's schemas, and one version of them against another.</summary>
public class ChecksTests
{
    private static readonly CloudFormationFacts Facts = CloudFormationFacts.Load();

    [Theory]
    [InlineData("""{"Cluster": "c", "LaunchTyp": "FARGATE"}""",
        "s A.LaunchTyp: 'LaunchTyp' is no property of AWS::ECS::Service; did you mean 'LaunchType'?")]
    [InlineData("""{"LaunchType": "FARGAET"}""", "s A.LaunchType: 'FARGAET' is not a known value; did you mean 'FARGATE'?")]
    [InlineData("""{"DesiredCount": "two"}""", "s A.DesiredCount: a whole number was expected, not the text 'two'")]
    [InlineData("""{"DesiredCount": 1.5}""", "s A.DesiredCount: a whole number was expected, not the number 1.5")]
    [InlineData("""{"EnableExecuteCommand": "true"}""", "s A.EnableExecuteCommand: true or false was expected, not the text 'true'")]
    [InlineData("""{"LoadBalancers": {"ContainerPort": 80}}""", "s A.LoadBalancers: a list was expected, not a map")]
    [InlineData("""{"LoadBalancers": [{"ContainerPort": 80}, {"ContainerPorts": 80}]}""",
        "s A.LoadBalancers[1].ContainerPorts: 'ContainerPorts' is no property of LoadBalancer; did you mean 'ContainerPort'?")]
    [InlineData("""{"DeploymentConfiguration": {"DeploymentCircuitBreaker": {"Enable": true}}}""",
        "s A.DeploymentConfiguration.DeploymentCircuitBreaker: 'Rollback' is missing; it is true or false")]
    [InlineData("""{"Tags": [{"Key": "a"}]}""", "s A.Tags[0]: 'Value' is missing; it is a text")]
    [InlineData("""{"DesiredCount": {"Fn::If": ["C", {"Ref": "AWS::NoValue"}, "x"]}}""",
        "s A.DesiredCount: a whole number was expected, not the text 'x'")]
    [InlineData("""{"EnableExecuteCommand": {"Fn::Join": ["", ["tr", {"Ref": "AWS::Region"}]]}}""",
        "s A.EnableExecuteCommand: true or false was expected, not a text put together")]
    public void What_a_schema_does_not_know_is_said(string properties, string fault) =>
        Faults("AWS::ECS::Service", properties).ShouldContain(fault);

    [Fact]
    public void What_a_schema_knows_passes() => Faults("AWS::ECS::Service", """
        {"CapacityProviderStrategy": [{"CapacityProvider": "FARGATE", "Base": 1, "Weight": 1}], "Cluster": {"Ref": "P"},
        "DesiredCount": {"Ref": "P"},
         "DeploymentConfiguration": {"DeploymentCircuitBreaker": {"Enable": true, "Rollback": true,
         "ThresholdConfiguration": {"Type": "COUNT", "Value": 3}, "ResetOnHealthyTask": false},
           "EarlySuccessCriteria": {"Enable": true, "HealthyPercent": 100}, "LifecycleHooks": [{"TargetType": "PAUSE",
           "LifecycleStages": ["POST_TEST_TRAFFIC_SHIFT"]}]},
         "Tags": [{"Key": "app", "Value": "shop"}], "TaskDefinition": {"Fn::If": ["C", "x", {"Ref": "AWS::NoValue"}]}}
        """).ShouldBeEmpty();

    [Fact]
    public void Missing_parts_and_unknown_types_are_said()
    {
        Faults("AWS::ECS::ClusterCapacityProviderAssociations", """{"CapacityProviders": []}""").ShouldBe([
            "s A: 'Cluster' is missing; it is a text", "s A: 'DefaultCapacityProviderStrategy' is missing; it is a list"]);
        Faults("AWS::ECS::Servise", "{}")
            .ShouldBe(["s A: AWS::ECS::Servise is not a type that Fairlead knows; did you mean 'AWS::ECS::Service'?"]);
        Faults("AWS::SQS::Queue", "{}")
            .ShouldBe(["s A: what becomes of it on deletion and on replacement is not said; set DeletionPolicy and UpdateReplacePolicy"]);
    }

    [Theory]
    [InlineData("""{"TopicName": {"Ref": "Nothing"}}""", "s A: there is no resource or parameter 'Nothing'")]
    [InlineData("""{"TopicName": {"Ref": "PP"}}""", "s A: there is no resource or parameter 'PP'; did you mean 'P'?")]
    [InlineData("""{"TopicName": {"Fn::GetAtt": ["P", "Arn"]}}""", "s A: there is no resource 'P'; did you mean 'A'?")]
    [InlineData("""{"TopicName": {"Fn::GetAtt": "Other.TopicAr"}}""",
        "s A: Other (AWS::SNS::Topic) has no attribute 'TopicAr'; did you mean 'TopicArn'?")]
    [InlineData("""{"TopicName": {"Fn::If": ["D", "a", "b"]}}""", "s A: there is no condition 'D'; did you mean 'C'?")]
    [InlineData("""{"TopicName": {"Ref": "A"}}""", "s A: waits for itself: A → A")]
    public void References_lead_somewhere(string properties, string fault) => Faults("AWS::SNS::Topic", properties).ShouldBe([fault]);

    [Fact]
    public void Circles_are_found()
    {
        var stack =
            Filled(("A", "AWS::EC2::SecurityGroup", """{"GroupDescription": {"Fn::GetAtt": ["B", "GroupId"]}}"""),
            ("B", "AWS::EC2::SecurityGroup", """{"GroupDescription": {"Ref": "C"}}"""),
            ("C", "AWS::EC2::SecurityGroup", """{"GroupDescription": {"Ref": "A"}}"""));
        Validation.Validate(Facts, stack).Select(f => f.ToString()).ShouldBe(["s A: waits for itself: A → B → C → A"]);
    }

    [Theory]
    [InlineData("AWS::RDS::DBInstance", """{"DBInstanceClass": "db.t4g.micro"}""", """{"DBInstanceClass": "db.t4g.small"}""",
        "InPlace DBInstanceClass")]
    [InlineData("AWS::RDS::DBInstance", """{"StorageEncrypted": false}""", """{"StorageEncrypted": true}""",
        "Replaces StorageEncrypted at risk")]
    [InlineData("AWS::RDS::DBInstance", """{"Engine": "postgres"}""", """{"Engine": "mysql"}""", "MayReplace Engine at risk")]
    [InlineData("AWS::RDS::DBInstance", """{}""", """{"DBSnapshotIdentifier": "s"}""", "Replaces DBSnapshotIdentifier at risk")]
    [InlineData("AWS::SQS::Queue", """{"QueueName": "a", "DelaySeconds": 1}""", """{"QueueName": "b", "DelaySeconds": 2}""",
        "Replaces DelaySeconds, QueueName at risk")]
    [InlineData("AWS::EC2::Subnet", """{"CidrBlock": "10.0.0.0/24"}""", """{"CidrBlock": "10.0.1.0/24"}""", "Replaces CidrBlock")]
    [InlineData("AWS::EFS::AccessPoint", """{"RootDirectory": {"CreationInfo": {"OwnerUid": "0"}}}""",
        """{"RootDirectory": {"CreationInfo": {"OwnerUid": "1"}}}""", "Replaces RootDirectory.CreationInfo.OwnerUid")]
    [InlineData("AWS::ECS::TaskDefinition", """{"ContainerDefinitions": [{"Image": "a"}, {"Image": "b"}]}""",
        """{"ContainerDefinitions": [{"Image": "a"}, {"Image": "c"}]}""", "Replaces ContainerDefinitions[1].Image")]
    [InlineData("AWS::SNS::Topic", """{"TopicName": "a"}""", """{"TopicName": "a"}""", "")]
    public void What_a_change_does_to_a_resource(string type, string before, string after, string expected)
    {
        var change = Replacement.Between(Facts, Filled(("A", type, before)).Find("A")!, Filled(("A", type, after)).Find("A")!);
        (change is null ? ""
            : $"{change.Behavior}"
            + $" {string.Join(", ", change.Properties.Select(p => p.Path))}{(change.DataAtRisk ? " at risk" : "")}").ShouldBe(expected);
    }

    [Fact]
    public void Another_type_is_another_resource() =>
        Replacement.Between(Facts, Filled(("A", "AWS::SQS::Queue", "{}")).Find("A")!, Filled(("A", "AWS::SNS::Topic", "{}"))
        .Find("A")!)!.DataAtRisk.ShouldBeTrue();

    [Fact]
    public void Folders_differ_by_stack_and_resource()
    {
        var before =
            new[] { Filled(("A", "AWS::SNS::Topic", """{"TopicName": "a"}"""), ("Gone", "AWS::S3::Bucket", "{}")), new Stack("old") };
        var after =
            new[] { Filled(("A", "AWS::SNS::Topic", """{"DisplayName": "x", "TopicName": "a"}"""), ("New", "AWS::SNS::Topic", "{}")),
            new Stack("new") };

        StacksDiff.Compare(Facts, before, before).ShouldBeEmpty();
        var changes = StacksDiff.Compare(Facts, before, after);
        changes.Select(c => $"{c.Stack} {c.Verb}").ShouldBe(["new Added", "old Deleted", "s Changed"]);
        var s = changes[2];
        s.Added.Select(r => r.Id).ShouldBe(["New"]);
        s.Changed.Select(r => r.Id).ShouldBe(["A"]);
        s.Deleted.Select(r => r.Id).ShouldBe(["Gone"]);
        s.DataAtRisk.ShouldBe(["Gone (AWS::S3::Bucket) is deleted; what it holds is lost"]);
    }

    // A wider network is a new network; what stands in it, and holds data in another stack, moves with it.
    [Fact]
    public void What_hangs_on_a_replaced_resource_is_replaced_with_it()
    {
        static Stack[] Folder(string cidr)
        {
            var network =
                Filled(("Vpc", "AWS::EC2::VPC", $$"""{"CidrBlock": "{{cidr}}" }"""),
                ("Subnet", "AWS::EC2::Subnet", """{"CidrBlock": "10.0.0.0/24", "VpcId": {"Ref": "Vpc"}}"""));
            network.Add(new StackOutput("SubnetId", Ref("Subnet")));
            var data = new Stack("db");
            data.Add(new StackParameter("Subnet") { Source = new ImportedOutput("s", "SubnetId") });
            data.Add(new StackResource("Subnets", "AWS::RDS::DBSubnetGroup", Map(("SubnetIds", List(Ref("Subnet"))))));
            data.Add(new StackResource("Files", "AWS::EFS::MountTarget", Map(("SubnetId", Ref("Subnet")))));
            data.Add(new StackResource("Database", "AWS::RDS::DBInstance", Map(
                ("DBSubnetGroupName", Ref("Subnets")))) { DeletionPolicy = DeletionPolicy.Snapshot });
            return [network, data];
        }

        var changes = StacksDiff.Compare(Facts, Folder("10.0.0.0/16"), Folder("10.1.0.0/16"));
        changes.Select(c => $"{c.Stack}: {string.Join(", ", c.Replaced.Select(r => r.Id))}").ShouldBe(["db: Files", "s: Subnet, Vpc"]);
    }

    [Fact]
    public void Data_that_hangs_on_a_replaced_resource_is_at_risk()
    {
        static Stack[] Folder(string group) =>
        [
            Filled(("Group", "AWS::RDS::DBSubnetGroup", $$"""{"DBSubnetGroupName": "{{group}}" }"""),
                ("Database", "AWS::RDS::DBInstance", """{"DBSubnetGroupName": {"Ref": "Group"}}""")),
        ];

        StacksDiff.Compare(Facts, Folder("a"), Folder("b")).Single().DataAtRisk
            .ShouldBe(["Database (AWS::RDS::DBInstance) is replaced, because DBSubnetGroupName changes; what it holds is lost"]);
    }

    private static string[] Faults(string type, string properties)
    {
        var stack = Filled(("A", type, properties), ("Other", "AWS::SNS::Topic", "{}"));
        stack.Add(new StackParameter("P"));
        stack.AddCondition("C", IsEqual("a", "b"));
        return [.. Validation.Validate(Facts, stack).Select(f => f.ToString())];
    }

    private static Stack Filled(params (string Id, string Type, string Properties)[] resources)
    {
        var text = string.Join(',', resources.Select(r => $"\"{r.Id}\": {{\"Type\": \"{r.Type}\", \"Properties\": {r.Properties}}}"));
        return StackReader.Read("s", Encoding.UTF8.GetBytes($"{{\"Resources\": {{{text}}}}}"), out var fault)
            ?? throw new InvalidOperationException(fault);
    }
}
