using Amazon.Runtime;
using Fairlead.Aws.Api;

namespace Fairlead.Aws.Deploy.Releases;

/// <summary>What one task writes, as it comes.</summary>
internal sealed class TaskLog(AwsConnection aws, string group, string container, Func<string, string> clean)
{
    private const int MostPages = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private const int MostRests = 5;

    private readonly Queue<string> last = new();
    private string? token;

    /// <summary>As evidence.</summary>
    public IReadOnlyList<string> LastLines => [.. last];

    /// <summary>What is there by now. Says whether anything was.</summary>
    public async Task<bool> Read(string taskArn, Action<string> onLine, CancellationToken cancel)
    {
        var isAny = false;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await Page(taskArn, cancel);
            foreach (var line in (answer?.Events ?? []).SelectMany(e => e.Message.TrimEnd('\n', '\r').Split('\n')).Select(clean))
            {
                isAny = true;
                Keep(line);
                onLine(line);
            }

            // API Reference, GetLogEvents: the token that was passed comes back at the end.
            if (answer?.NextForwardToken is not { } next || next == token)
            {
                return isAny;
            }

            token = next;
        }

        return isAny;
    }

    /// <summary>The task has stopped, and CloudWatch may not have all of it yet.</summary>
    public async Task ReadRest(string taskArn, Action<string> onLine, TimeProvider clock, CancellationToken cancel)
    {
        for (var rests = 0; rests < MostRests; rests++)
        {
            await Task.Delay(Pause, clock, cancel);
            if (!await Read(taskArn, onLine, cancel))
            {
                return;
            }
        }
    }

    private async Task<GetLogEventsResponse?> Page(string taskArn, CancellationToken cancel)
    {
        try
        {
            return await aws.Logs.GetLogEvents(
                new(group, TaskEvidence.Stream(container, taskArn)) { StartFromHead = true, NextToken = token }, cancel);
        }
        catch (AmazonServiceException e) when (e.ErrorCode == "ResourceNotFoundException")
        {
            // It has written nothing yet.
            return null;
        }
    }

    private void Keep(string line)
    {
        last.Enqueue(line);
        if (last.Count > TaskEvidence.Lines)
        {
            last.Dequeue();
        }
    }
}
