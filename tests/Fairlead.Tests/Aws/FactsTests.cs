using Fairlead.Aws.Template.Facts;

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
            type.Properties.Properties.Select(p => p.Name).ShouldBe(type.Properties.Properties.Select(p => p.Name).Order(StringComparer.Ordinal), name);
        }
    }

    [Fact]
    public void What_is_known_of_a_database()
    {
        var type = Facts.Find("AWS::RDS::DBInstance")!;
        type.IsStateful.ShouldBeTrue();
        type.TagsProperty.ShouldBe("Tags");
        type.TagForm.ShouldBe(TagForm.List);
        type.PrimaryId.ShouldBe(["DBInstanceIdentifier"]);
        type.Properties.Find("StorageEncrypted").ShouldBe(new PropertyFact("StorageEncrypted", Form.Flag, IsRequired: false, Effect.Replaces));
        type.Properties.Find("Engine")!.Effect.ShouldBe(Effect.MayReplace);
        type.Properties.Find("MultiAZ")!.Effect.ShouldBe(Effect.InPlace, "CloudFormation's reference knows better than the schema");
        type.Properties.Find("DBSnapshotIdentifier")!.Effect.ShouldBe(Effect.Replaces);
        type.Attributes["Endpoint.Address"].ShouldBe(Form.Text);
    }

    [Fact]
    public void What_is_known_of_a_service_of_ECS()
    {
        var type = Facts.Find("AWS::ECS::Service")!;
        type.IsStateful.ShouldBeFalse();
        ((OneOfForm)type.Properties.Find("LaunchType")!.Form).Values.ShouldBe(["EC2", "EXTERNAL", "FARGATE"]);
        type.Properties.Find("LoadBalancers")!.Form.ShouldBe(new ListForm(new NestedForm("LoadBalancer")));
        type.Definition("DeploymentConfiguration").Find("EarlySuccessCriteria").ShouldNotBeNull();
        type.Definition("DeploymentCircuitBreaker").Find("ResetOnHealthyTask")!.Form.ShouldBe(Form.Flag);
        type.Definition("DeploymentCircuitBreaker").Find("ThresholdConfiguration").ShouldNotBeNull();
        ((OneOfForm)type.Definition("DeploymentLifecycleHook").Find("TargetType")!.Form).Values.ShouldContain("PAUSE");
    }

    [Fact]
    public void Create_only_parts_of_definitions_are_known()
    {
        Facts.Find("AWS::EFS::AccessPoint")!.Definition("CreationInfo").Find("OwnerUid")!.Effect.ShouldBe(Effect.Replaces);
        Facts.Find("AWS::ECR::Repository")!.IsStateful.ShouldBeTrue("its images can not be made again");
        Facts.Find("AWS::SSM::Parameter")!.TagForm.ShouldBe(TagForm.Map);
        Facts.Find("AWS::Nothing::Known").ShouldBeNull();
    }

    [Theory]
    [InlineData("s", "a text")]
    [InlineData("[s]", "a list")]
    [InlineData("{[:A]}", "a map")]
    [InlineData(":A", "a map (A)")]
    [InlineData("<a,b>", "one of a, b")]
    [InlineData(":A|s|[i]", "a map (A) or a text or a list")]
    public void Forms_read_as_they_are_written(string text, string words) => FormText.Read(System.Text.Encoding.ASCII.GetBytes(text)).InWords.ShouldBe(words);

    private static void Follow(TypeFacts type, Shape shape, HashSet<string> seen)
    {
        foreach (var property in shape.Properties)
        {
            foreach (var nested in Nested(property.Form).Where(n => seen.Add(n.Definition)))
            {
                Follow(type, type.Definition(nested.Definition), seen);
            }
        }
    }

    private static IEnumerable<NestedForm> Nested(Form form) => form switch
    {
        NestedForm nested => [nested],
        ListForm list => Nested(list.Element),
        MapForm map => Nested(map.Element),
        EitherForm either => either.Forms.SelectMany(Nested),
        _ => [],
    };
}
