using System.Xml.Linq;
using Amazon.Runtime;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>RDS, the operations that Fairlead calls, under AWS's names. <c>API Reference, version 2014-10-31</c>.</summary>
internal sealed class RdsClient(AwsTransport transport)
{
    /// <summary>Null where there is none.</summary>
    public async Task<DBInstance?> DescribeDBInstances(string identifier, CancellationToken cancel)
    {
        try
        {
            var result = await QueryProtocol.Call(transport, AwsService.Rds, "DescribeDBInstances",
                new QueryForm().Add("DBInstanceIdentifier", identifier), cancel);
            return result.Find("DBInstances")?.Elements().FirstOrDefault() is { } found ? Read(found) : null;
        }
        catch (AmazonServiceException e) when (e.ErrorCode == "DBInstanceNotFound")
        {
            return null;
        }
    }

    /// <summary>Another password of the owner, as soon as possible: it is applied later than it is answered.</summary>
    public async Task<DBInstance> ModifyDBInstance(string identifier, string masterUserPassword, CancellationToken cancel)
    {
        var result = await QueryProtocol.Call(transport, AwsService.Rds, "ModifyDBInstance", new QueryForm()
            .Add("DBInstanceIdentifier", identifier).Add("MasterUserPassword", masterUserPassword).Add("ApplyImmediately", true), cancel);
        return Read(result.Find("DBInstance") ?? throw new FormatException("AWS's answer has no DBInstance"));
    }

    /// <summary>Versions of an engine that can be made, oldest first.</summary>
    /// <param name="engineVersion">All that begin so: <c>16</c>.</param>
    public async Task<IReadOnlyList<string>> DescribeDBEngineVersions(string engine, string engineVersion, CancellationToken cancel)
    {
        var result = await QueryProtocol.Call(transport, AwsService.Rds, "DescribeDBEngineVersions",
            new QueryForm().Add("Engine", engine).Add("EngineVersion", engineVersion), cancel);
        return [.. (result.Find("DBEngineVersions")?.Elements() ?? []).Select(v => v.Text("EngineVersion")).OfType<string>()];
    }

    private static DBInstance Read(XElement found) => new(found.Text("DBInstanceIdentifier") ?? "",
        found.Text("DBInstanceStatus") ?? "", found.Find("PendingModifiedValues")?.Find("MasterUserPassword") is not null);
}

/// <param name="DBInstanceStatus">Such as <c>available</c>.</param>
/// <param name="HasPendingPassword">A password is still to be applied.</param>
internal sealed record DBInstance(string DBInstanceIdentifier, string DBInstanceStatus, bool HasPendingPassword);
