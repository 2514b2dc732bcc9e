using Fairlead.Aws.CloudFormation.Facts;

namespace Fairlead.Tests.Aws;

/// <summary>The facts file reads whole, and says what AWS says.</summary>
public class FactsTests
{
    private static readonly CloudFormationFacts Facts = CloudFormationFacts.Load();

    [Fact]
    public void Every_type_reads_with_all_its_definitions()
    {
        Facts.Types.Count.ShouldBeGreaterThan(100);
        foreach (var name in Facts.Types)
        {
            var type = Facts.Find(name)!;
            var seen = new HashSet<string>();
            Follow(type, type.Properties, seen);
            type.Attributes.Values.ShouldAllBe(f => f.InWords.Length > 0);
            type.Properties.Properties.Select(p => p.Name)
                .ShouldBe(type.Properties.Properties.Select(p => p.Name).Order(StringComparer.Ordinal), name);
        }
    }

    [Fact]
    public void What_is_known_of_a_database()
    {
        var type = Facts.Find("AWS::RDS::DBInstance")!;
        type.IsStateful.ShouldBeTrue();
        type.TagsProperty.ShouldBe("Tags");
        type.TagFormat.ShouldBe(TagFormat.List);
        type.PrimaryId.ShouldBe(["DBInstanceIdentifier"]);
        type.Properties.Find("StorageEncrypted")
            .ShouldBe(new PropertyFact("StorageEncrypted", PropertyType.Boolean, IsRequired: false, UpdateBehavior.Replaces));
        type.Properties.Find("Engine")!.Behavior.ShouldBe(UpdateBehavior.MayReplace);
        type.Properties.Find("MultiAZ")!.Behavior
            .ShouldBe(UpdateBehavior.InPlace, "CloudFormation's reference knows better than the schema");
        type.Properties.Find("DBSnapshotIdentifier")!.Behavior.ShouldBe(UpdateBehavior.Replaces);
        type.Attributes["Endpoint.Address"].ShouldBe(PropertyType.String);
    }

    [Fact]
    public void What_is_known_of_a_service_of_ECS()
    {
        var type = Facts.Find("AWS::ECS::Service")!;
        type.IsStateful.ShouldBeFalse();
        ((EnumType)type.Properties.Find("LaunchType")!.Type).Values.ShouldBe(["EC2", "EXTERNAL", "FARGATE"]);
        type.Properties.Find("LoadBalancers")!.Type.ShouldBe(new ArrayType(new DefinitionType("LoadBalancer")));
        type.Definition("DeploymentConfiguration").Find("EarlySuccessCriteria").ShouldNotBeNull();
        type.Definition("DeploymentCircuitBreaker").Find("ResetOnHealthyTask")!.Type.ShouldBe(PropertyType.Boolean);
        type.Definition("DeploymentCircuitBreaker").Find("ThresholdConfiguration").ShouldNotBeNull();
        ((EnumType)type.Definition("DeploymentLifecycleHook").Find("TargetType")!.Type).Values.ShouldContain("PAUSE");
    }

    [Fact]
    public void Create_only_parts_of_definitions_are_known()
    {
        Facts.Find("AWS::EFS::AccessPoint")!.Definition("CreationInfo").Find("OwnerUid")!.Behavior.ShouldBe(UpdateBehavior.Replaces);
        Facts.Find("AWS::ECR::Repository")!.IsStateful.ShouldBeTrue("its images can not be made again");
        Facts.Find("AWS::SSM::Parameter")!.TagFormat.ShouldBe(TagFormat.Map);
        Facts.Find("AWS::Nothing::Known").ShouldBeNull();
    }

    [Theory]
    [InlineData("s", "a text")]
    [InlineData("[s]", "a list")]
    [InlineData("{[:A]}", "a map")]
    [InlineData(":A", "a map (A)")]
    [InlineData("<a,b>", "one of a, b")]
    [InlineData(":A|s|[i]", "a map (A) or a text or a list")]
    public void Forms_read_as_they_are_written(string text, string words) =>
        PropertyTypeReader.Read(System.Text.Encoding.ASCII.GetBytes(text)).InWords.ShouldBe(words);

    private static void Follow(TypeFacts type, TypeDefinition shape, HashSet<string> seen)
    {
        foreach (var property in shape.Properties)
        {
            foreach (var nested in Nested(property.Type).Where(n => seen.Add(n.Definition)))
            {
                Follow(type, type.Definition(nested.Definition), seen);
            }
        }
    }

    private static IEnumerable<DefinitionType> Nested(PropertyType form) => form switch
    {
        DefinitionType nested => [nested],
        ArrayType list => Nested(list.Element),
        MapType map => Nested(map.Element),
        UnionType either => either.Types.SelectMany(Nested),
        _ => [],
    };
}
