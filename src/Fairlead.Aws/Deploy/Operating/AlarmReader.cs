using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Operating;

/// <summary>Alarms of an environment's stacks that are on: what CloudWatch has seen and nobody has mended.</summary>
internal sealed class AlarmReader(AwsEnvironment environment)
{
    /// <param name="names">Of the file.</param>
    public async Task<IReadOnlyList<Notice>> Read(IEnumerable<string> names, CancellationToken cancel)
    {
        // By the exact name: another environment's may begin as this one's.
        var stacks = names.ToDictionary(n => environment.StackNameOf(n), StringComparer.Ordinal);
        stacks[environment.StackNameOf()] = StackLabels.Environment;
        try
        {
            return [.. (await On(cancel)).Select(a => NoticeOf(a, stacks)).OfType<Notice>()];
        }
        catch (AmazonServiceException e) when (AwsErrors.IsDenied(e))
        {
            return [new Notice("alarms", $"can not be seen: {e.Message}", IsBroken: false, "fairlead doctor --policy")];
        }
    }

    private async Task<IReadOnlyList<CloudWatchAlarm>> On(CancellationToken cancel)
    {
        var all = new List<CloudWatchAlarm>();
        string? next = null;
        do
        {
            (var page, next) = await environment.Caller.Connection.CloudWatch.DescribeAlarms(environment.StackNameOf() + "-", "ALARM", next,
                cancel);
            all.AddRange(page);
        }
        while (next is not null);
        return all;
    }

    // CloudFormation names an alarm STACK-LOGICALID-RANDOM; what stands in no logical id is a hyphen.
    private Notice? NoticeOf(CloudWatchAlarm alarm, Dictionary<string, string> stacks)
    {
        if (alarm.AlarmName.Split('-') is not [.. { Length: > 0 } stack, var id, _]
            || stacks.GetValueOrDefault(string.Join('-', stack)) is not { } name || Alarms.MeaningOf(id) is not { } meaning)
        {
            return null;
        }

        var since = alarm.StateUpdatedTimestamp is { } at ? $" since {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "";
        return new Notice(name, $"{meaning}{since} (alarm {id}: {alarm.StateReason})", IsBroken: true,
            $"fairlead logs {name} --env {environment.Place.Environment}");
    }
}
