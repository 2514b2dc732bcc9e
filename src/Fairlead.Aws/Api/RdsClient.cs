using System.Xml.Linq;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>RDS, the operations that Fairlead calls, under AWS's names. <c>API Reference, version 2014-10-31</c>.</summary>
internal sealed class RdsClient(AwsTransport transport)
{
    /// <summary>Versions of an engine that can be made, oldest first.</summary>
    /// <param name="engineVersion">All that begin so: <c>16</c>.</param>
    public async Task<IReadOnlyList<string>> DescribeDBEngineVersions(string engine, string engineVersion, CancellationToken cancel)
    {
        var result = await QueryProtocol.Call(transport, AwsService.Rds, "DescribeDBEngineVersions",
            new QueryForm().Add("Engine", engine).Add("EngineVersion", engineVersion), cancel);
        return [.. (result.Find("DBEngineVersions")?.Elements() ?? []).Select(v => v.Text("EngineVersion")).OfType<string>()];
    }
}
