using System.Text.Json;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Tests.Support;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Tests.Aws;

/// <summary>Every control has a fragment that passes and one that fails, in tests/controls.</summary>
public class ControlTests
{
    public static TheoryData<string> Ids()
    {
        var ids = new TheoryData<string>();
        foreach (var id in Controls.All.Select(c => c.Id).Distinct())
        {
            ids.Add(id);
        }

        return ids;
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_control_passes_and_fails(string id)
    {
        var (pass, fail) = Fragment(id);
        foreach (var control in Controls.All.Where(c => c.Id == id))
        {
            Verdicts(pass, control).ShouldBe([Verdict.Passed], control.Type);
            Verdicts(fail, control).ShouldBe([Verdict.Failed], control.Type);
        }
    }

    [Fact]
    public void Fragments_are_of_controls_that_there_are() =>
        Documents().SelectMany(d => d.RootElement.EnumerateObject()).Select(p => p.Name).Except(Controls.All.Select(c => c.Id))
        .ShouldBeEmpty();

    [Fact]
    public void There_are_about_a_hundred_controls()
    {
        Controls.All.Select(c => c.Id).Distinct().Count().ShouldBeGreaterThan(100);
        Controls.All.ShouldAllBe(c => c.Title.Length > 10);
    }

    [Fact]
    public void Opting_out_has_a_reason_and_is_no_pass()
    {
        var stack = new Stack("shop-prod-db");
        stack.Add(new StackResource("D", "AWS::RDS::DBInstance", Map(
            ("StorageEncrypted", true), ("MultiAZ", false), ("PubliclyAccessible", true))));
        var report = ControlReport.Evaluate([stack], SecurityProfiles.OptOuts("standard"));

        report.OptedOut.Select(f => f.Control.Id).ShouldContain("RDS.5");
        report.OptedOut.ShouldAllBe(f => f.OptOut!.Reason.Length > 10);
        report.Failed.Select(f => f.Control.Id).ShouldContain("RDS.2");
        report.Findings.Single(f => f.Control.Id == "RDS.3").Verdict.ShouldBe(Verdict.Passed);
        report.Applicable.ShouldBe(report.Passed + report.Failed.Count());
        report.NotApplicable.ShouldContain("ECS.1");
        ControlReport.Evaluate([stack], SecurityProfiles.OptOuts("strict")).OptedOut.ShouldBeEmpty();
    }

    [Fact]
    public void Profiles_name_controls_that_there_are() =>
        new[] { "strict", "standard", "dev" }.SelectMany(SecurityProfiles.OptOuts).Concat(SecurityProfiles.WithoutDomain)
        .Select(o => o.Control).Except(Controls.All.Select(c => c.Id)).ShouldBeEmpty();

    // The database is in one stack, its network in another; ids travel as parameters.
    [Fact]
    public void Controls_look_through_parameters_of_other_stacks()
    {
        var network = new Stack("shop-prod");
        network.Add(new StackResource("Subnet", "AWS::EC2::Subnet", MapValue.Empty));
        network.Add(new StackResource("Table", "AWS::EC2::RouteTable", MapValue.Empty));
        network.Add(new StackResource("Way", "AWS::EC2::Route", Map(("RouteTableId", Ref("Table")), ("GatewayId", "igw"))));
        network.Add(new StackResource("Use", "AWS::EC2::SubnetRouteTableAssociation", Map(
            ("RouteTableId", Ref("Table")), ("SubnetId", Ref("Subnet")))));
        network.Add(new StackOutput("SubnetId", Ref("Subnet")));
        var data = new Stack("shop-prod-db");
        data.Add(new StackParameter("SubnetId") { Source = new ImportedOutput("shop-prod", "SubnetId") });
        data.Add(new StackResource("Group", "AWS::RDS::DBSubnetGroup", Map(("SubnetIds", List(Ref("SubnetId"))))));
        data.Add(new StackResource("Database", "AWS::RDS::DBInstance", Map(("DBSubnetGroupName", Ref("Group")))));

        ControlReport.Evaluate([network, data], []).Failed.Select(f => f.Control.Id).ShouldContain("RDS.46");
    }

    private static Verdict[] Verdicts(Stack stack, Control control) =>
        [.. ControlReport.Evaluate([stack], []).Findings.Where(f => f.Control.Id == control.Id && f.Control.Type == control.Type)
        .Select(f => f.Verdict).Distinct()];

    private static (Stack Pass, Stack Fail) Fragment(string id)
    {
        foreach (var document in Documents())
        {
            if (document.RootElement.TryGetProperty(id, out var fragment))
            {
                return (Read(fragment.GetProperty("pass")), Read(fragment.GetProperty("fail")));
            }
        }

        throw new InvalidOperationException($"tests/controls has nothing on {id}");
    }

    private static Stack Read(JsonElement resources) =>
        StackReader.Read("s", System.Text.Encoding.UTF8.GetBytes($"{{\"Resources\": {resources.GetRawText()}}}"), out var fault)
        ?? throw new InvalidOperationException(fault);

    private static IEnumerable<JsonDocument> Documents() =>
        Directory.GetFiles(Repository.Path("tests", "controls"), "*.json").Order().Select(f => JsonDocument.Parse(File.ReadAllText(f)));
}
