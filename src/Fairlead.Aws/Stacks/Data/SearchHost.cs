using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Data;

/// <summary>The domain behind a search. One that is there already is known by its host, which says the domain's name if it is AWS's own.</summary>
internal static class SearchHost
{
    private const string End = ".es.amazonaws.com";
    private const int MarkLength = 26;

    /// <summary>Null where the host is nobody's domain that we could name: then there is the network path, and <c>permissions</c>.</summary>
    public static Value? ArnOf(StackScope site, Search search) =>
        search.Existing is null ? KnownNames.ArnOf(site, search)
        : search.Existing.Host?.Constant is { } host && NameOf(host) is var (region, name) ? Concat("arn:", Partition, $":es:{region}:", Account, $":domain/{name}")
        : null;

    // vpc-NAME-26 letters and digits.REGION.es.amazonaws.com, or search-NAME-… outside of networks.
    private static (string Region, string Name)? NameOf(string host)
    {
        if (!host.EndsWith(End, StringComparison.Ordinal) || host[..^End.Length].Split('.') is not [var first, var region])
        {
            return null;
        }

        var (start, mark) = (first.IndexOf('-', StringComparison.Ordinal), first.LastIndexOf('-'));
        return start > 0 && mark > start + 1 && first[..start] is "vpc" or "search" && first.Length - mark - 1 == MarkLength ? (region, first[(start + 1)..mark]) : null;
    }
}
