using System.Text;
using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Plan;

/// <summary>What one resource of the edge has more of than AWS takes, told before anything is made.</summary>
internal static class EdgeCrowding
{
    public static IEnumerable<Fault> Exceeding(Stack stack)
    {
        foreach (var resource in stack.Resources)
        {
            if (Exceeded(resource) is { } exceeded)
            {
                yield return new Fault(stack.Name, resource.Id, "", exceeded, null, resource.Cause);
            }
        }
    }

    private static string? Exceeded(StackResource resource) => resource.Type switch
    {
        "AWS::CertificateManager::Certificate" => Quotas.Exceeded(Quotas.CertificateNames, 1 + Count(resource.Properties["SubjectAlternativeNames"])),
        "AWS::CloudFront::Distribution" => Quotas.Exceeded(Quotas.Aliases, Count((resource.Properties["DistributionConfig"] as MapValue)?["Aliases"])),
        "AWS::CloudFront::Function" when resource.Properties["FunctionCode"] is TextValue code => Quotas.Exceeded(Quotas.EdgeFunctionBytes, Encoding.UTF8.GetByteCount(code.Text)),
        "AWS::WAFv2::IPSet" => Quotas.Exceeded(Quotas.Addresses, Count(resource.Properties["Addresses"])),
        _ => null,
    };

    private static int Count(Value? list) => (list as ListValue)?.Count ?? 0;
}
