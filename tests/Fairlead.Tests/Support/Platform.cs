using System.Text.RegularExpressions;

namespace Fairlead.Tests.Support;

/// <summary>What an account has before anything is deployed into it: a network, a zone, a cluster, certificates, a role.</summary>
/// <param name="Certificate">Of the place's region.</param>
internal sealed partial record Platform(MotoPlace Place, string Certificate, IReadOnlyDictionary<string, string> Outputs)
{
    private const string Template = """
        Parameters: {Name: {Type: String}}
        Resources:
          Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.99.0.0/16}}
          SubnetA:
            Type: AWS::EC2::Subnet
            Properties: {VpcId: !Ref Vpc, CidrBlock: 10.99.0.0/24, AvailabilityZone: !Sub "${AWS::Region}a"}
          SubnetB:
            Type: AWS::EC2::Subnet
            Properties: {VpcId: !Ref Vpc, CidrBlock: 10.99.1.0/24, AvailabilityZone: !Sub "${AWS::Region}b"}
          Group: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Vpc, GroupDescription: a database of others}}
          Zone: {Type: AWS::Route53::HostedZone, Properties: {Name: example.org}}
          Cluster: {Type: AWS::ECS::Cluster, Properties: {ClusterName: !Ref Name}}
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Statement: [{Effect: Allow, Principal: {Service: batch.amazonaws.com}, Action: sts:AssumeRole}]
        Outputs:
          Vpc: {Value: !Ref Vpc}
          Subnets: {Value: !Join [",", [!Ref SubnetA, !Ref SubnetB]]}
          Group: {Value: !GetAtt Group.GroupId}
          Zone: {Value: !Ref Zone}
          Role: {Value: !GetAtt Role.Arn}
        """;

    public string Role => Outputs["Role"];

    public static async Task<Platform> Make(MotoServer server, MotoPlace place, string cluster)
    {
        var made = await server.Stacks(place, "CreateStack", ("StackName", "platform"), ("TemplateBody", Template),
            ("Parameters.member.1.ParameterKey", "Name"), ("Parameters.member.1.ParameterValue", cluster));
        made.IsDone.ShouldBeTrue(made.Text);
        var (_, text) = await server.Stacks(place, "DescribeStacks", ("StackName", "platform"));
        return new Platform(place, await MakeCertificate(server, place), OutputsIn(text));
    }

    /// <summary>The same in another region, of which only the certificate is needed.</summary>
    public async Task<Platform> In(MotoServer server, string region)
    {
        var place = Place with { Region = region };
        return new Platform(place, await MakeCertificate(server, place), Outputs);
    }

    public static IReadOnlyDictionary<string, string> OutputsIn(string description) =>
        Output().Matches(description).ToDictionary(m => m.Groups[1].Value, m => System.Net.WebUtility.HtmlDecode(m.Groups[2].Value));

    private static async Task<string> MakeCertificate(MotoServer server, MotoPlace place)
    {
        var (isDone, text) = await server.Json(place, "acm", "CertificateManager.RequestCertificate", """{"DomainName": "example.org"}""");
        isDone.ShouldBeTrue(text);
        return Arn().Match(text).Value;
    }

    [GeneratedRegex("<OutputKey>(.*?)</OutputKey><OutputValue>(.*?)</OutputValue>", RegexOptions.Singleline)]
    private static partial Regex Output();

    [GeneratedRegex("arn:aws:acm:[^\"]*")]
    private static partial Regex Arn();
}
